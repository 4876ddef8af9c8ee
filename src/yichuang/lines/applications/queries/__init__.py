"""Every read of ``applications`` that a face needs."""

from yichuang.lines.applications.queries.cases import CaseView, PartView, case_view, cases_of, receipt_data
from yichuang.lines.applications.queries.desk import PartSheet, inbox, objections, part_sheet, waiting_list
from yichuang.lines.applications.queries.drafts import Opened, draft_attributes, open_draft, open_drafts

__all__ = [
    "CaseView",
    "Opened",
    "PartSheet",
    "PartView",
    "case_view",
    "cases_of",
    "draft_attributes",
    "inbox",
    "objections",
    "open_draft",
    "open_drafts",
    "part_sheet",
    "receipt_data",
    "waiting_list",
]
