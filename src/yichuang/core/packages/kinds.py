"""Every kind of finding by its code: how grave it is, and what it means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from yichuang.core.words import N_

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Kind:
    """``what`` is a sentence for authors; ``stage`` says when it is looked for.

    ``read``: while the files are read; ``prove``: by the decision diagrams; ``together``: several packages;
    ``mutate``: only with ``--mutate``; ``calendar``: by ``yichuang rules calendar``.
    """

    severity: Severity
    stage: Literal["read", "prove", "together", "mutate", "calendar"]
    what: str


def _error(what: str) -> Kind:
    return Kind("error", "read", what)


KINDS: dict[str, Kind] = {
    # --- reading -----------------------------------------------------------------------------------------------
    "missing-file": _error(N_("A file of the package is missing or empty.")),
    "yaml": _error(N_("A file cannot be read as YAML.")),
    "csv": _error(N_("A table cannot be read as CSV.")),
    "encoding": _error(N_("A file's characters are neither UTF-8 nor GB 18030.")),
    "cell": _error(N_("A cell of a decision table cannot be read, or does not fit its column.")),
    "alias": _error(N_("YAML aliases are not read.")),
    "tag": _error(N_("YAML tags are not read.")),
    "columns": _error(N_("A table has other columns than it must have.")),
    "cells": _error(N_("A row has too many cells, or too few.")),
    "missing": _error(N_("A key is missing.")),
    "unknown-key": _error(N_("A key is not known.")),
    "language": _error(N_("A text is missing in one of the languages.")),
    "value": _error(N_("A value is not of its type.")),
    "rule": _error(N_("An expression cannot be read, or does not fit its facts.")),
    "circle": _error(N_("Facts derive from each other in a circle.")),
    "twice": _error(N_("A key or a code stands in the package twice.")),
    "unknown": _error(N_("A word names nothing: a fact, matter, department, licence, register, parameter, article.")),
    "today": _error(N_("A fact is named like the legal date.")),
    "held": _error(N_("A fact is asked though a register holds it.")),
    "options": _error(N_("The options of an answer do not fit its type.")),
    "tick": _error(N_("A tick brings no matter.")),
    "likely": _error(N_("How likely the answers are does not fit the answers.")),
    "bounds": _error(N_("Something has bounds that is no amount.")),
    "item": _error(N_("A register holds a fact as another type, or does not hold it.")),
    "needless": _error(N_("No department gets a fact and no rule reads it.")),
    "unused": _error(N_("Nothing uses a parameter.")),
    "name": _error(N_("A parameter's name is no name.")),
    "type": _error(N_("A parameter's type is not known, changes, or is not that of its fact.")),
    "unit": _error(N_("A number has another unit elsewhere: in its register, its table, or another of its versions.")),
    "verified": _error(N_("A parameter does not say whether it is verified.")),
    "law": _error(N_("A parameter names no article.")),
    "from": _error(N_("A parameter does not say from when it holds.")),
    "date": _error(N_("A date is none, or too early, or a parameter has no value on the first day.")),
    "overlap": _error(N_("A parameter has two values on one day.")),
    "gap": _error(N_("A parameter has no value on some day.")),
    "ends": _error(N_("A parameter's last value ends.")),
    "period": _error(N_("A time of a clock is none.")),
    "promise": _error(N_("A promise is longer than the statute.")),
    "owed": _error(N_("A paper may be owed although that contradicts something.")),
    "not-encoded": _error(N_("Nothing names an article, and nothing says why.")),
    "code": _error(N_("A division's code is none, or stands there twice.")),
    "parent": _error(N_("A division's parent does not exist.")),
    "department": _error(N_("A register's department does not exist.")),
    "notice": _error(N_("A holiday notice cannot be read, so that none of the file is used.")),
    "worked-anyway": Kind("warning", "read", N_("A holiday notice has a day worked that is worked anyway.")),
    "still-needed": _error(N_("A published version names what is no longer there: cases go by it.")),
    # --- proving -----------------------------------------------------------------------------------------------
    "example": Kind("error", "prove", N_("A worked example comes out otherwise.")),
    "never-holds": Kind("error", "prove", N_("A rule holds for nobody.")),
    "refuses-all": Kind("error", "prove", N_("A refusal refuses everybody.")),
    "always-holds": Kind("warning", "prove", N_("A paper's condition holds for everybody.")),
    "never-applies": Kind("error", "prove", N_("Whoever wants a matter is refused it.")),
    "never-asked": Kind("error", "prove", N_("No matter that applies ever needs a paper.")),
    "meet": Kind("error", "prove", N_("Matters that must never meet do meet.")),
    "unexplained": Kind("error", "prove", N_("No matter takes somebody, and no refusal says why.")),
    "no-effect": Kind("error", "prove", N_("A fact changes no outcome, and no department gets it.")),
    "asked-of-register": Kind("warning", "prove", N_("A fact is asked by the name of what a register holds.")),
    "topic": Kind("error", "prove", N_("No order asks each topic in one go.")),
    "paper-held": Kind("warning", "prove", N_("A paper is asked that a licence or a register could prove.")),
    "boundary": Kind("warning", "prove", N_("A boundary has no example before, on or after it.")),
    "passed-over": Kind(
        "warning", "prove", N_("A rule counts or sums members without those of whom a fact is absent.")
    ),
    "rows-meet": Kind("error", "prove", N_("Two rows of a table hold of one person, and one row at most may.")),
    "no-row": Kind("error", "prove", N_("No row of a table holds of somebody of whom all is known that it asks.")),
    "idle-row": Kind("warning", "prove", N_("A row of a table decides for nobody.")),
    "no-unit": Kind("warning", "prove", N_("A number says no unit where it meets one.")),
    "inexact": Kind("warning", "prove", N_("An outcome cannot be proved: what is mentioned is asked.")),
    # --- several packages --------------------------------------------------------------------------------------
    "package-twice": Kind("error", "together", N_("Two folders hold the same package.")),
    "item-differs": Kind("error", "together", N_("One item code has two departments, kinds or statutory times.")),
    "sends-differ": Kind("warning", "together", N_("One item sends other facts in another package.")),
    "figure-differs": Kind("error", "together", N_("One parameter has two values on one day.")),
    "source-differs": Kind("warning", "together", N_("One source is dated or numbered in two ways.")),
    "meet-elsewhere": Kind("error", "together", N_("A package lets items meet that must never meet in another.")),
    # --- mutants -----------------------------------------------------------------------------------------------
    "mutant": Kind("error", "mutate", N_("A rule may be changed and every example still holds.")),
    "unseen": Kind("warning", "mutate", N_("A rule may be changed and no example could notice, as far as is known.")),
    "idle-part": Kind("warning", "mutate", N_("A part of a rule changes nothing for anybody.")),
    # --- calendar ----------------------------------------------------------------------------------------------
    "crash": Kind("error", "calendar", N_("The guide fails on a day to come.")),
    "no-figure": Kind("error", "calendar", N_("A parameter has no value on a day to come.")),
    "review-due": Kind("warning", "calendar", N_("A figure must be looked at again soon, or should have been.")),
    "no-notice": Kind("warning", "calendar", N_("Rules go by working days of a year whose notice is not loaded yet.")),
    "source-ends": Kind("error", "calendar", N_("A source goes out of force soon, or has gone.")),
}
