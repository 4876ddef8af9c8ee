"""Every read of ``applications`` that a face needs."""

from yichuang.lines.applications.queries.cases import CaseView, PartView, case_view, cases_of, open_case_of
from yichuang.lines.applications.queries.desk import PartSheet, inbox, objections, part_sheet, waiting_list
from yichuang.lines.applications.queries.drafts import Opened, draft_attributes, open_draft, open_drafts
from yichuang.lines.applications.queries.papers import paper_pdf, papers_of, receipt_pdf

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
    "open_case_of",
    "open_draft",
    "open_drafts",
    "paper_pdf",
    "papers_of",
    "part_sheet",
    "receipt_pdf",
    "waiting_list",
]
