"""Reads of ``applications``: a draft opened with its guide, a case with its parts, an officer's part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from django.db import connection

from yichuang.core import clock
from yichuang.core.access import Actor, require
from yichuang.core.packages import Guide, Material
from yichuang.lines.applications import content as contents
from yichuang.lines.applications.content import Content
from yichuang.platform.audit.filters import visible
from yichuang.platform.cases.models import Attachment, Draft
from yichuang.platform.catalog import queries as catalog
from yichuang.platform.catalog.queries import Published
from yichuang.platform.licences import queries as licences
from yichuang.platform.people.models import Account
from yichuang.platform.vault.fields import SealedTextField


def draft_attributes(draft: Draft, service: str) -> dict[str, object]:
    """What the access decision may know of a draft of ``service``."""
    return {
        "id": draft.pk,
        "applicant_id": draft.applicant_id,
        "account_id": draft.account_id,
        "package_version__name": service,
    }


@dataclass
class Opened:
    """A draft in clear, for one request: its package, its answers, and what the guide makes of them."""

    draft: Draft
    published: Published
    content: Content
    key: bytes
    #: The phone for messages: of the newest account of the draft's person, or of who acts for them.
    phone: str | None = None
    #: The day on which its person died, as the register says; then nothing is filed.
    died: date | None = None
    #: How surely whoever has it open is known: by phone, name and number (1), or seen (2).
    level: int = 1
    #: A later version of its package is in force: whoever has it open is told what changed (``news``).
    outdated: bool = False

    @property
    def attributes(self) -> dict[str, object]:
        """What the access decision may know of it."""
        return draft_attributes(self.draft, self.published.name)

    @cached_property
    def guide(self) -> Guide:
        """The guide over the answers as they stand, by today's parameters."""
        package = self.published.package
        return package.guide(self.content.known(package), clock.today())

    @property
    def fileable(self) -> bool:
        """Whether there is something to file: matters that apply, or some that a person decides."""
        return self.guide.complete and bool(self.guide.matters or self.guide.undecided)

    @cached_property
    def wanted(self) -> tuple[Material, ...]:
        """The materials that must be handed in: nothing on record proves them. A query only where a licence might."""
        found = self.guide.wanted(self.level)
        if any(proof.licence for one in found for proof in one.proved_by):
            found = self.guide.wanted(self.level, licences.held_by(self.draft.person_id))
        return found

    @cached_property
    def attachments(self) -> Mapping[str, Sequence[Attachment]]:
        """What was handed in so far of what is wanted, by material, in its order. One query where anything is."""
        found: dict[str, list[Attachment]] = {one.code: [] for one in self.wanted}
        if found:
            mine = Attachment.objects.filter(draft=self.draft, material__in=found).select_related("file")
            for each in mine.order_by("position", "pk"):
                found[each.material].append(each)
        return found

    @property
    def missing(self) -> tuple[Material, ...]:
        """The materials of which nothing was handed in yet."""
        return tuple(one for one in self.wanted if not self.attachments[one.code])

    def may_answer(self, key: str) -> bool:
        """Whether the fact is asked or offered now, or was answered before (so that the answer may be changed)."""
        if any(question.key == key for question in (*self.guide.ask, *self.guide.answered)):
            return True
        if any(offer.fact.key == key for offer in self.guide.offers if offer.possible):
            return True
        held = self.content.facts.get(key)
        return held is not None and held["source"] in (contents.PERSON, contents.CLERK)


DRAFT_COLUMNS = tuple(each.attname for each in Draft._meta.concrete_fields)
READ_DRAFT = f"""
-- A draft with the version of its package, the day of its person's death, and a phone for messages: of its person's
-- newest account; of who began it where an organisation applies, or where the person has no account (a child whose
-- parent acts for it).
SELECT v.name, v.version, v.digest, v.division_id,
    coalesce(
        (SELECT a.phone FROM people_account AS a
         WHERE d.organisation_id IS NULL AND a.person_id = d.person_id AND a.is_active
         ORDER BY a.created_at DESC LIMIT 1),
        (SELECT a.phone FROM people_account AS a
         WHERE a.id = d.account_id AND a.is_active AND NOT a.holds_posts)),
    (SELECT p.deceased_on FROM people_person AS p WHERE p.id = d.person_id),
    NOT v.current,
    {", ".join(f"d.{column}" for column in DRAFT_COLUMNS)}
FROM cases_draft AS d JOIN catalog_packageversion AS v ON v.id = d.package_version_id
WHERE d.public_id = %(public_id)s
"""


def open_draft(actor: Actor, public_id: str) -> Opened:
    """A draft by its public id. Raises Draft.DoesNotExist, NotAllowed. One query while the package is warm."""
    with connection.cursor() as cursor:
        cursor.execute(READ_DRAFT, {"public_id": public_id})
        row = cursor.fetchone()
    if row is None:
        raise Draft.DoesNotExist
    name, version, digest, division, phone, died, outdated = row[:7]
    draft: Draft = Draft.from_db("default", DRAFT_COLUMNS, row[7:])
    require(actor, "view", "draft", draft_attributes(draft, name))
    package = catalog.compiled(digest, draft.package_version_id)
    published = Published(draft.package_version_id, name, version, digest, division, package)
    content, key = contents.read(draft)
    sealed = Account._meta.get_field("phone")
    assert isinstance(sealed, SealedTextField)
    reached = None if phone is None else sealed.opened(phone)
    return Opened(draft, published, content, key, reached, died, actor.level, outdated)


def applicant_of(actor: Actor) -> UUID | None:
    """For whom ``actor`` applies: whom they act for (at a window, under a mandate), else themselves; None: nobody."""
    if actor.role == "clerk":
        return actor.mandated or actor.on_behalf_of
    return actor.mandated or actor.person_id


def newest_draft(applicant_id: UUID, service: str) -> str | None:
    """The public id of the applicant's newest draft of ``service`` that is not filed."""
    # What was read of a table is filed with its batch, never gone on with by hand.
    found = Draft.objects.filter(
        applicant_id=applicant_id,
        package_version__name=service,
        filed_case_id__isnull=True,
        batch_row__isnull=True,
    )
    return found.order_by("-updated_at").values_list("public_id", flat=True).first()


def open_drafts(actor: Actor) -> list[Draft]:
    """The drafts of whom ``actor`` applies for that are not filed, newest first, without their contents."""
    applicant_id = applicant_of(actor)
    if applicant_id is None:
        return []
    mine = Draft.objects.filter(applicant_id=applicant_id, filed_case_id__isnull=True, batch_row__isnull=True)
    found = visible(mine, actor, "list", "draft")
    return list(
        found.select_related("package_version").defer("content", "package_version__files").order_by("-updated_at")
    )
