"""What the measurement of filings sends to the database by itself is what the tables take."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from tests.cast import Member, Town
from tests.walks.people import file_case

from yichuang.platform.cases.models import Case, Event, Task
from yichuang.project.bench.support import filings

pytestmark = pytest.mark.django_db


def test_the_other_side_writes_the_same_rows(county: Town, resident: Member) -> None:
    """As pgbench runs it: variables first, then one insert a table."""
    first = file_case(resident)
    variables, rest = filings.script().split("\\gset\n")
    text = rest.removeprefix("BEGIN;\n").removesuffix("COMMIT;\n")
    for words in variables.split(" AS ")[1:]:
        text = text.replace(f"':{words.split()[0].rstrip(',')}'", f"'{uuid4()}'")
    with connection.cursor() as cursor:
        cursor.execute(text.replace("%", "%%"))
    assert Case.objects.exclude(pk=first.pk).count() == 1
    assert Task.objects.exclude(case=first).count() == Task.objects.filter(case=first).count()
    assert Event.objects.exclude(case=first).count() == Event.objects.filter(case=first).count()


def test_what_is_measured_is_a_resident_who_files_alone() -> None:
    assert filings._walk()["runs"][0]["by"] == "resident"
