"""The catalogues of the languages: compiled for the program, compared with what the sources say, filled up.

``python -m yichuang.project.catalogues`` compiles what is older than its source; ``yichuang catalogues --check`` says
what is missing; ``--update`` adds the missing entries, empty, to the catalogue of the room in which they are said.
"""

from __future__ import annotations

import io
import os
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).resolve().parents[2]
LANGUAGE = "zh_Hans"
#: How the sources mark a message; a pair of places is singular and plural.
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "N_": None,
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")

Key = tuple[str | None, str]


@dataclass(frozen=True)
class Said:
    """A message of the sources: its context (mostly None), its text, its plural if it has one, and where it is said."""

    context: str | None
    text: str
    plural: str | None
    file: Path
    line: int

    @property
    def key(self) -> Key:
        """What a catalogue finds it by."""
        return (self.context, self.text)


def compile_all(source: Path = SOURCE) -> list[Path]:
    """Compile each catalogue that is newer than its compiled form; returns those that were written."""
    written = []
    for path in _catalogues(source):
        goal = path.with_suffix(".mo")
        if goal.exists() and goal.stat().st_mtime >= path.stat().st_mtime:
            continue
        making = goal.with_suffix(f".mo.{os.getpid()}")
        with making.open("wb") as output:
            write_mo(output, _read(path))
        making.rename(goal)  # two at once write the same
        written.append(goal)
    return written


def findings(source: Path = SOURCE) -> list[str]:
    """What is missing or wrong in the catalogues, a sentence each, in the order of the files."""
    said = list(messages(source))
    translated: set[Key] = set()
    found = []
    for path in _catalogues(source):
        for entry in _read(path):
            if not entry.id:
                continue
            ids, texts = _forms(entry.id), _forms(entry.string)
            place = f"{path.relative_to(source)}:{entry.lineno or 0}"
            if entry.fuzzy or not all(texts):
                found.append(f"{place}: not translated: {ids[0]!r}")
                continue
            translated.add((entry.context, ids[0]))
            found += [
                f"{place}: other placeholders than in {ids[0]!r}"
                for text in texts
                if set(PLACEHOLDER.findall(text)) - set(PLACEHOLDER.findall(" ".join(ids)))
            ]
    for message in said:
        if message.key not in translated:
            translated.add(message.key)
            found.append(f"{message.file.relative_to(source)}:{message.line}: in no catalogue: {message.text!r}")
    return found


def update(source: Path = SOURCE) -> int:
    """Add what no catalogue has, empty, to the catalogue of the room that says it; returns how many were added."""
    known = {(entry.context, _forms(entry.id)[0]) for path in _catalogues(source) for entry in _read(path)}
    missing: dict[Path, dict[Key, Said]] = defaultdict(dict)
    for message in messages(source):
        if message.key not in known:
            missing[_home(message.file, source)].setdefault(message.key, message)
    for path, entries in missing.items():
        catalogue = _read(path) if path.exists() else Catalog(locale=LANGUAGE, charset="utf-8")
        for message in entries.values():
            name = (message.text, message.plural) if message.plural else message.text
            catalogue.add(name, context=message.context, locations=[(str(message.file.relative_to(source)), 1)])
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as output:
            write_po(output, catalogue, width=120, omit_header=False, include_lineno=False)
    return sum(len(entries) for entries in missing.values())


def messages(source: Path = SOURCE) -> Iterator[Said]:
    """Every message that the Python files and templates under ``source`` mark for translation."""
    for path in sorted(source.rglob("*.py")):
        if "migrations" not in path.parts:
            yield from _extract(path, path.read_text())
    from django.utils.translation.template import templatize

    for path in sorted([*source.rglob("templates/**/*.html"), *source.rglob("templates/**/*.txt")]):
        # Django turns a template into text in which only the marked strings stand, on their own lines.
        yield from _extract(path, templatize(path.read_text(), origin=str(path)))


def _extract(path: Path, text: str) -> Iterator[Said]:
    for line, said, _, context in extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS):
        first, plural = (said[0], said[1]) if isinstance(said, tuple) else (said, None)
        if first:
            yield Said(context, first, plural, path, line)


def _catalogues(source: Path) -> list[Path]:
    return sorted(source.glob(f"**/locale/{LANGUAGE}/LC_MESSAGES/django.po"))


def _read(path: Path) -> Catalog:
    with path.open("rb") as lines:
        return read_po(lines, locale=LANGUAGE)


def _forms(text: str | Sequence[str] | None) -> list[str]:
    """The singular and, where there is one, the plural."""
    return [text] if isinstance(text, str) else list(text or [""])


def _home(file: Path, source: Path) -> Path:
    """The catalogue of the room (``yichuang/FLOOR/ROOM``, or the floor itself for the project) of ``file``."""
    parts = file.relative_to(source).parts
    room = source.joinpath(*parts[: 2 if parts[1] == "project" else 3])
    return room / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


if __name__ == "__main__":
    compile_all()
