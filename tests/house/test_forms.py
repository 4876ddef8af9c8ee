"""What people type goes by POST: no form puts it into an address, where every log on the way would keep it (WF-16)."""

from __future__ import annotations

import re
from pathlib import Path

import yichuang

TEMPLATES = sorted(Path(yichuang.__path__[0]).rglob("templates/**/*.html"))


def by_address(text: str) -> list[str]:
    """The forms of a page that a browser sends as an address."""
    return [
        tag for tag in re.findall(r"<form\b[^>]*>|<button\b[^>]*\bformmethod[^>]*>", text) if 'method="post"' not in tag
    ]


def test_no_form_is_sent_as_an_address() -> None:
    assert sum(path.read_text("utf-8").count("<form") for path in TEMPLATES) > 50
    found = {str(path): forms for path in TEMPLATES if (forms := by_address(path.read_text("utf-8")))}
    assert found == {}


def test_one_would_be_found() -> None:
    assert by_address('<form action="/" role="search"><input name="q">') == ['<form action="/" role="search">']
