"""Two records of one person become one, and two again: what is kept about the one follows the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import F, Q

from yichuang.core.access import Actor
from yichuang.platform.people import following
from yichuang.platform.people.commands.mandates import end_mandates
from yichuang.platform.people.errors import SameRecord
from yichuang.platform.people.models import Person
from yichuang.platform.people.record import record


def merge(actor: Actor, into: Person, other: Person) -> dict[str, list[str]]:
    """Everything of ``other`` goes to ``into``; ``other`` stays, empty, and leads there. In the caller's transaction.

    Returns what was moved: "model.column" → ids. Raises SameRecord where one of them was merged already.
    """
    held = {each.pk: each for each in Person.objects.select_for_update().filter(pk__in=(into.pk, other.pk))}
    if into.pk == other.pk or any(each.merged_into_id for each in held.values()):
        raise SameRecord
    moved: dict[str, list[str]] = {}
    for model, column in following.columns():
        rows = model._default_manager.filter(**{column: other.pk})
        ids = [str(each) for each in rows.values_list("pk", flat=True)]
        if ids:
            rows.update(**{column: into.pk})
            moved[f"{model._meta.label}.{column}"] = ids
    Person.objects.filter(pk=other.pk).update(merged_into=into)
    end_mandates(actor, Q(person=into, agent=F("person")), "both records are one person")
    said = {"into": str(into.pk), "other": str(other.pk), "moved": moved}
    record("merged", "person", into.pk, actor, said)
    record("merged-into", "person", other.pk, actor, {"into": str(into.pk)})
    following.tell("merged", actor, into, said)
    return moved


def unmerge(actor: Actor, into: Person, other: Person, moved: Mapping[str, Sequence[str]]) -> None:
    """What came from ``other`` and is still with ``into`` goes back. In the caller's transaction."""
    for model, column in following.columns():
        ids = moved.get(f"{model._meta.label}.{column}", ())
        model._default_manager.filter(**{"pk__in": ids, column: into.pk}).update(**{column: other.pk})
    Person.objects.filter(pk=other.pk).update(merged_into=None)
    said = {"into": str(into.pk), "other": str(other.pk), "moved": dict(moved)}
    record("unmerged", "person", into.pk, actor, said)
    following.tell("unmerged", actor, other, said)
