"""The order of questions is reckoned once, when a package is published, and kept with the version."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.db import DatabaseError, transaction

from tests.cast import Town
from tests.core.packages.sample import CONTENT
from yichuang.core.packages import load
from yichuang.platform.catalog.models import PackageVersion
from yichuang.platform.catalog.queries import compiled, current, world


def test_the_order_is_kept_with_the_version_and_read_from_it(county: Town) -> None:
    reckoned = load(CONTENT / "enrolment", world()).asking.keys
    kept = PackageVersion.objects.get(name="enrolment", current=True)
    assert tuple(kept.asking) == reckoned
    assert current("enrolment").package.kept == reckoned
    assert current("enrolment").package.order == reckoned


def test_what_was_published_before_that_was_kept_is_reckoned_when_it_is_used(county: Town) -> None:
    kept = PackageVersion.objects.get(name="newborn", current=True)
    package = load(kept.files, world())
    assert (package.kept, package.order) == ((), tuple(kept.asking))
    assert compiled(kept.digest, kept.pk).order == package.order


CHANGED = {
    "id": uuid.UUID(int=1),
    "name": "other",
    "version": 99,
    "digest": "x",
    "division_id": "999999",
    "files": {},
    "titles": {},
    "audience": [],
    "life_stages": [],
    "in_force": dt.date(2030, 1, 1),
    "published_at": dt.datetime(2030, 1, 1, tzinfo=dt.UTC),
    "asking": [],
    "inexact": {"a": "looked"},
}
"""Another value for every column but which version is current."""


def test_nothing_of_a_version_is_ever_changed_but_which_one_is_current(county: Town) -> None:
    assert CHANGED.keys() == {field.attname for field in PackageVersion._meta.concrete_fields} - {"current"}
    for key, value in CHANGED.items():
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            PackageVersion.objects.filter(name="newborn").update(**{key: value})
