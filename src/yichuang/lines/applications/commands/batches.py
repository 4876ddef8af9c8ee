"""Many applications from one table: read whole or not at all, then filed row by row, each a case of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import transaction

from yichuang.core import clock
from yichuang.core.access import Actor, NotAllowed, require
from yichuang.core.identifiers import new_case_number, public_id
from yichuang.core.packages import SELF, Answer, Known
from yichuang.core.sheets import Finding, Row, Table, address, read
from yichuang.core.words import Said
from yichuang.lines.applications import tables
from yichuang.lines.applications.commands.drafts import new_draft, put_organisation, require_audience, submit
from yichuang.lines.applications.content import Content
from yichuang.lines.applications.models import Batch, BatchRow
from yichuang.lines.applications.queries.batches import batch_attributes
from yichuang.lines.applications.queries.drafts import open_draft
from yichuang.platform.cases.errors import NotPossible
from yichuang.platform.catalog import queries as catalog
from yichuang.platform.catalog.queries import Published
from yichuang.platform.people.models import Account, Organisation, Person
from yichuang.platform.people.queries.mandates import acting_under
from yichuang.platform.vault.keys import holder

#: How many rows are filed before others have their turn.
AT_ONCE = 50


@dataclass(frozen=True)
class ReadTable:
    """What was read of a file: the table, everything wrong in it, and the batch where nothing was."""

    table: Table
    findings: tuple[Finding, ...]
    batch: Batch | None


def take_table(actor: Actor, service: str, data: bytes, name: str, language: str) -> ReadTable:
    """Read a table of applications. Only where every row can be filed a batch is made; else nothing is kept at all.

    Raises SheetError, NoSuchService, OtherAudience, NotAllowed.
    """
    published = catalog.current(service)
    require(
        actor,
        "make",
        "batch",
        {"organisation_id": actor.organisation_id, "package_version__name": service},
    )
    require_audience(actor, published)
    table = read(data, name, tables.columns(published.package, language))
    assert actor.organisation_id is not None  # the rule has looked
    organisation = Organisation.objects.get(pk=actor.organisation_id)
    contents = [(row, _content(published, organisation, row)) for row in table.rows]
    findings = table.findings or tuple(_findings(published, table, contents, language))
    if findings:
        return ReadTable(table, findings, None)
    return ReadTable(table, (), _make(actor, published, organisation, contents))


def _content(published: Published, organisation: Organisation, row: Row) -> Content:
    """A row as the answers of a draft."""
    content, now = Content(), clock.now()
    put_organisation(published, content, organisation)
    for key, value in row.values.items():
        answer: Answer = value  # type: ignore[assignment]  # the columns read facts
        content.put(published.package.facts[key], answer, SELF, now)
    return content


def _findings(published: Published, table: Table, rows: Sequence[tuple[Row, Content]], language: str) -> list[Finding]:
    """What keeps a row from being filed, by cell where it is one cell's."""
    package, found = published.package, []
    for row, content in rows:
        known: dict[str, Known] = dict(content.known(package))
        for key, sentence in tables.obstacles(package, known, clock.today(), language):
            at = table.places.get(key, 0)
            found.append(Finding(table.sheet, address(row.number - 1, at), row.number, key, "guide", sentence))
    return found


@transaction.atomic
def _make(actor: Actor, published: Published, organisation: Organisation, rows: Sequence[tuple[Row, Content]]) -> Batch:
    assert actor.account_id is not None
    assert actor.mandate_id is not None
    assert actor.person_id is not None
    now = clock.now()
    batch = Batch.objects.create(
        public_id=public_id(),
        number=f"B{new_case_number(published.division, clock.legal_day(now))}",
        organisation=organisation,
        package_version_id=published.id,
        account_id=actor.account_id,
        mandate_id=actor.mandate_id,
        made_at=now,
    )
    agent = Person.objects.get(pk=actor.person_id)
    for position, (row, content) in enumerate(rows, start=1):
        draft = new_draft(actor, published, agent, content, holder().new_data_key())
        BatchRow.objects.create(batch=batch, position=position, line=row.number, draft=draft)
    return batch


@transaction.atomic
def file_batch(actor: Actor, batch_id: UUID) -> Batch:
    """Begin to file a batch; pressed twice it is the same. The rows are filed by `go_on`, here and by the worker."""
    batch = Batch.objects.select_for_update(of=("self",)).select_related("package_version").get(pk=batch_id)
    require(actor, "file", "batch", batch_attributes(batch))
    if batch.state == Batch.State.READY:
        batch.state = Batch.State.FILING
        batch.save(update_fields=["state"])
    return batch


@transaction.atomic
def discard(actor: Actor, batch_id: UUID) -> None:
    """Throw a batch away of which nothing was filed. Raises NotPossible once it is being filed."""
    batch = Batch.objects.select_for_update(of=("self",)).select_related("package_version").get(pk=batch_id)
    require(actor, "file", "batch", batch_attributes(batch))
    if batch.state != Batch.State.READY:
        raise NotPossible("discard", batch.state)
    drafts = [row.draft for row in batch.rows.select_related("draft")]
    batch.delete()
    for draft in drafts:
        draft.delete()


def go_on(batch: Batch, most: int = AT_ONCE) -> int:
    """File the next rows of a batch that is being filed; returns how many became cases.

    Each row is one filing of its own, under its own key: whoever goes on after a crash, or at the same time, finds the
    case that is there. A mandate that ended on the way stops it, and what was filed stays filed; one that has stopped
    does not go on.
    """
    if batch.state != Batch.State.FILING:
        return 0
    actor = _actor(batch)
    rows = list(batch.rows.filter(case__isnull=True).select_related("draft").order_by("position")[:most])
    if actor is None:
        Batch.objects.filter(pk=batch.pk, state=Batch.State.FILING).update(state=Batch.State.STOPPED)
        return 0
    for row in rows:
        try:
            # The organisation is told of the batch, not of each row.
            opened = replace(open_draft(actor, row.draft.public_id), phone=None)
            filed = submit(actor, opened, opened.draft.version, key=f"{batch.public_id}:{row.position}")
        except (Said, NotAllowed):
            Batch.objects.filter(pk=batch.pk, state=Batch.State.FILING).update(state=Batch.State.STOPPED)
            raise
        BatchRow.objects.filter(pk=row.pk).update(case_id=filed.case_id)
    if not batch.rows.filter(case__isnull=True).exists():
        Batch.objects.filter(pk=batch.pk, state=Batch.State.FILING).update(
            state=Batch.State.FILED, filed_at=clock.now()
        )
    return len(rows)


def file_batches() -> int:
    """Go on with every batch that is being filed; returns how many rows became cases. Run by the worker."""
    found = Batch.objects.filter(state=Batch.State.FILING).select_related("mandate", "account").order_by("made_at")
    return sum(go_on(batch) for batch in found[:AT_ONCE])


def _actor(batch: Batch) -> Actor | None:
    """Who made the batch, as far as their mandate holds today."""
    account = Account.objects.select_related("person").get(pk=batch.account_id)
    if account.person_id is None or not account.is_active:
        return None
    acting = acting_under(account.person_id, batch.mandate.public_id)
    oneself = Actor(
        account_id=account.pk,
        person_id=account.person_id,
        role="resident",
        level=account.level,
        channel="batch",
    )
    return acting.actor(oneself) if acting is not None else None
