"""Every read of ``applications`` that a face needs."""

from yichuang.lines.applications.queries.batches import BatchView, batch_view, batches_of, row_facts, rows_of
from yichuang.lines.applications.queries.bills import late_bills
from yichuang.lines.applications.queries.cases import (
    CaseView,
    PartView,
    case_view,
    cases_of,
    filed_in_visit,
    open_case_of,
)
from yichuang.lines.applications.queries.desk import (
    ObjectionLine,
    PartSheet,
    counts,
    find_part,
    free,
    inbox,
    objection,
    objections,
    objections_open,
    part_sheet,
    too_long,
    whole_list,
)
from yichuang.lines.applications.queries.disputed import objection_attributes, objections_followed, own_objections
from yichuang.lines.applications.queries.drafts import (
    Opened,
    applicant_of,
    draft_attributes,
    newest_draft,
    open_draft,
    open_drafts,
)
from yichuang.lines.applications.queries.extensions import asked
from yichuang.lines.applications.queries.files import case_file, chosen_files, draft_file, part_file
from yichuang.lines.applications.queries.hall import (
    differing,
    late,
    of_the_dead,
    progress,
    silent_systems,
    unattended,
    waiting_list,
)
from yichuang.lines.applications.queries.owed import OwedView, chosen_owed, owed_of
from yichuang.lines.applications.queries.owing import may_be_owed, owable_now, part_days, window_days
from yichuang.lines.applications.queries.papers import paper_pdf, papers_of, proof_of, receipt_pdf
from yichuang.lines.applications.queries.reach import ReachSheet, Record, RecordReach, reach_sheet
from yichuang.lines.applications.queries.told import told

__all__ = [
    "BatchView",
    "CaseView",
    "ObjectionLine",
    "Opened",
    "OwedView",
    "PartSheet",
    "PartView",
    "ReachSheet",
    "Record",
    "RecordReach",
    "applicant_of",
    "asked",
    "batch_view",
    "batches_of",
    "case_file",
    "case_view",
    "cases_of",
    "chosen_files",
    "chosen_owed",
    "counts",
    "differing",
    "draft_attributes",
    "draft_file",
    "filed_in_visit",
    "find_part",
    "free",
    "inbox",
    "late",
    "late_bills",
    "may_be_owed",
    "newest_draft",
    "objection",
    "objection_attributes",
    "objections",
    "objections_followed",
    "objections_open",
    "of_the_dead",
    "open_case_of",
    "open_draft",
    "open_drafts",
    "owable_now",
    "owed_of",
    "own_objections",
    "paper_pdf",
    "papers_of",
    "part_days",
    "part_file",
    "part_sheet",
    "progress",
    "proof_of",
    "reach_sheet",
    "receipt_pdf",
    "row_facts",
    "rows_of",
    "silent_systems",
    "told",
    "too_long",
    "unattended",
    "waiting_list",
    "whole_list",
    "window_days",
]
