"""YAML and CSV read with the line of every value, so that a finding can point at it.

A value's place is its path: ``("facts", "age", "derive")``. Only plain YAML is read: no aliases (they can grow
without bound), no tags of programming languages, no key twice. Keys are text, whatever YAML would make of them
(``no`` stays "no").
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import yaml

from yichuang.core.packages.errors import Finding
from yichuang.core.words import N_, Sentence

YamlPath = tuple[str | int, ...]
# PyYAML's C reader gives the same nodes and marks several times faster; it is absent on some machines.
_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


#: The folder of decision tables; the path of a row in one is its number, as a spreadsheet counts.
TABLES = "tables/"


MISSING = N_("The file is missing or empty.")
UNREADABLE = N_("The characters of the file cannot be told. Save it as UTF-8.")


def decoded(data: bytes) -> str | None:
    """A file's text: UTF-8 with or without its mark, else GB 18030, in which offices save CSV; None for neither."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError:
            continue
    return None


def row_of(file: str, path: YamlPath) -> int:
    """The row of a decision table that a path names; 0 for its header, for a file as a whole and in other files."""
    at = path[0] if path and file.startswith(TABLES) else 0
    return at if isinstance(at, int) and at > 1 else 0


@dataclass
class Marked:
    """The plain values of one file, and the line of each path in them."""

    file: str
    value: object
    lines: dict[YamlPath, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def line(self, path: YamlPath) -> int:
        """The line of ``path``, or of its nearest ancestor that was written."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def find(self, path: YamlPath, code: str, template: str, /, **params: object) -> None:
        """Note a finding at ``path``."""
        self.note(path, code, Sentence(template, params))

    def note(self, path: YamlPath, code: str, sentence: Sentence) -> None:
        """Note a finding at ``path`` that is said already."""
        self.findings.append(Finding(self.file, self.line(path), code, sentence, row=row_of(self.file, path)))


_TAGS = frozenset({"str", "int", "bool", "float", "null", "timestamp"})


def _is_word(kind: str, text: str) -> bool:
    """Whether YAML 1.1 would make more of a word than people mean: ``no``, ``on``, ``0430121``, ``12:30``."""
    if kind == "bool":
        return text not in ("true", "false")
    return kind == "int" and not re.fullmatch(r"-?(0|[1-9]\d*)", text, re.ASCII)


class _Reader:
    def __init__(self, marked: Marked, loader: yaml.SafeLoader) -> None:
        self.marked = marked
        self.loader = loader

    def read(self, node: yaml.Node, path: YamlPath) -> object:
        self.marked.lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.read(one, (*path, at)) for at, one in enumerate(node.value)]
        if node.tag.removeprefix("tag:yaml.org,2002:") not in _TAGS:
            self.marked.find(path, "tag", N_("The tag “%(tag)s” is not allowed here."), tag=node.tag)
            return str(node.value)
        if _is_word(node.tag.rpartition(":")[2], str(node.value)):
            return str(node.value)
        try:
            return self.loader.construct_object(node)
        except (ValueError, yaml.YAMLError):
            self.marked.find(path, "value", N_("“%(text)s” is no such value."), text=node.value)
            return str(node.value)

    def _mapping(self, node: yaml.MappingNode, path: YamlPath) -> dict[str, object]:
        values: dict[str, object] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self.marked.lines[(*path, "")] = key_node.start_mark.line + 1
                self.marked.find((*path, ""), "value", N_("A key is a word, not a list or a mapping."))
                continue
            key = str(key_node.value)
            here = (*path, key)
            if key in values:
                self.marked.lines[here] = key_node.start_mark.line + 1
                self.marked.find(here, "twice", N_("“%(key)s” stands here twice."), key=key)
            self.marked.lines[here] = key_node.start_mark.line + 1
            values[key] = self.read(value_node, here)
        return values


def read_yaml(file: str, text: str) -> Marked:
    """The values of a YAML text; what is wrong with its form is in ``findings``."""
    marked = Marked(file, {})
    loader = _Loader(text)
    try:
        for event in yaml.parse(text, Loader=_Loader):
            if isinstance(event, yaml.AliasEvent):
                line = event.start_mark.line + 1 if event.start_mark else 1
                said = Sentence(N_("Aliases are not allowed: write the value out."))
                marked.findings.append(Finding(file, line, "alias", said))
                return marked
        node = loader.get_single_node()
        marked.value = {} if node is None else _Reader(marked, loader).read(node, ())
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        message = Sentence(N_("This is not readable as YAML: %(problem)s."), {"problem": error.problem or ""})
        marked.findings.append(Finding(file, line, "yaml", message))
    except yaml.YAMLError as error:  # a character that YAML does not allow
        marked.findings.append(
            Finding(
                file, 1, "yaml", Sentence(N_("This is not readable as YAML: %(problem)s."), {"problem": str(error)})
            )
        )
    finally:
        loader.dispose()
    return marked


def read_csv(file: str, text: str, columns: tuple[str, ...]) -> tuple[Marked, list[Mapping[str, str]]]:
    """The rows of a CSV text with exactly these ``columns``; row ``n`` has the path ``(n,)``."""
    marked = Marked(file, [])
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
    rows: list[Mapping[str, str]] = []
    try:
        header = next(reader, [])
        if tuple(header) != columns:
            marked.find((), "columns", N_("The columns must be: %(columns)s."), columns=", ".join(columns))
            return marked, rows
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            marked.lines[(len(rows),)] = reader.line_num
            if len(cells) != len(columns):
                marked.find(
                    (len(rows),),
                    "cells",
                    N_("%(found)s cells, but %(wanted)s columns."),
                    found=len(cells),
                    wanted=len(columns),
                )
            rows.append(dict(zip(columns, [cell.strip() for cell in cells] + [""] * len(columns), strict=False)))
    except csv.Error as error:
        marked.lines[("csv",)] = reader.line_num
        marked.find(("csv",), "csv", N_("This is not readable as CSV: %(problem)s."), problem=str(error))
    return marked, rows
