"""A paper from its data against typst alone.

Ours: checked data → words → printable characters → square code → sheet → PDF, through the kept compiler. The other
side: a kept compiler of the same templates with the finished sheet written out as literals, so that it does nothing
but typesetting. Both set a paper they have not seen before, both are warm, none is signed; before anything is measured
both must give the same bytes.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

import django
import typst

from yichuang.core import clock
from yichuang.project.bench import Row, alternating, at_most

PAIRS = 150
WARM = 20
MOST = 1.4


def rows() -> Iterator[Row]:
    """One row a kind of paper, in milliseconds a paper."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yichuang.project.settings")
    django.setup()
    for kind, language in (
        ("receipt", "zh-hans"),
        ("receipt", "en"),
        ("letter", "zh-hans"),
        ("supplement", "zh-hans"),
        ("declined", "zh-hans"),
        ("accepted", "zh-hans"),
    ):
        yield _measured(kind, language)


def _measured(kind: str, language: str) -> Row:
    from yichuang.platform.notices import data as forms
    from yichuang.platform.notices.press import STANDARDS, TEMPLATES, fixed, fonts
    from yichuang.platform.notices.typesetting import finished, typeset

    papers = [sample(kind, number) for number in range(WARM + 2 * PAIRS)]
    sheets = [finished(kind, forms.paper(kind, each), language) for each in papers]
    sources = [f'#import "/papers.typ": paper\n#paper({literal(sheet)})\n'.encode() for sheet in sheets]
    alone = typst.Compiler(root=TEMPLATES, font_paths=fonts())
    at = fixed(datetime.fromisoformat(str(papers[0]["issued_at"])))

    def ours(number: int) -> object:
        return typeset(kind, papers[number], language)

    def other(number: int) -> object:
        return alone.compile(sources[number], format="pdf", pdf_standards=STANDARDS, timestamp=at)

    for number in range(WARM):
        if ours(number) != other(number):
            raise RuntimeError(f"the two sides set different papers: {kind}, {language}")
    # The typesetter remembers what it has laid out: no paper is set twice, not even by the two sides.
    mine, theirs = alternating(lambda pair: ours(WARM + 2 * pair), lambda pair: other(WARM + 2 * pair + 1), PAIRS)
    return at_most(f"{kind}, {language}", mine * 1000, theirs * 1000, "ms", MOST)


def literal(value: object) -> str:
    """A sheet's value as the typesetter's own source writes it."""
    if isinstance(value, Mapping):
        return "(" + "".join(f"{key}: {literal(each)}, " for key, each in value.items()) + ")" if value else "(:)"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, Sequence):
        return "(" + "".join(f"{literal(each)}, " for each in value) + ")"
    raise TypeError(type(value).__name__)


def sample(kind: str, number: int) -> dict[str, object]:
    """Invented data of a paper; each number gives another person, case and reason."""
    at = datetime(2026, 11, 25, 10, 32, tzinfo=clock.ZONE)
    day = date(2026, 12, 9) + timedelta(days=number % 20)
    hall = {"zh-hans": "政务服务中心", "en": "Government Service Hall"}
    matters = [{"zh-hans": f"第{part}项登记", "en": f"Registration {part}"} for part in ("一", "二")]
    offices = [{"zh-hans": f"{part}局", "en": f"Bureau {part}"} for part in ("甲", "乙")]
    why = {"zh-hans": f"收到申请的次日起{number + 5}个工作日。", "en": f"{number + 5} working days after receipt."}
    whole: dict[str, object] = {
        "number": f"R-9999992026112{number:09}",
        "issued_at": at.isoformat(),
        "case_number": f"9999992026112{number:010}",
        "issuer": hall,
        "service": {"zh-hans": "一件事", "en": "One thing"},
        "applicant": {"name": "赵钱孙李周吴郑王"[number % 8] + "建国", "id_number": f"43990019900101{number:03}X"},
        "url": f"https://window.example/cases/{number:026}",
        "ask": {"phones": [{"name": hall, "number": f"0000-{number:07}"}], "places": [hall]},
        "filed_at": at.isoformat(),
    }
    one: dict[str, object] = {
        "matter": matters[0],
        "department": offices[0],
        "receipt_number": f"A-{number:09}",
        "law": [why],
    }
    objection = {"text": {"zh-hans": "可以依法申请行政复议。", "en": "You may ask for reconsideration."}, "source": why}
    pairs = list(zip(matters, offices, strict=True))
    parts: dict[str, dict[str, object]] = {
        "receipt": {
            "channel": {"zh-hans": "网上", "en": "On the web"},
            "parts": [{"matter": a, "department": b, "due_on": day.isoformat(), "why": why} for a, b in pairs],
        },
        "letter": {
            "parts": [
                {
                    "matter": a,
                    "department": b,
                    "outcome": "granted",
                    "receipt_number": f"A-{number:09}",
                    "decided_on": day.isoformat(),
                    "payment": {"known": True, "amount_fen": 81440 + number, "pay_by": day.isoformat(), "where": hall},
                    "objections": [objection],
                }
                for a, b in pairs
            ]
        },
        "supplement": one | {"items": [{"what": f"第{part}份材料", "why": why} for part in range(3)], "clock": why},
        "declined": one | {"reason": why, "go": hall, "objections": [objection]},
        "accepted": one | {"accepted_on": day.isoformat(), "due_on": day.isoformat(), "why": why},
        "extended": one | {"reason": why, "period": why, "due_on": day.isoformat(), "why": why},
        "owed": one
        | {"items": [{"what": why, "why": why}], "until": day.isoformat(), "how": why, "consequence": why}
        | {"accepted_on": day.isoformat(), "due_on": day.isoformat(), "why": why},
        "special": one | {"procedure": why, "reason": why, "until": day.isoformat(), "clock": why},
    }
    return whole | parts[kind]
