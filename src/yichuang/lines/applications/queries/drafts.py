"""Reads of ``applications``: a draft opened with its guide, a case with its parts, an officer's part."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from yichuang.core import clock
from yichuang.core.access import Actor
from yichuang.core.packages import Guide
from yichuang.lines.applications import content as contents
from yichuang.lines.applications.content import Content
from yichuang.platform.cases.engine import require
from yichuang.platform.cases.models import Draft
from yichuang.platform.catalog import queries as catalog
from yichuang.platform.catalog.queries import Published
from yichuang.platform.people import queries as people


def draft_attributes(draft: Draft) -> dict[str, object]:
    """What the access decision may know of a draft."""
    return {"id": draft.pk, "person_id": draft.person_id, "account_id": draft.account_id}


@dataclass
class Opened:
    """A draft in clear, for one request: its package, its answers, and what the guide makes of them."""

    draft: Draft
    published: Published
    content: Content
    key: bytes

    @cached_property
    def guide(self) -> Guide:
        """The guide over the answers as they stand, by today's parameters."""
        package = self.published.package
        return package.guide(self.content.known(package), clock.today())

    @cached_property
    def phone(self) -> str | None:
        """The person's phone for messages: of the account that began the draft if it is the person's own."""
        found = people.phone_of(self.draft.person_id)
        return found[1] if found else None

    def may_answer(self, key: str) -> bool:
        """Whether the fact is asked now, or was asked and answered before (so that the answer may be changed)."""
        if any(question.key == key for question in (*self.guide.ask, *self.guide.answered)):
            return True
        held = self.content.facts.get(key)
        return held is not None and held["source"] in (contents.PERSON, contents.CLERK)


def open_draft(actor: Actor, public_id: str) -> Opened:
    """A draft by its public id. Raises Draft.DoesNotExist, NotAllowed. One query while the package is warm."""
    draft = (
        Draft.objects.select_related("person", "package_version")
        .defer("package_version__files")
        .get(public_id=public_id)
    )
    require(actor, "view", "draft", draft_attributes(draft))
    row = draft.package_version
    published = Published(
        row.pk, row.name, row.version, row.digest, row.division_id, catalog.compiled(row.digest, row.pk)
    )
    content, key = contents.read(draft)
    return Opened(draft, published, content, key)


def open_drafts(actor: Actor) -> list[Draft]:
    """The actor's own drafts that are not filed, newest first, without their contents."""
    if actor.person_id is None:
        return []
    found = Draft.objects.filter(person_id=actor.person_id, filed_case_id__isnull=True)
    return list(
        found.select_related("package_version").defer("content", "package_version__files").order_by("-updated_at")
    )
