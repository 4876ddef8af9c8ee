"""A batch as the organisation sees it: how far it is, and the case of each row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from yichuang.core.access import Actor, require
from yichuang.lines.applications.models import Batch, BatchRow
from yichuang.lines.applications.queries.drafts import open_draft
from yichuang.platform.audit.filters import visible
from yichuang.platform.cases.paging import PAGE, Listed, newest_first
from yichuang.platform.catalog import queries as catalog
from yichuang.platform.catalog.queries import Published


def batch_attributes(batch: Batch) -> dict[str, object]:
    """What the access decision may know of a batch; its version's row must have been joined."""
    return {
        "id": batch.pk,
        "organisation_id": batch.organisation_id,
        "package_version__name": batch.package_version.name,
    }


@dataclass(frozen=True)
class BatchView:
    """A batch with how many of its rows there are and how many are cases."""

    batch: Batch
    published: Published
    rows: int
    filed: int


def batches_of(actor: Actor, service: str, after: str = "") -> Listed[Batch]:
    """A page of the organisation's batches of a service, newest first. Raises Said for a place that no page gave."""
    found = visible(Batch.objects.filter(package_version__name=service), actor, "list", "batch")
    rows = found.select_related("package_version").defer("package_version__files")
    return newest_first(rows, "made_at", after)


def batch_view(actor: Actor, public_id: str) -> BatchView:
    """A batch by its public id. Raises Batch.DoesNotExist, NotAllowed."""
    batch = (
        Batch.objects.select_related("package_version", "mandate__agent", "organisation")
        .defer("package_version__files")
        .get(public_id=public_id)
    )
    require(actor, "view", "batch", batch_attributes(batch))
    row = batch.package_version
    package = catalog.compiled(row.digest, row.pk)
    published = Published(row.pk, row.name, row.version, row.digest, row.division_id, package)
    return BatchView(batch, published, batch.rows.count(), batch.rows.filter(case__isnull=False).count())


def rows_of(view: BatchView, after: int = 0) -> Sequence[BatchRow]:
    """A page of a batch's rows from a position on, one more than a page is long, with their cases."""
    found = view.batch.rows.filter(position__gt=after).select_related("draft", "case")
    return list(found.defer("case__facts", "case__wrapped_key").order_by("position")[: PAGE + 1])


def row_facts(actor: Actor, view: BatchView, row: BatchRow) -> dict[str, object]:
    """What a row said, by fact."""
    opened = open_draft(actor, row.draft.public_id)
    known = opened.content.known(view.published.package)
    return {key: one.value for key, one in known.items() if view.published.package.facts[key].asked}
