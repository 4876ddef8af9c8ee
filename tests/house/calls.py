"""Which call of the interface does what a page does: the table ``calls.txt``, and the verbs that each side calls."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yichuang

TABLE = Path(__file__).with_name("calls.txt")
FACES = Path(yichuang.__path__[0]) / "faces"
#: The faces that have pages.
PAGES = ("portal", "window", "desk", "studio")
#: The last part of a module's name that writes.
WRITES = frozenset({"commands", "revising"})
NOT_YET = "not yet"


@dataclass(frozen=True)
class Held:
    """What holds a page: calls by their routes, and a reason or remark; "not yet" where something is open."""

    calls: tuple[str, ...]
    words: str

    @property
    def is_open(self) -> bool:
        """Whether something of the page cannot be called yet."""
        return self.words.startswith(NOT_YET)


def read(text: str) -> dict[str, Held]:
    """The table. Raises ValueError for a row that stands twice, or says neither a call nor why there is none."""
    rows: dict[str, Held] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("#") or not line.strip():
            continue
        named, _, words = line.partition("--")
        route, *calls = named.split()
        if route in rows:
            raise ValueError(f"calls.txt:{number}: {route} stands twice")
        if not calls and len(words.strip()) < len(NOT_YET):
            raise ValueError(f"calls.txt:{number}: {route} has no call: say after -- why it needs none")
        rows[route] = Held(tuple(calls), words.strip())
    return rows


def verbs(face: str) -> set[str]:
    """Each command that a face uses, such as ``people.commands.grant``: itself, or by what it takes of the look."""
    found: set[str] = set()
    for path in sorted((FACES / face).rglob("*.py")):
        text = path.read_text("utf-8")
        found |= set(verbs_of(text))
        for shared in shared_by(text):
            found |= set(verbs_of((FACES / "look" / f"{shared}.py").read_text("utf-8")))
    return found


def shared_by(text: str) -> set[str]:
    """The modules of the look that a module of a face imports."""
    found: set[str] = set()
    for each in ast.walk(ast.parse(text)):
        if isinstance(each, ast.ImportFrom) and each.module is not None:
            if each.module == "yichuang.faces.look":
                found |= {one.name for one in each.names}
            elif each.module.startswith("yichuang.faces.look."):
                found.add(each.module.split(".")[3])
    return {name for name in found if (FACES / "look" / f"{name}.py").is_file()}


def verbs_of(text: str) -> Iterator[str]:
    """The commands that a module uses: what it takes of a module that writes, by name or as its attribute."""
    tree = ast.parse(text)
    modules: dict[str, str] = {}
    for each in (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module):
        assert each.module is not None
        for one in each.names:
            path = f"{each.module}.{one.name}".split(".")
            at = next((place for place, part in enumerate(path) if part in WRITES), None)
            if at is None:
                continue
            home = ".".join(path[at - 1 : at + 1])
            if one.name in WRITES or (one.name.islower() and _is_module(path)):
                modules[one.asname or one.name] = home
            elif one.name[0].islower():
                yield f"{home}.{one.name}"
    for use in (node for node in ast.walk(tree) if isinstance(node, ast.Attribute)):
        if isinstance(use.value, ast.Name) and use.value.id in modules and use.attr[0].islower():
            yield f"{modules[use.value.id]}.{use.attr}"


def _is_module(path: list[str]) -> bool:
    whole = FACES.parent.parent.joinpath(*path)
    return whole.is_dir() or whole.with_suffix(".py").is_file()
