"""Only what is listed changes: no body of the interface takes a member that it does not name (DIGIT 7)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from pydantic import ValidationError

from tests.cast import Member, Town
from tests.house.interface import schema
from yichuang.faces.api import schemas
from yichuang.platform.people.models import Account


def bodies() -> dict[str, Any]:
    """Every JSON body of a call, by method and path."""
    described = schema()
    found = {}
    for path, item in described["paths"].items():
        for method, call in item.items():
            content = call.get("requestBody", {}).get("content", {}).get("application/json")
            if content is not None:
                name = content["schema"]["$ref"].rpartition("/")[2]
                found[f"{method.upper()} {path}"] = described["components"]["schemas"][name]
    return found


def fields() -> set[str]:
    """The names of all fields of all models."""
    return {field.name for model in apps.get_models() for field in model._meta.concrete_fields}


def below(model: type[schemas.Strict]) -> Iterator[type[schemas.Strict]]:
    """Every kind of body, those that have members of another, too."""
    for each in model.__subclasses__():
        yield each
        yield from below(each)


def test_every_body_says_what_it_takes_and_takes_nothing_else() -> None:
    found = bodies()
    assert len(found) >= 12
    assert [call for call, body in found.items() if body.get("additionalProperties") is not False] == []


def test_a_field_of_a_table_is_refused_by_name() -> None:
    """Each field of each model, for every body of a call that does not name it itself."""
    taken = {body["title"] for body in bodies().values()}
    models = {model.__name__: model for model in below(schemas.Strict)}
    assert taken <= set(models)
    for model in (models[name] for name in sorted(taken)):
        foreign = fields() - {field.alias or name for name, field in model.model_fields.items()}
        assert len(foreign) > 200
        with pytest.raises(ValidationError) as caught:
            model.model_validate(dict.fromkeys(foreign, "x"))
        refused = {each["loc"][0] for each in caught.value.errors() if each["type"] == "extra_forbidden"}
        assert refused == foreign, model


@pytest.mark.parametrize("path", ["/api/v1/identify", "/api/v1/window/person", "/api/v1/continue", "/api/v1/mandates"])
def test_a_call_with_every_field_of_every_table_changes_nothing(
    county: Town, clerk: Member, resident: Member, path: str
) -> None:
    """The fields of all models instead of what the call wants: refused, and the account is as it was."""
    member = clerk if "window" in path else resident
    client = Client()
    client.force_login(Account.objects.get(pk=member.account_id))
    before = Account.objects.filter(pk=member.account_id).values().get()
    wanted = set(bodies()[f"POST {path}"]["properties"])
    answer = client.post(path, json.dumps(dict.fromkeys(fields() - wanted, "x")), "application/json")
    assert answer.status_code == 422
    after = Account.objects.filter(pk=member.account_id).values().get()
    assert after == before
