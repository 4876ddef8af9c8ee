"""Data of papers about people who do not exist."""

from __future__ import annotations

import io
import re
from datetime import date, datetime

from pypdf import PdfReader

from yichuang.core.clock import ZONE
from yichuang.core.words import Sentence

AT = datetime(2026, 11, 25, 10, 32, 15, tzinfo=ZONE)
ID_NUMBER = "439900199001010017"
CASE_NUMBER = "43990020261125K3M9X7QAB"
URL = "http://127.0.0.1:8000/cases/mfrggzdfmztwq2lknnwg23tpob"
KINDS = ("receipt", "letter", "supplement", "declined", "accepted", "extended", "special", "owed")
LANGUAGES = ("zh-hans", "en")

HALL = {"zh-hans": "某县政务服务中心", "en": "County Government Service Hall"}
BUREAU = {"zh-hans": "某县人社局", "en": "County Social Security Bureau"}
OTHER = {"zh-hans": "某县医保局", "en": "County Healthcare Security Bureau"}
PENSION = {"zh-hans": "养老保险参保登记", "en": "Pension registration"}
MEDICAL = {"zh-hans": "医疗保险参保登记", "en": "Medical insurance registration"}
OBJECTIONS = [
    {
        "text": {"zh-hans": "可以依法申请行政复议。", "en": "You may ask for administrative reconsideration."},
        "source": {"zh-hans": "《社会保险法》第83条", "en": "Social Insurance Law Art. 83"},
    },
    {
        "text": {"zh-hans": "一般在60日内提出。", "en": "As a rule within 60 days."},
        "source": {"zh-hans": "《行政复议法》第20条", "en": "Administrative Reconsideration Law Art. 20"},
        "verified": False,
    },
]
#: The sentence of a clock as it comes from the rooms below: a template of the catalogues, with days.
WHY = Sentence(
    "%(text)s.",
    {
        "text": Sentence(
            "Due %(due)s: %(span)s",
            {
                "due": date(2026, 12, 9),
                "span": Sentence("%(period)s after %(start)s", {"period": "X", "start": AT.date()}),
            },
        )
    },
)


def data(kind: str, **changed: object) -> dict[str, object]:
    """The data of a paper of ``kind``, with some keys changed."""
    whole: dict[str, object] = {
        "number": f"N-{CASE_NUMBER}",
        "issued_at": AT,
        "case_number": CASE_NUMBER,
        "issuer": HALL if kind in ("receipt", "letter") else BUREAU,
        "service": {"zh-hans": "参保一件事", "en": "Social insurance enrolment"},
        "applicant": {"name": "欧阳建国", "id_number": ID_NUMBER},
        "url": URL,
        "ask": {
            "phones": [{"name": {"zh-hans": "服务热线", "en": "Hotline"}, "number": "12333"}],
            "places": [{"zh-hans": "综合窗口", "en": "Any window"}],
        },
        "filed_at": AT,
    }
    one: dict[str, object] = {
        "matter": PENSION,
        "department": BUREAU,
        "receipt_number": "RS-000731",
        "provincial_number": "P-0098812",
        "law": [{"zh-hans": "《行政许可法》第32条", "en": "Administrative Licensing Law Art. 32"}],
    }
    if kind == "licence":  # it speaks of what holds, not of an application
        del whole["filed_at"]
    return whole | (one if kind not in ("receipt", "letter", "licence") else {}) | OWN[kind] | changed


OWN: dict[str, dict[str, object]] = {
    "owed": {
        "items": ["户口簿首页照片"],
        "until": date(2026, 12, 7),
        "how": {"zh-hans": "在办件页面上传，也可以送到窗口。", "en": "Upload it on the page of the case, or bring it."},
        "consequence": {"zh-hans": "到期没有补，部门可以不再办。", "en": "Past that day the department may end it."},
        "accepted_on": date(2026, 11, 25),
        "due_on": date(2026, 12, 9),
        "why": WHY,
    },
    "extended": {
        "reason": "要请专家到现场看。",
        "period": Sentence("%(count)s working days", {"count": 10}),
        "before": date(2026, 12, 9),
        "due_on": date(2026, 12, 23),
        "why": WHY,
    },
    "special": {
        "procedure": Sentence("Hearing"),
        "reason": "沿街商户要求听证。",
        "until": date(2026, 12, 9),
        "clock": WHY,
    },
    "receipt": {
        "promise": "yichuang/promise/v1\nyichuang/430121/0123456789abcdef\n"
        + "A1b2" * 11
        + "\ntime 1795644559\nwithin 60\n\n— yichuang/430121/0123456789abcdef "
        + "C3d4" * 22
        + "\n",
        "channel": {"zh-hans": "网上办理", "en": "On the web"},
        "parts": [
            {"matter": PENSION, "department": BUREAU, "due_on": date(2026, 12, 9), "why": WHY},
            {"matter": MEDICAL, "department": OTHER},
        ],
    },
    "letter": {
        "parts": [
            {
                "matter": PENSION,
                "department": BUREAU,
                "outcome": "granted",
                "result": {"zh-hans": "已经登记。", "en": "You are registered."},
                "receipt_number": "RS-000731",
                "provincial_number": "P-0098812",
                "decided_on": date(2026, 12, 1),
                "payment": {
                    "known": True,
                    "amount_fen": 81440,
                    "pay_by": date(2026, 12, 31),
                    "where": {"zh-hans": "税务窗口", "en": "Tax window"},
                    "covered_from": date(2027, 1, 1),
                },
                "objections": OBJECTIONS,
            },
            {
                "matter": MEDICAL,
                "department": OTHER,
                "outcome": "refused",
                "reason": "您已经参加居民医疗保险。",
                "receipt_number": "YB-8831",
                "objections": OBJECTIONS,
            },
        ]
    },
    "supplement": {
        "items": [
            {
                "what": "户口簿首页照片",
                "why": {"zh-hans": "核对户籍地", "en": "To check the place"},
                "how": {"zh-hans": "在办件页面上传", "en": "Upload it"},
            },
            "更正手机号码",
        ],
        "until": date(2026, 12, 2),
        "clock": {"zh-hans": "期限从今天起暂停。", "en": "The clock stands still."},
        "consequence": {"zh-hans": "不补正的，不再办理。", "en": "The application ends."},
    },
    "declined": {
        "reason": "您已经在别处参加养老保险。",
        "go": {"zh-hans": "请到参保地办理转移。", "en": "Go to the place where you are registered."},
        "objections": OBJECTIONS,
    },
    "accepted": {"accepted_on": date(2026, 11, 26), "due_on": date(2026, 12, 9), "why": WHY},
    "licence": {"matter": PENSION, "result": {"zh-hans": "已经登记。", "en": "You are registered."}},
}


def reader(pdf: bytes) -> PdfReader:
    """The PDF, opened."""
    return PdfReader(io.BytesIO(pdf))


def text(pdf: bytes) -> str:
    """All that stands in a PDF, blanks and line ends left out (they depend on the layout)."""
    return tight("".join(page.extract_text() for page in reader(pdf).pages))


def tight(words: str) -> str:
    """``words`` without blanks, line ends and the invisible places where a line may break."""
    return re.sub(r"[\s\u200b]", "", words)
