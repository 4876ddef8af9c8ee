"""Documentation is held to the code: what exists is described, what is described exists, nothing leads nowhere."""

from __future__ import annotations

import ast
import base64
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path

import pytest
from pydantic import BaseModel

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
SOURCE = ROOT / "src" / "yichuang"
PAGES = [*sorted(DOCS.rglob("*.md")), *sorted(ROOT.glob("README*.md")), ROOT / "CHANGELOG.md"]


def page(name: str) -> str:
    """The text of a page."""
    return (DOCS / name).read_text("utf-8")


def section(text: str, heading: str) -> str:
    """What stands under a heading, up to the next one of its level or above."""
    found = re.search(rf"^(#+) {re.escape(heading)}$", text, re.MULTILINE)
    assert found, f"no heading “{heading}”"
    rest = text[found.end() :]
    end = re.search(rf"^#{{1,{len(found[1])}}} ", rest, re.MULTILINE)
    return rest[: end.start()] if end else rest


def rows(text: str) -> list[str]:
    """The first cell of each row of the first table, where it is code."""
    lines: list[str] = []
    for line in text.splitlines():
        if line.startswith("|"):
            lines.append(line)
        elif lines:
            break
    return [found[1] for line in lines if (found := re.match(r"\| \[?`([^`]+)`", line))]


# -- commands ----------------------------------------------------------------------------------------------------------


def test_every_command_is_described() -> None:
    from yichuang.project.cli import COMMANDS

    text = page("reference/commands.md")
    names = [command.name for command in COMMANDS]
    assert rows(text) == names
    for name in names:
        assert section(text, name).strip()


#: Commands without options, which begin to work whatever they are told.
NO_HELP = {"worker"}


def test_every_option_is_described(capsys: pytest.CaptureFixture[str]) -> None:
    from yichuang.project.cli import COMMANDS

    text = page("reference/commands.md")
    for command in COMMANDS:
        if command.name in NO_HELP:
            continue
        with pytest.raises(SystemExit):
            import_module(f"yichuang.project.{command.module}").main(["--help"])
        said = capsys.readouterr().out
        options = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", said)) - {"--help"}
        told = section(text, command.name)
        assert options == set(re.findall(r"--[a-z][a-z-]+", told)), command.name


def test_every_benchmark_is_named() -> None:
    from yichuang.project import bench

    assert set(bench.names()) <= set(re.findall(r"`(\w+)`", section(page("reference/commands.md"), "bench")))


# -- settings ----------------------------------------------------------------------------------------------------------


def variables(paths: Iterable[Path]) -> set[str]:
    """Every YICHUANG_… variable that is named in files."""
    found: set[str] = set()
    for path in paths:
        if path.is_file() and "__pycache__" not in path.parts:
            found |= set(re.findall(r"\bYICHUANG_[A-Z_]*[A-Z]\b", path.read_text("utf-8", errors="ignore")))
    return found


def test_every_setting_is_described() -> None:
    text = page("reference/settings.md")
    described = set(re.findall(r"^\| `(YICHUANG_[A-Z_]+)` ", text, re.MULTILINE))
    product = variables([*SOURCE.rglob("*.py"), *(ROOT / "bin").iterdir(), ROOT / "Makefile"])
    assert product - described == set(), "read by the product, not described"
    assert described - product - variables((ROOT / "tests").rglob("*.py")) == set(), "described, read by nobody"


def test_pages_name_no_other_setting() -> None:
    described = set(re.findall(r"^\| `(YICHUANG_[A-Z_]+)` ", page("reference/settings.md"), re.MULTILINE))
    assert variables(PAGES) <= described


# -- packages ----------------------------------------------------------------------------------------------------------


def keys(model: type[BaseModel]) -> list[str]:
    """The keys as an author writes them, in their order; a mapping's own key is not written."""
    names = [field.alias or name for name, field in model.model_fields.items()]
    return [name for name in names if name != "key"]


def documented() -> dict[str, type[BaseModel]]:
    """Each part of the package files, by the heading under which it is described."""
    from yichuang.core.packages import documents, facts, owing, schema

    return {
        "package.yaml": documents.PackageText,
        "guide": schema.ServiceGuide,
        "sentence": schema.Guidance,
        "phones": schema.Phone,
        "facts": facts.Fact,
        "members": facts.MemberFact,
        "options": schema.Option,
        "bounds": schema.Bounds,
        "suggest": schema.Suggestion,
        "shows": schema.Shown,
        "refusals": schema.Refusal,
        "referrals": schema.Referral,
        "matters": schema.Matter,
        "clock": schema.Clock,
        "gives": schema.Gives,
        "pays": schema.Pays,
        "materials": schema.Material,
        "extension": schema.Extension,
        "special": schema.Special,
        "proved_by": schema.Proof,
        "owed": owing.Owable,
        "owing": owing.Owing,
        "sources": documents.Source,
        "articles": documents.Article,
        "examples": documents.Example,
    }


@pytest.mark.parametrize("heading", documented())
def test_every_key_of_a_package_is_described(heading: str) -> None:
    assert rows(section(page("reference/packages.md"), heading)) == keys(documented()[heading])


def test_every_part_of_a_package_is_described() -> None:
    from yichuang.core.packages import documents, schema
    from yichuang.core.packages.texts import Strict

    parts = {
        one
        for module in (documents, schema)
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, Strict) and one.__module__ == module.__name__
    }
    known = set(documented().values()) | {
        schema.FactText,
        schema.FieldText,
        schema.ValueText,
        schema.Figure,
        documents.LawText,
        documents.ExamplesText,
    }
    assert parts - known == set()


def test_every_column_and_file_is_described() -> None:
    from yichuang.core.packages.loader import FILES
    from yichuang.core.packages.parameters import COLUMNS

    text = page("reference/packages.md")
    assert rows(text) == list(FILES)
    assert rows(section(text, "parameters.csv")) == list(COLUMNS)


# -- events and messages between systems -------------------------------------------------------------------------------


def test_every_event_verb_is_described() -> None:
    from yichuang.platform.cases.events import VERBS

    assert set(rows(page("reference/events.md"))) == VERBS


def test_every_type_of_message_between_systems_is_described() -> None:
    said = "".join(path.read_text("utf-8") for path in SOURCE.rglob("*.py"))
    pattern = r"cn\.yichuang\.[a-z.-]+\.v\d+"
    assert set(re.findall(pattern, said)) == set(re.findall(pattern, page("reference/wire-protocol.md")))


def test_every_final_refusal_and_every_switch_is_described() -> None:
    from simulators.modes import MODES

    from yichuang.platform.exchange.judgement import FOR_GOOD

    text = page("reference/wire-protocol.md")
    assert f"| {', '.join(map(str, sorted(FOR_GOOD)))} |" in text
    assert all(f"`{mode}`" in text for mode in MODES)


def test_the_example_of_a_signature_holds() -> None:
    from yichuang.core.cipher import verify
    from yichuang.core.cipher.signatures import key_id_of_public
    from yichuang.platform.exchange.signing import message

    text = section(page("reference/wire-protocol.md"), "Signatures")
    request = re.search(r"```http\n(.*?)\n\n(.*?)\n```", text, re.DOTALL)
    public = re.search(r"Public key `([^`]+)`", text)
    signed = re.search(r"```text\n(.*?)\n```", text, re.DOTALL)
    assert request is not None
    assert public is not None
    assert signed is not None
    lines = request[1].splitlines()
    method, path, _ = lines[0].split()
    headers = dict(line.split(": ", 1) for line in lines[1:])
    said = message(headers["Yichuang-Time"], method, path, request[2].encode())
    assert said.decode() == signed[1]
    key = base64.b64decode(public[1])
    assert key_id_of_public(key) == headers["Yichuang-Key"]
    assert verify(key, said, base64.b64decode(headers["Yichuang-Signature"]))


# -- the house ---------------------------------------------------------------------------------------------------------


def test_every_room_has_its_question() -> None:
    floors = ("core", "platform", "lines", "faces")
    rooms = {
        (floor, path.parent.name)
        for floor in floors
        for path in (SOURCE / floor).glob("*/__init__.py")
        if path.parent.name != "locale"
    }
    described = set(re.findall(r"^\| (\w+) \| `(\w+)` \| .+\? \|$", page("explanation/house.md"), re.MULTILINE))
    assert described == rooms


def names_of_tests() -> set[str]:
    """The names of all tests."""
    texts = (path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    return {name for text in texts for name in re.findall(r"^\s*def (test_\w+)", text, re.MULTILINE)}


def test_every_test_that_a_page_names_exists() -> None:
    named = {name for path in PAGES for name in re.findall(r"`(test_\w+)`", path.read_text("utf-8"))}
    assert named
    assert named - names_of_tests() == set()


def test_every_threat_says_what_holds_it() -> None:
    for line in page("explanation/threat-model.md").splitlines():
        if line.startswith("| ") and not line.startswith(("| ---", "| who", "| threat")):
            last = line.rstrip(" |").rpartition(" | ")[2]
            assert re.search(r"`test_\w+`|none|no test", last), line


def test_every_file_that_a_page_names_exists() -> None:
    places = (ROOT, SOURCE, ROOT / "content" / "hunan")
    form = re.compile(r"`((?:[\w.-]+/)+[\w.-]+\.(?:py|sql|yaml|csv|toml|md))`")
    for path in PAGES:
        for name in form.findall(path.read_text("utf-8")):
            assert any((place / name).exists() for place in places), f"{path.name}: {name}"


# -- links, and what must not stand in a page --------------------------------------------------------------------------


def test_the_site_is_built_without_a_warning_and_fetches_nothing(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path / "site")]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    fetched = re.compile(r"""<(?:script|img|iframe|link)\b[^>]*\b(?:src|href)=["']?(?:https?:)?//""")
    for path in (tmp_path / "site").rglob("*.html"):
        assert fetched.findall(path.read_text("utf-8")) == [], path.name
    for path in (tmp_path / "site").rglob("*.css"):
        assert "url(http" not in path.read_text("utf-8")
        assert "url(//" not in path.read_text("utf-8")


def test_a_dead_link_would_be_found(tmp_path: Path) -> None:
    shutil.copytree(DOCS, tmp_path / "docs")
    shutil.copy2(ROOT / "mkdocs.yml", tmp_path)
    with (tmp_path / "docs" / "index.md").open("a") as text:
        text.write("\n[nowhere](reference/commands.md#no-such-command)\n")
    done = subprocess.run([sys.executable, "-m", "mkdocs", "build"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode != 0
    assert "no-such-command" in done.stderr


def links(text: str) -> Iterator[str]:
    """Targets of links to files."""
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if "://" not in target and not target.startswith(("#", "mailto:")):
            yield target.partition("#")[0]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(path: Path) -> None:
    for target in links(path.read_text("utf-8")):
        assert (path.parent / target).exists(), target


#: Where packages are fetched from is each machine's own affair; where this was written is nobody's.
NOT_IN_PAGES = re.compile(
    r"pypi\.org|pythonhosted|npmjs|registry\.|mirrors?\.\w+\.\w+|deb\.debian|/root\b|/work\b|/home/|/tmp/|localhost:\d"
)


def test_no_page_names_a_registry_or_a_machine() -> None:
    found = [f"{path.name}: {hit}" for path in PAGES for hit in NOT_IN_PAGES.findall(path.read_text("utf-8"))]
    assert found == []


def test_every_word_to_press_is_in_the_product() -> None:
    said = "".join(path.read_text("utf-8") for path in SOURCE.rglob("*.po"))
    said += "".join(path.read_text("utf-8") for path in (ROOT / "content").rglob("*.yaml"))
    quoted = [word for path in DOCS.rglob("*.md") for word in re.findall("「([^」]+)」", path.read_text("utf-8"))]
    assert quoted
    assert [word for word in quoted if word not in said] == []


# -- docstrings --------------------------------------------------------------------------------------------------------


def undocumented(tree: ast.Module) -> list[str]:
    """Public functions, classes and their public methods without a docstring; what overrides says it above."""
    found = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not ast.get_docstring(node):
            found.append(node.name)
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            found += [] if ast.get_docstring(node) or _plain(node) else [node.name]
            found += [
                f"{node.name}.{method.name}"
                for method in node.body
                if isinstance(method, ast.FunctionDef)
                and not method.name.startswith("_")
                and method.name not in DJANGOS_OWN
                and not node.bases
                and not ast.get_docstring(method)
            ]
    return found


#: What Django itself calls by these names.
DJANGOS_OWN = {"authenticate", "get_user"}


def _plain(node: ast.ClassDef) -> bool:
    """Django's own declarations, whose name says all."""
    return node.name.endswith("Config") or any(ast.unparse(base) == "migrations.Migration" for base in node.bases)


@pytest.mark.parametrize("floor", ["core", "platform"])
def test_every_public_name_has_a_docstring(floor: str) -> None:
    found = [
        f"{path.relative_to(SOURCE)}: {name}"
        for path in sorted((SOURCE / floor).rglob("*.py"))
        if "migrations" not in path.parts
        for name in undocumented(ast.parse(path.read_text("utf-8")))
    ]
    assert found == []


def test_one_without_is_found() -> None:
    bad = "def pay(): ...\nclass Bill:\n    'A bill.'\n    def sum(self): ...\n    def _own(self): ...\n"
    assert undocumented(ast.parse(bad)) == ["pay", "Bill.sum"]


# -- the glossary ------------------------------------------------------------------------------------------------------


def terms() -> list[tuple[str, str]]:
    """(English, Chinese) of every row of the glossary."""
    form = re.compile(r"^\| ([^|]+?) \| ([^|]+?) \| [^|]+ \|$", re.MULTILINE)
    rows_found = [(found[1], found[2]) for found in form.finditer(page("glossary.md"))]
    return [row for row in rows_found if row[0] not in ("English", "---")]


def test_every_term_has_its_chinese_and_stands_once() -> None:
    found = terms()
    assert len(found) > 80
    assert [english for english, chinese in found if not re.search("[\u4e00-\u9fff]", chinese)] == []
    english = [one for pair in found for one in pair[0].split(", ")]
    assert sorted(one for one in set(english) if english.count(one) > 1) == []


def test_every_verb_of_a_step_is_a_term() -> None:
    from yichuang.lines.applications.kind import TRANSITIONS

    words = " ".join(english for english, _ in terms())
    of_one = {"resubmit"}  # the answer to a supplement
    assert [each.verb for each in TRANSITIONS if each.verb not in words and each.verb not in of_one] == []
