"""A package from its five files, or everything that is wrong with them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import TypeVar

from yichuang.core.packages import parameters as figures
from yichuang.core.packages.check import check
from yichuang.core.packages.documents import ExamplesText, LawText, PackageText
from yichuang.core.packages.errors import Finding, PackageError
from yichuang.core.packages.facts import Fact
from yichuang.core.packages.files import validate
from yichuang.core.packages.marks import MISSING, TABLES, UNREADABLE, Marked, decoded, read_yaml
from yichuang.core.packages.package import Package, Rules
from yichuang.core.packages.schema import Shown, Suggestion
from yichuang.core.packages.tables import Table, file_of, is_table, read_table, table_in, table_of
from yichuang.core.packages.world import Item, World, named
from yichuang.core.rules import Expression, FactType, Origin, RuleError, parse
from yichuang.core.words import N_, Sentence
from yichuang.core.workdays import Calendar

FILES = ("package.yaml", "law.yaml", "parameters.csv", "examples.yaml", "README.md")
"""What a package consists of, its decision tables apart. ``README.md`` says what is not encoded, and why."""

Amount = TypeVar("Amount", Suggestion, Shown)

_BOOLEAN, _MONEY = FactType("boolean"), FactType("money")


def load(folder: Path | Mapping[str, str], world: World, asking: Sequence[str] = ()) -> Package:
    """The package in a folder, or in a mapping from file name to text. Raises `PackageError` with all findings.

    ``asking``: the order in which it asks, where that was reckoned before (`Package.order`).
    """
    files = texts(folder)
    missing = [name for name in FILES if not files.get(name, "").strip()]
    if missing:
        raise PackageError([Finding(name, 0, "missing-file", Sentence(MISSING)) for name in missing])
    marks = {name: read_yaml(name, files[name]) for name in ("package.yaml", "law.yaml", "examples.yaml")}
    text = validate(PackageText, _filled_in(_named(marks["package.yaml"]), world))
    law = validate(LawText, named(marks["law.yaml"], "sources", "key"))
    worked = validate(ExamplesText, marks["examples.yaml"])
    marks["parameters.csv"], dated = figures.read_parameters(files["parameters.csv"])
    if text is None or law is None or worked is None or any(marked.findings for marked in marks.values()):
        raise PackageError([finding for marked in marks.values() for finding in marked.findings])
    parsing = _Parsing(text, marks["package.yaml"], files, world.calendar)
    rules = parsing.rules()
    marks |= parsing.marks
    if rules is None:
        raise PackageError([finding for marked in marks.values() for finding in marked.findings])
    package = Package(
        text=text,
        law=law.sources,
        parameters=dated,
        worked=worked,
        rules=rules,
        tables=parsing.tables,
        world=world,
        files=files,
        digest=digest(files),
        readme=files["README.md"],
        lines={name: marked.lines for name, marked in marks.items()},
        kept=tuple(asking),
    )
    check(package, marks)
    wrong = [finding for marked in marks.values() for finding in marked.findings]
    if wrong:
        raise PackageError(wrong)
    return package


def digest(files: Mapping[str, str]) -> str:
    """SHA-256 in hex over the names and texts of the files, in the order of `FILES`, then of the tables by name."""
    sha = hashlib.sha256()
    for name in names_of(files):
        for part in (name, files[name]):
            data = part.encode()
            sha.update(len(data).to_bytes(8, "big") + data)
    return sha.hexdigest()


def names_of(files: Iterable[str]) -> tuple[str, ...]:
    """The names of a package's files, in their order: `FILES`, then its tables by name."""
    return (*FILES, *sorted(name for name in files if is_table(name)))


def writable(files: Mapping[str, str]) -> tuple[str, ...]:
    """The names that an author may write: the files that there are, and the tables that facts are derived by."""
    named = re.findall(r"^\s*derive:\s*table ([a-z][a-z0-9_]*)\s*$", files["package.yaml"], re.ASCII | re.MULTILINE)
    return names_of({*files, *map(file_of, named)})


def rewritten(files: Mapping[str, str], name: str, text: str) -> dict[str, str]:
    """The files with one of them written anew; a table with nothing in it is gone."""
    others = {each: held for each, held in files.items() if each != name}
    return {**others, name: text} if text or name in FILES else others


def texts(folder: Path | Mapping[str, str]) -> dict[str, str]:
    """The texts of a package's files by name.

    Raises `PackageError` for one that cannot be read, or a table whose name is none.
    """
    if not isinstance(folder, Path):
        return {name: text for name, text in folder.items() if name in FILES or is_table(name)}
    found, wrong = dict[str, str](), list[Finding]()
    named = [name for name in FILES if (folder / name).is_file()]
    for name in (*named, *sorted(f"{TABLES}{path.name}" for path in (folder / TABLES).glob("*") if path.is_file())):
        if name not in FILES and not is_table(name):
            what = Sentence(N_("A table is a file NAME.csv, the name of lower-case words joined by _."))
            wrong.append(Finding(name, 0, "name", what))
            continue
        text = decoded((folder / name).read_bytes())
        if text is None:
            wrong.append(Finding(name, 0, "encoding", Sentence(UNREADABLE)))
        else:
            found[name] = text
    if wrong:
        raise PackageError(wrong)
    return found


def _named(marked: Marked) -> Marked:
    """The package with each fact, and each fact of a list's members, carrying its own key."""
    named(marked, "facts", "key")
    facts = marked.value.get("facts") if isinstance(marked.value, dict) else None
    for fact in facts.values() if isinstance(facts, dict) else ():
        members = fact.get("members") if isinstance(fact, dict) else None
        for key, field in members.items() if isinstance(members, dict) else ():
            if isinstance(field, dict):
                field.setdefault("key", key)
    return marked


def _filled_in(marked: Marked, world: World) -> Marked:
    """What a register's own item says of a fact, its format and options, need not be written again."""
    facts = marked.value.get("facts") if isinstance(marked.value, dict) else None
    for fact in facts.values() if isinstance(facts, dict) else ():
        if not isinstance(fact, dict) or not isinstance(fact.get("from"), str):
            continue
        item = world.item(fact["from"])
        if item is not None:
            fact.setdefault("format", item.format)
            fact.setdefault("unit", item.unit)
            fact.setdefault("options", {code: {"label": label} for code, label in item.options.items()})
            if item.members:
                fact.setdefault("members", {key: _field_of(one) for key, one in item.members.items()})
    return marked


def _field_of(item: Item) -> dict[str, object]:
    """A fact of a member as the register's item says it; whatever a register does not say is absent."""
    return {
        "key": item.key,
        "type": item.type,
        "format": item.format,
        "unit": item.unit,
        "label": item.label,
        "options": {code: {"label": label} for code, label in item.options.items()},
        "optional": True,
    }


class _Parsing:
    """The expressions of a package, parsed against its facts; errors become findings at the line of the text."""

    def __init__(self, text: PackageText, marked: Marked, files: Mapping[str, str], calendar: Calendar) -> None:
        self.text = text
        self.calendar = calendar
        self.marked = marked
        self.files = files
        self.marks: dict[str, Marked] = {}
        self.tables: dict[str, Table] = {}
        self.schema = {"today": FactType("date")} | {key: fact.kind for key, fact in text.facts.items()}

    def rules(self) -> Rules | None:
        """All of them, or None with findings."""
        text = self.text
        conditions: dict[str, Expression | None] = {}
        whens = [("matters", at, one.code, one.when) for at, one in enumerate(text.matters)]
        whens += [("refusals", at, one.code, one.when) for at, one in enumerate(text.refusals)]
        whens += [("referrals", at, one.code, one.when) for at, one in enumerate(text.referrals)]
        whens += [("materials", at, one.code, one.when) for at, one in enumerate(text.materials) if one.when]
        for part, at, code, when in whens:
            conditions[code] = self._parse(when, (part, at, "when"), _BOOLEAN)
        derived = {key: self._derived(key, fact) for key, fact in text.facts.items() if fact.derive is not None}
        bounds = {key: self._bounds(key, fact) for key, fact in text.facts.items() if fact.bounds}
        suggestions = {key: self._amounts(key, "suggest", fact.suggest, fact.kind) for key, fact in text.facts.items()}
        shows = {key: self._amounts(key, "shows", fact.shows, _MONEY) for key, fact in text.facts.items()}
        self._unused()
        if self.marked.findings or any(marked.findings for marked in self.marks.values()):
            return None
        return Rules(
            conditions={code: rule for code, rule in conditions.items() if rule},
            derived=self._ordered({key: rule for key, rule in derived.items() if rule}),
            bounds={key: (least, most) for key, (least, most) in bounds.items() if least and most},
            suggestions=suggestions,
            shows=shows,
        )

    def _derived(self, key: str, fact: Fact) -> Expression | None:
        path, name = ("facts", key, "derive"), table_in(fact.derive)
        if name is None:
            return self._parse(str(fact.derive), path, fact.kind)
        file = file_of(name)
        if file not in self.files:
            self.marked.find(path, "unknown", N_("There is no file “%(file)s”."), file=file)
            return None
        if any(table.name == name for table in self.tables.values()):
            self.marked.find(path, "twice", N_("“%(key)s” stands here twice."), key=name)
            return None
        marked = self.marks.setdefault(file, Marked(file, []))
        found = read_table(marked, self.files[file], name, fact, self.text.facts, self.calendar)
        if found is None:
            return None
        self.tables[key] = found[0]
        return found[1]

    def _unused(self) -> None:
        used = {file_of(name) for fact in self.text.facts.values() if (name := table_in(fact.derive))}
        for file in self.files:
            if is_table(file) and file not in used:
                what = N_("No fact is derived by this table: write derive: table %(name)s.")
                self.marks[file] = Marked(file, [])
                self.marks[file].find((), "unused", what, name=table_of(file))

    def _bounds(self, key: str, fact: Fact) -> tuple[Expression | None, Expression | None]:
        path = ("facts", key, "bounds")
        bounds = fact.bounds
        if bounds is None:
            return None, None
        least = self._parse(bounds.least, (*path, "least"), fact.kind)
        return least, self._parse(bounds.most, (*path, "most"), fact.kind)

    def _amounts(
        self, key: str, part: str, ones: list[Amount], kind: FactType
    ) -> tuple[tuple[Amount, Expression], ...]:
        parsed = [(one, self._parse(one.value, ("facts", key, part, at, "value"), kind)) for at, one in enumerate(ones)]
        return tuple((one, rule) for one, rule in parsed if rule)

    def _parse(self, text: str, path: tuple[str | int, ...], expects: FactType) -> Expression | None:
        origin = Origin(self.marked.file, self.marked.line(path))
        try:
            return parse(text, self.schema, origin=origin, expects=expects, calendar=self.calendar)
        except RuleError as error:
            self.marked.note(path, "rule", error.sentence)
            return None

    def _ordered(self, derived: Mapping[str, Expression]) -> dict[str, Expression]:
        """Each derived fact after those it needs; a circle is a finding."""
        needs = {key: {name for name in rule.names if name in derived} for key, rule in derived.items()}
        try:
            return {key: derived[key] for key in TopologicalSorter(needs).static_order()}
        except CycleError as error:
            circle = " → ".join(error.args[1])
            self.marked.find(
                ("facts", error.args[1][0], "derive"),
                "circle",
                N_("These facts derive from each other: %(circle)s."),
                circle=circle,
            )
            return {}
