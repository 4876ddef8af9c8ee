"""Reads of ``ratings``."""

from yichuang.lines.ratings.queries.complaints import (
    GRADES,
    SOURCES,
    ComplaintSheet,
    complaint_sheet,
    complaints,
    complaints_open,
    followed,
    own_complaints,
    repeated,
)
from yichuang.lines.ratings.queries.figures import Counted, Figures, figures
from yichuang.lines.ratings.queries.given import Given, of_case, of_visit, own_ratings
from yichuang.lines.ratings.queries.tablet import last_at, tablet_of, waiting_at, window_of

__all__ = [
    "GRADES",
    "SOURCES",
    "ComplaintSheet",
    "Counted",
    "Figures",
    "Given",
    "complaint_sheet",
    "complaints",
    "complaints_open",
    "figures",
    "followed",
    "last_at",
    "of_case",
    "of_visit",
    "own_complaints",
    "own_ratings",
    "repeated",
    "tablet_of",
    "waiting_at",
    "window_of",
]
