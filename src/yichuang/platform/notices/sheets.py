"""From data to a sheet: every string of a paper in its final words, in the order in which it is read.

The templates lay out and decide nothing. A sheet is JSON: the keys that ``typ/papers.typ`` reads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import cast

from django.utils.translation import pgettext

from yichuang.core import clock
from yichuang.core.identifiers import mask_id_number, mask_name
from yichuang.core.identifiers.masking import HIDDEN
from yichuang.platform.notices import data as forms
from yichuang.platform.notices.words import chinese, day, labels, moment, money, say

Sheet = dict[str, object]
Pair = tuple[str, str]
NONE = "—"
_NUMERALS = "一二三四五六七八九十"


def sheet(kind: str, paper: forms.Paper, language: str) -> Sheet:
    """The sheet of ``paper`` in ``language``, which is active."""
    made: Sheet = {
        "kind": kind,
        "lang": "zh" if chinese(language) else "en",
        "title": _title(kind),
        "labels": dict(labels(language)),
        "number": paper.number,
        "case_number": paper.case_number,
        "issuer": say(paper.issuer, language),
        "about": f"{_title(kind)} {paper.case_number}",
        "sealed_by": say(paper.issuer, language),
        "issued_on": day(clock.legal_day(paper.issued_at), language),
        "verify": paper.verify_url or paper.url,
        "url": paper.url,
        "ask": _ask(paper, language),
    }
    return made | _MAKERS[kind](paper, language)


def _title(kind: str) -> str:
    return {
        "receipt": pgettext("paper", "Receipt of Application"),
        "letter": pgettext("paper", "Letter of Conclusion"),
        "supplement": pgettext("paper", "Notice to Supplement"),
        "owed": pgettext("paper", "Notice of Acceptance with Papers Owed"),
        "declined": pgettext("paper", "Notice of Non-Acceptance"),
        "accepted": pgettext("paper", "Notice of Acceptance"),
        "extended": pgettext("paper", "Notice of Extension"),
        "special": pgettext("paper", "Notice of a Special Procedure"),
        "licence": pgettext("paper", "Licence"),
    }[kind]


def outcome_words(outcome: str) -> str:
    """An outcome in the active language."""
    return {
        "granted": pgettext("paper", "Granted"),
        "refused": pgettext("paper", "Refused"),
        "declined": pgettext("paper", "Not taken on"),
        "withdrawn": pgettext("paper", "Withdrawn"),
        "terminated": pgettext("paper", "Ended"),
    }[outcome]


def _receipt(paper: forms.Paper, language: str) -> Sheet:
    receipt, name = cast(forms.Receipt, paper), labels(language)
    following = [say(each, language) for each in receipt.next] or [
        pgettext("paper", "The departments work side by side. You need not go to each."),
        pgettext("paper", "If something is missing, you are told once, all of it."),
        pgettext("paper", "When all have answered, you get one letter with every outcome."),
    ]
    whys: dict[str, list[str]] = {}  # a sentence that holds for several parts is said once
    for at, part in enumerate(receipt.parts, 1):
        if part.why:
            whys.setdefault(say(part.why, language), []).append(str(at))
    return {
        "facts": _pairs(
            (name["applicant"], _applicant(receipt, masked=True)),
            (name["service"], say(receipt.service, language)),
            (name["filed_at"], moment(receipt.filed_at, language)),
            (name["channel"], say(receipt.channel, language)),
            (name["agent"], receipt.agent),
            (name["issued_at"], moment(receipt.issued_at, language)),
        ),
        "parts": [
            {
                "matter": say(part.matter, language),
                "department": say(part.department, language),
                "due": day(part.due_on, language) if part.due_on else name["no_due"],
            }
            for part in receipt.parts
        ],
        "why": [f"{', '.join(parts)}. {why}" for why, parts in whys.items()],
        "files": [
            {
                "material": f"{at}. {say(each.material, language)}",
                "size": pgettext("paper", "%(bytes)s bytes") % {"bytes": each.size},
                "sha256": " ".join(each.sha256[place : place + 16] for place in range(0, 64, 16)),
            }
            for at, each in enumerate(receipt.files, 1)
        ],
        "next": following,
        "notes": _notes(
            language,
            pgettext("paper", "This receipt says that your application has come in. It is not a decision."),
            pgettext("paper", "Keep the case number: with it you can ask at any window."),
        ),
        "promise": _promise(receipt.promise),
    }


def _promise(note: str) -> list[str]:
    """A sentence, the text of the note in one line, and its signature in another; nothing where there is none.

    No line of the text begins or ends with a blank, so that the note can be put together again.
    """
    if not note:
        return []
    words = pgettext("paper", "Promise: within a minute this receipt is sealed; nobody changes it unseen. Signed:")
    return [words, *(each.strip().replace("\n", " ") for each in note.split("\n\n"))]


def _letter(paper: forms.Paper, language: str) -> Sheet:
    letter = cast(forms.Letter, paper)
    opening = pgettext("paper", "Your application of %(day)s, %(service)s, is concluded. These are the outcomes.")
    return {
        "salutation": _salutation(letter),
        "opening": opening
        % {"day": day(clock.legal_day(letter.filed_at), language), "service": say(letter.service, language)},
        "parts": [_outcome(part, at, language) for at, part in enumerate(letter.parts)],
        "notes": _notes(language, f"{labels(language)['case_number']} {letter.case_number}"),
    }


def _outcome(part: forms.LetterPart, at: int, language: str) -> Sheet:
    """One part's row in the letter's table, and the part of the letter about it."""
    name = labels(language)
    matter, department = say(part.matter, language), say(part.department, language)
    if chinese(language):
        head = (
            f"{_NUMERALS[at]}、{matter}（{department}）"
            if at < len(_NUMERALS)
            else f"{at + 1}．{matter}（{department}）"
        )
    else:
        head = f"{at + 1}. {matter} ({department})"
    outcome = outcome_words(part.outcome)
    return {
        "matter": matter,
        "department": department,
        "outcome": outcome,
        "head": head,
        "facts": _pairs(
            (name["outcome"], outcome),
            (name["reason"], say(part.reason, language)),
            (name["result"], say(part.result, language)),
            (name["decided_on"], day(part.decided_on, language) if part.decided_on else ""),
            (name["receipt_number"], part.receipt_number),
            (name["provincial_number"], part.provincial_number),
        ),
        "pay": _payment(part.payment, language),
        "object": _objections(part.objections, language),
    }


def _payment(payment: forms.Payment | None, language: str) -> list[Pair]:
    """What is to be paid, or that it is not known yet, which is not the same as nothing."""
    name = labels(language)
    if payment is None:
        return []
    if not payment.known:
        return [(name["pay"], pgettext("paper", "Not yet known. It will stand on the case's page."))]
    return _pairs(
        (name["pay"], money(payment.amount_fen, language) if payment.amount_fen is not None else ""),
        (name["pay_by"], day(payment.pay_by, language) if payment.pay_by else ""),
        (name["pay_where"], say(payment.where, language)),
        (name["covered_from"], day(payment.covered_from, language) if payment.covered_from else ""),
    )


def _supplement(paper: forms.Paper, language: str) -> Sheet:
    notice, name = cast(forms.Supplement, paper), labels(language)
    opening = pgettext(
        "paper",
        "Something is missing for %(matter)s, a part of your application %(service)s. All of it stands here: you are"
        " asked once.",
    )
    columns = [
        (name["item"], [say(item.what, language) for item in notice.items]),
        (name["item_why"], [say(item.why, language) for item in notice.items]),
        (name["item_how"], [say(item.how, language) for item in notice.items]),
    ]
    filled = [column for column in columns if any(column[1])]
    return {
        "subtitle": pgettext("paper", "Everything that is missing, told once"),
        "salutation": _salutation(notice),
        "opening": _opening(opening, notice, language),
        "item_heads": [head for head, _ in filled],
        "items": [[cell or NONE for cell in row] for row in zip(*(cells for _, cells in filled), strict=True)],
        "facts": _pairs(
            (name["reason"], say(notice.reason, language)),
            (name["until"], day(notice.until, language) if notice.until else ""),
            (name["clock"], say(notice.clock, language)),
            (name["consequence"], say(notice.consequence, language)),
            *_part(notice, language),
        ),
        "object": [],
        "notes": _notes(language),
    }


def _owed(paper: forms.Paper, language: str) -> Sheet:
    notice, name = cast(forms.Owed, paper), labels(language)
    opening = pgettext(
        "paper",
        "%(matter)s, a part of your application %(service)s, has been accepted although something is still missing. "
        "You have promised to hand it in. There is no outcome before all of it is there.",
    )
    columns = [
        (pgettext("paper", "What is still missing"), [say(item.what, language) for item in notice.items]),
        (name["item_why"], [say(item.why, language) for item in notice.items]),
    ]
    filled = [column for column in columns if any(column[1])]
    return {
        "subtitle": pgettext("paper", "One day for all of it: %(day)s") % {"day": day(notice.until, language)},
        "salutation": _salutation(notice),
        "opening": _opening(opening, notice, language),
        "item_heads": [head for head, _ in filled],
        "items": [[cell or NONE for cell in row] for row in zip(*(cells for _, cells in filled), strict=True)],
        "facts": _pairs(
            (pgettext("paper", "Hand in by"), day(notice.until, language)),
            (pgettext("paper", "How to hand it in"), say(notice.how, language)),
            (name["consequence"], say(notice.consequence, language)),
            (name["accepted_on"], day(notice.accepted_on, language)),
            (name["due"], day(notice.due_on, language) if notice.due_on else ""),
            (name["clock"], say(notice.why, language)),
            *_part(notice, language),
        ),
        "object": [],
        "notes": _notes(language),
    }


def _declined(paper: forms.Paper, language: str) -> Sheet:
    notice, name = cast(forms.Declined, paper), labels(language)
    opening = pgettext("paper", "%(matter)s, a part of your application %(service)s, is not taken on.")
    return {
        "salutation": _salutation(notice),
        "opening": _opening(opening, notice, language),
        "facts": _pairs(
            (name["ground"], say(notice.ground, language)),
            (name["reason"], say(notice.reason, language)),
            (name["go"], say(notice.go, language)),
            *_part(notice, language),
        ),
        "object": _objections(notice.objections, language),
        "notes": _notes(language),
    }


def _accepted(paper: forms.Paper, language: str) -> Sheet:
    notice, name = cast(forms.Accepted, paper), labels(language)
    opening = pgettext("paper", "%(matter)s, a part of your application %(service)s, has been accepted.")
    return {
        "salutation": _salutation(notice),
        "opening": _opening(opening, notice, language),
        "facts": _pairs(
            (name["accepted_on"], day(notice.accepted_on, language)),
            (name["basis"], say(notice.basis, language)),
            (name["due"], day(notice.due_on, language) if notice.due_on else name["no_due"]),
            (name["why"], say(notice.why, language)),
            *_part(notice, language),
        ),
        "object": [],
        "notes": _notes(language),
    }


def _extended(paper: forms.Paper, language: str) -> Sheet:
    notice, name = cast(forms.Extended, paper), labels(language)
    opening = pgettext(
        "paper",
        "%(matter)s, a part of your application %(service)s, needs longer. The head of the department has approved it.",
    )
    return {
        "salutation": _salutation(notice),
        "opening": _opening(opening, notice, language),
        "facts": _pairs(
            (name["reason"], say(notice.reason, language)),
            (name["longer"], say(notice.period, language)),
            (name["due_before"], day(notice.before, language) if notice.before else ""),
            (name["due_now"], day(notice.due_on, language) if notice.due_on else name["no_due"]),
            (name["why"], say(notice.why, language)),
            *_part(notice, language),
        ),
        "object": [],
        "notes": _notes(language, pgettext("paper", "It can be extended once only.")),
    }


def _special(paper: forms.Paper, language: str) -> Sheet:
    notice, name = cast(forms.Special, paper), labels(language)
    opening = pgettext(
        "paper",
        "For %(matter)s, a part of your application %(service)s, a special procedure begins. Its time is not counted.",
    )
    return {
        "salutation": _salutation(notice),
        "opening": _opening(opening, notice, language),
        "facts": _pairs(
            (name["procedure"], say(notice.procedure, language)),
            (name["reason"], say(notice.reason, language)),
            (name["until_about"], day(notice.until, language)),
            (name["clock"], say(notice.clock, language)),
            *_part(notice, language),
        ),
        "object": [],
        "notes": _notes(language, pgettext("paper", "We tell you when the procedure has ended and the clock goes on.")),
    }


def _licence(paper: forms.Paper, language: str) -> Sheet:
    licence, name = cast(forms.Licence, paper), labels(language)
    opening = pgettext("paper", "This certifies that %(name)s is registered: %(matter)s.")
    return {
        "title": say(licence.service, language),
        "labels": {**name, "square": pgettext("paper", "Scan to verify")},
        "salutation": _applicant(licence, masked=False),
        "opening": opening % {"name": licence.applicant.name, "matter": say(licence.matter, language)},
        "facts": _pairs((name["result"], say(licence.result, language))),
        "object": [],
        "notes": _notes(language, pgettext("paper", "Scan the square to see whether this licence holds today.")),
    }


_MAKERS: Mapping[str, Callable[[forms.Paper, str], Sheet]] = {
    "receipt": _receipt,
    "letter": _letter,
    "supplement": _supplement,
    "owed": _owed,
    "declined": _declined,
    "accepted": _accepted,
    "extended": _extended,
    "special": _special,
    "licence": _licence,
}


def _pairs(*pairs: Pair) -> list[Pair]:
    """The pairs that say something."""
    return [pair for pair in pairs if pair[1]]


def _part(notice: forms.OnePart, language: str) -> Iterable[Pair]:
    name = labels(language)
    return (
        (name["law"], "\n".join(say(each, language) for each in notice.law)),
        (name["applicant"], _applicant(notice, masked=False)),
        (name["filed_at"], moment(notice.filed_at, language)),
        (name["case_number"], notice.case_number),
        (name["receipt_number"], notice.receipt_number),
        (name["provincial_number"], notice.provincial_number),
    )


def _opening(template: str, notice: forms.OnePart, language: str) -> str:
    return template % {"matter": say(notice.matter, language), "service": say(notice.service, language)}


def _salutation(paper: forms.Paper) -> str:
    return pgettext("paper", "To %(name)s:") % {"name": paper.applicant.name}


def _applicant(paper: forms.Paper, *, masked: bool) -> str:
    """Name and ID number; the number is masked whatever the caller gave, the name where the paper lies about."""
    name, number = paper.applicant.name, paper.applicant.id_number
    if masked and HIDDEN not in name:
        name = mask_name(name)
    if number and HIDDEN not in number:
        number = mask_id_number(number)
    return f"{name}  {number}".strip()


def _ask(paper: forms.Paper, language: str) -> list[Pair]:
    phones = "\n".join(f"{say(each.name, language)} {each.number}" for each in paper.ask.phones)
    places = "\n".join(say(each, language) for each in paper.ask.places)
    return _pairs(
        (pgettext("paper", "Online"), paper.url),
        (pgettext("paper", "By phone"), phones),
        (pgettext("paper", "In person"), places),
    )


def _objections(objections: Iterable[forms.Objection], language: str) -> list[str]:
    said = []
    for each in objections:
        text, source = say(each.text, language), say(each.source, language)
        if source and not each.verified:
            source = pgettext("paper", "%(source)s, to be confirmed") % {"source": source}
        said.append(text + (pgettext("paper", " (%(source)s)") % {"source": source} if source else ""))
    return said


def _notes(language: str, *first: str) -> list[str]:
    notes = [*first, pgettext("paper", "This copy bears no seal. It is for you to read and keep.")]
    if not chinese(language):
        notes.append(pgettext("paper", "This English text is for reading; the Chinese paper decides."))
    return notes
