"""Every field of every model stands in the inventory once, with its reason, law, readers and period (TRUST 12)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

import pytest
import yaml
from django.apps import apps
from django.conf import settings
from django.utils.module_loading import autodiscover_modules

from yichuang.core.access import POLICY
from yichuang.core.inventory import INTERNAL, OPEN, STANDING, WITH_ITS_CASE, Field, Table, tables
from yichuang.platform.vault.fields import SealedTextField

autodiscover_modules("inventory")


def fields() -> Iterator[tuple[str, str]]:
    """(model, field) of every column that this installation has."""
    for model in apps.get_models():
        if model.__module__.startswith(("yichuang.", "django.contrib.")):
            for field in (*model._meta.concrete_fields, *model._meta.local_many_to_many):
                yield model._meta.label, field.name


def room(label: str) -> str:
    """The file in which a model's fields are declared."""
    module = apps.get_model(label).__module__
    if not module.startswith("yichuang."):
        return "src/yichuang/platform/people/inventory.py"
    return f"src/{module.rsplit('.', 1)[0].replace('.', '/')}/inventory.py"


def findings(present: Iterable[tuple[str, str]], declared: Iterable[Table]) -> list[str]:
    """What is wrong, each as a sentence that says what to add where."""
    present, declared = list(present), list(declared)
    listed = Counter((table.model, field.name) for table in declared for field in table.fields)
    found = [
        f'{model}.{name} is in no inventory. Add Field("{name}", "what it is for", PERSONAL) '
        f'to Table("{model}", …) in {room(model)}'
        for model, name in present
        if not listed[model, name]
    ]
    found += [f"{model}.{name} is listed {times} times" for (model, name), times in listed.items() if times > 1]
    found += [f"{model}.{name} is listed and does not exist" for model, name in set(listed) - set(present)]
    return found


def test_every_field_is_listed_once() -> None:
    assert findings(fields(), tables()) == []


def test_an_unlisted_one_and_one_listed_twice_are_found() -> None:
    planted = [*fields(), ("cases.Case", "nickname")]
    (unlisted,) = findings(planted, tables())
    assert unlisted.startswith("cases.Case.nickname is in no inventory. Add Field(")
    assert unlisted.endswith("src/yichuang/platform/cases/inventory.py")
    again = Table("cases.Case", "law", STANDING, (Field("number", "again", OPEN), Field("gone", "was", OPEN)))
    assert set(findings(fields(), [*tables(), again])) == {
        "cases.Case.number is listed 2 times",
        "cases.Case.gone is listed and does not exist",
    }


def test_every_table_says_who_reads_it_and_by_which_law() -> None:
    subjects = {rule.subject for rule in POLICY.rules()}
    for table in tables():
        assert table.basis, table.model
        assert bool(table.subject) != bool(table.readers), f"{table.model}: a subject of the policy, or words"
        assert not table.subject or table.subject in subjects, f"{table.model}: no rule speaks of {table.subject}"
        assert all(field.purpose for field in table.fields), table.model


def test_every_class_of_retention_has_a_dated_period_with_its_source() -> None:
    classes = yaml.safe_load((settings.CONTENT / "retention.yaml").read_text("utf-8"))["classes"]
    used = {each.retention or table.retention for table in tables() for each in table.fields}
    assert used - {WITH_ITS_CASE, STANDING} == set(classes)
    for name, each in classes.items():
        assert each["then"] in ("archive", "end", "lapse"), name
        assert each["then"] == "lapse" or each["grace"] > 0, name
        for period in each["periods"]:
            assert isinstance(period["from"], date), name
            assert period.get("days", 0) > 0 or period.get("years", 0) > 0, name
            assert period["source"], name
            assert isinstance(period["verified"], bool), name


def test_what_is_sealed_counts_as_sensitive() -> None:
    sensitivity = {(table.model, field.name): field.sensitivity for table in tables() for field in table.fields}
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, SealedTextField):
                assert sensitivity[model._meta.label, field.name] not in (OPEN, INTERNAL), field


@pytest.mark.parametrize("model", ["people.Person", "cases.Case", "cases.Draft", "post.Message"])
def test_what_is_about_people_ends_some_day(model: str) -> None:
    (table,) = (each for each in tables() if each.model == model)
    assert table.retention != STANDING
