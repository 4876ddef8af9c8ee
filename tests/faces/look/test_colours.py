"""Every pair of colours that the stylesheet puts on each other has the contrast it promises (WCAG 1.4.3, 1.4.11)."""

from __future__ import annotations

import gzip
import re
from importlib.resources import files

import pytest

CSS = files("yichuang.faces.look").joinpath("static/look/look.css").read_text("utf-8")
TOKENS = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", CSS))

TEXT = [
    ("ink", "paper"),
    ("ink", "card"),
    ("ink", "light"),
    ("ink", "brand-tint"),
    ("ink", "warn-tint"),
    ("ink", "good-tint"),
    ("ink", "bad-tint"),
    ("ink-soft", "paper"),
    ("ink-soft", "card"),
    ("ink-soft", "brand-tint"),
    ("ink-soft", "warn-tint"),
    ("brand", "paper"),
    ("brand", "card"),
    ("brand", "brand-tint"),
    ("brand", "warn-tint"),
    ("brand-deep", "brand-tint"),
    ("card", "brand"),
    ("card", "brand-deep"),
    ("good", "good-tint"),
    ("warn", "warn-tint"),
    ("bad", "bad-tint"),
    ("bad", "card"),
    ("bad", "paper"),
]
EDGES = [
    ("edge", "paper"),
    ("edge", "card"),
    ("brand", "paper"),
    ("bad", "card"),
    ("ink", "light"),
    ("light", "brand-deep"),
]


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast of two tokens, at least 1."""
    light, dark = sorted((luminance(TOKENS[one]), luminance(TOKENS[other])), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_is_read(text: str, ground: str) -> None:
    assert contrast(text, ground) >= 4.5


@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_edges_of_controls_are_seen(edge: str, ground: str) -> None:
    assert contrast(edge, ground) >= 3


def test_nothing_comes_from_elsewhere_and_nothing_is_heavy() -> None:
    folder = files("yichuang.faces.look").joinpath("static/look")
    sizes = {path.name: len(gzip.compress(path.read_bytes())) for path in folder.iterdir()}
    assert sum(sizes.values()) < 14_000, sizes
    for path in folder.iterdir():
        text = path.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "http" not in text.replace('a[href^="http"]', ""), path
        assert "@import" not in text
        assert "@font-face" not in text
