"""A step of the tables lets the release before it go on, and come back (docs/how-to/run-as-a-service.md, TRUST 8)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

#: Steps from before there was any release to come back to.
BEFORE_ANY = frozenset({"cases.0004_lane", "cases.0005_applicants", "people.0004_identities"})


def steps() -> Iterator[tuple[str, Operation]]:
    """Every operation of our own migrations, with the migration's name."""
    for (app, name), migration in MigrationLoader(None).disk_migrations.items():
        if migration.__module__.startswith("yichuang."):
            for operation in migration.operations:
                for each in [operation, *getattr(operation, "database_operations", [])]:
                    yield f"{app}.{name}", each


def in_the_way(found: Iterable[tuple[str, Operation]]) -> list[str]:
    """Columns that the release before cannot leave out of what it writes: it does not know them."""
    return [
        f"{step}: {each.model_name}.{each.name} needs db_default, or null=True"
        for step, each in found
        if step not in BEFORE_ANY
        and isinstance(each, migrations.AddField)
        and not (each.field.null or each.field.many_to_many or each.field.generated or each.field.has_db_default())
    ]


def test_the_release_before_can_still_write() -> None:
    assert in_the_way(steps()) == []
    assert {step for step, _ in steps()} >= BEFORE_ANY


@pytest.mark.parametrize(
    ("field", "found"),
    [
        (models.JSONField(default=list), ["x.0002: row.new needs db_default, or null=True"]),
        (models.TextField(default="", db_default=""), []),
        (models.TextField(null=True), []),
    ],
)
def test_a_column_in_the_way_is_found(field: models.Field[object, object], found: list[str]) -> None:
    assert in_the_way([("x.0002", migrations.AddField("row", "new", field))]) == found
