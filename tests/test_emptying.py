"""Nothing that a test has committed is met by the next one."""

from __future__ import annotations

import threading

import psycopg
import pytest
from django.apps import apps
from django.db import connection

from tests.cast import Town
from tests.emptying import KEPT, empty_database
from yichuang.platform.catalog.models import PackageVersion
from yichuang.platform.people.models import Department
from yichuang.project import testing


def full() -> set[str]:
    return {model._meta.db_table for model in apps.get_models(True) if model._base_manager.exists()}


@pytest.mark.django_db(transaction=True)
def test_a_county_goes_whole_and_what_migrations_wrote_stays(lasting_county: Town) -> None:
    assert PackageVersion.objects.exists(), "a published version: nobody may delete it"
    assert len(full()) > 5
    empty_database(connection.settings_dict["NAME"])
    assert full() == KEPT


@pytest.mark.django_db(transaction=True)
def test_who_is_still_writing_is_waited_for(lasting_county: Town) -> None:
    name = connection.settings_dict["NAME"]
    with psycopg.connect(testing.session_cluster().dsn(name)) as other:
        other.execute(f"update {Department._meta.db_table} set division_id = division_id")
        emptying = threading.Thread(target=empty_database, args=[name])
        emptying.start()
        emptying.join(0.3)
        assert emptying.is_alive()
        assert Department.objects.exists()
    emptying.join()
    assert full() == KEPT
