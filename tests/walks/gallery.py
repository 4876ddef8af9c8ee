"""The gallery: view × state with the pictures of the walks. ``python -m tests.walks.gallery FOLDER`` makes its page.

The pictures stand in FOLDER already, as ``YICHUANG_SHOTS=FOLDER`` had the walks leave them (``make gallery``).
"""

from __future__ import annotations

import ast
import html
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Gallery:
    """What ``gallery.yaml`` says."""

    states: Sequence[str]
    kinds: Mapping[str, Mapping[str, Any]]
    views: Mapping[str, Mapping[str, Any]]
    no_page: Mapping[str, str]
    besides: Mapping[str, str]
    #: Views that no walk has looked at yet, each with what is known of it. Honest, and to be emptied.
    unseen: Mapping[str, str]

    @classmethod
    def read(cls, path: Path = HERE / "gallery.yaml") -> Gallery:
        """The file."""
        said = yaml.safe_load(path.read_text("utf-8"))
        return cls(said["states"], said["kinds"], said["views"], said["no-page"], said["besides"], said["unseen"])

    def cell(self, view: str, state: str) -> list[str]:
        """The pictures of a view in a state, or one sentence why it cannot be. Empty where nobody said anything."""
        own = self.views[view]
        said = own.get(state, self.kinds[str(own["kind"])].get(state, []))
        return [said] if isinstance(said, str) else list(said)

    def named(self) -> set[str]:
        """Every picture, or pattern of pictures, that some cell names."""
        cells = {each for view in self.views for state in self.states for each in self.cell(view, state)}
        return {each for each in cells if is_picture(each)} | set(self.besides)


def is_picture(text: str) -> bool:
    """A name such as ``case-filed`` or ``refused-*``, not a sentence."""
    return " " not in text


def taken(folder: Path = HERE) -> set[str]:
    """The names of all pictures that the walks take; a name that is put together has ``*`` for what varies."""
    return {name for path in sorted(folder.glob("*.py")) for name in _looks(path.read_text("utf-8"))}


def _looks(text: str) -> Iterator[str]:
    for call in (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)):
        if not (isinstance(call.func, ast.Attribute) and call.func.attr in ("look", "picture") and call.args):
            continue
        for node in ast.walk(call.args[0]):
            if isinstance(node, ast.JoinedStr):
                yield "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in node.values)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node is call.args[0]:
                yield node.value
            elif isinstance(node, ast.Dict):
                yield from (str(each.value) for each in node.values if isinstance(each, ast.Constant))


def page(gallery: Gallery, folder: Path) -> str:
    """The page: a table for each view, a picture (or a sentence) for each state."""
    there = sorted(path.name for path in folder.glob("*.png"))
    parts = []
    for view in gallery.views:
        rows = "".join(_row(state, gallery.cell(view, state), there) for state in gallery.states)
        parts.append(f"<h2>{html.escape(view)}</h2><table>{rows}</table>")
    style = "img{height:14rem;margin:.25rem;border:1px solid #bbb}th{text-align:left;vertical-align:top;width:9rem}"
    return f"<!doctype html><meta charset=utf-8><title>Gallery</title><style>{style}</style>{''.join(parts)}\n"


def _row(state: str, cell: Sequence[str], there: Sequence[str]) -> str:
    shown = []
    for each in cell:
        if not is_picture(each):
            shown.append(html.escape(each))
            continue
        files = [name for name in there if fnmatch(name, f"{each}-[0-9]*.png")]
        shown += [f'<a href="{name}"><img src="{name}" alt="{name}" loading="lazy"></a>' for name in files]
        shown += [] if files else [f"{html.escape(each)} (no picture here)"]
    return f"<tr><th>{state}</th><td>{' '.join(shown)}</td></tr>"


if __name__ == "__main__":
    place = Path(sys.argv[1])
    (place / "index.html").write_text(page(Gallery.read(), place), "utf-8")
