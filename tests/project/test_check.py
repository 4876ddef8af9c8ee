"""``yichuang check`` and ``yichuang rules calendar``: what they print, for whom, and their exit status."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest
from tests.core.packages.sample import CONTENT, DEPARTMENTS, FILES, REGISTRIES
from tests.core.packages.soundness import BODY, EXAMPLES, HEAD, PARAMETERS

from yichuang.core.packages import KINDS, WORKDAYS
from yichuang.project.cli import main
from yichuang.project.commands.check import BESIDE

ROOM = Path(__file__).resolve().parents[2] / "src" / "yichuang" / "core" / "packages"


@pytest.fixture
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of content with one sound package."""
    monkeypatch.setenv("YICHUANG_CONTENT", str(tmp_path))
    monkeypatch.setenv("YICHUANG_LANGUAGE", "en")
    for name, text in {
        "departments.yaml": DEPARTMENTS,
        "registries.yaml": REGISTRIES,
        "divisions.csv": "code,name,parent,valid_from,valid_to\n",
    }.items():
        (tmp_path / name).write_text(text, "utf-8")
    write(tmp_path / "dogs", HEAD + BODY)
    return tmp_path


def write(folder: Path, package: str) -> None:
    folder.mkdir()
    files = {**FILES, "package.yaml": package, "parameters.csv": PARAMETERS, "examples.yaml": EXAMPLES}
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")


def spoil(content: Path, before: str, after: str) -> None:
    path = content / "dogs" / "package.yaml"
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), "utf-8")


ON = ("--on", "2026-11-30")
WARNED = ('when: "age < 18"', 'when: "age * age < 324"')
WRONG = ("when: \"size = 'large'\"", 'when: "age >= 18"')


def test_a_sound_package_and_the_folder_that_holds_it(content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in (content / "dogs", content):
        assert main(["check", str(path), *ON]) == 0
        assert "sound (digest" in capsys.readouterr().out


def test_a_hall_beside_the_packages_is_checked_too(content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (content / "hall.yaml").write_text("kinds: []\nwindow: 1\n", "utf-8")
    assert main(["check", str(content), *ON]) == 1
    told = capsys.readouterr().out
    assert "hall.yaml:2: error [unknown-key] There is no key “window” here." in told
    assert "hall.yaml:1: error [missing] “windows” is missing." in told


NOTICES = """years:
  2027:
    source: made up for this test
    rest: [2027-01-01]
    worked:
      - 2027-01-30
      - 2027-02-01
"""


@pytest.mark.parametrize(
    ("name", "text", "status", "told"),
    [
        (WORKDAYS, NOTICES, 0, "workdays.yaml:7: warning [worked-anyway] workdays.yaml, 2027: 2027-02-01 is"),
        (WORKDAYS, NOTICES + "      - 2027-01-30\n", 1, "workdays.yaml:8: error [notice] workdays.yaml: 2027-01"),
        (WORKDAYS, NOTICES + "      - 2027-02-30\n", 1, "workdays.yaml:8: error [value] “2027-02-30” is no such"),
        (WORKDAYS, NOTICES + "      - soon\n", 1, "workdays.yaml:8: error [notice] workdays.yaml, 2027: “soon”"),
        (WORKDAYS, NOTICES + "    of: x\n", 1, "workdays.yaml:8: error [notice] workdays.yaml, 2027: “of” is not"),
        (WORKDAYS, NOTICES + "  2027: {source: x}\n", 1, "workdays.yaml:8: error [twice] “2027” stands here"),
        (WORKDAYS, NOTICES + "dais: {}\n", 1, "workdays.yaml:8: error [notice] workdays.yaml has “years” and"),
        ("terms.yaml", "terms:\n- {term: {zh-hans: 词, en: x}}\n", 1, "terms.yaml:2: error [missing]"),
        ("terms.yaml", "terms:\n- {term: {zh-hans: 词}, means: {zh-hans: 义}}\n", 1, "terms.yaml:2: error [language]"),
        ("terms.yaml", "terms: []\nwords: []\n", 1, "terms.yaml:2: error [unknown-key] There is no key “words”"),
        (
            "terms.yaml",
            "terms:\n" + "- {term: {zh-hans: 词, en: x}, means: {zh-hans: 义, en: y}}\n" * 2,
            1,
            "terms.yaml:3: error [twice] “词” stands here twice.",
        ),
    ],
)  # fmt: skip
def test_notices_and_terms_beside_the_packages_are_checked_too(
    content: Path, capsys: pytest.CaptureFixture[str], name: str, text: str, status: int, told: str
) -> None:
    (content / name).write_text(text, "utf-8")
    assert main(["check", str(content), *ON]) == status
    assert told in capsys.readouterr().out


@pytest.mark.parametrize("name", sorted(BESIDE))
def test_what_we_ship_beside_the_packages_is_sound(name: str) -> None:
    """A word of the law whose meaning is cut off at a comma is an entry of YAML, and no meaning."""
    found = BESIDE[name]((CONTENT / name).read_text("utf-8"))
    assert [str(one) for one in found if one.severity == "error"] == []


def test_a_warning_is_told_and_is_no_failure(content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoil(content, *WARNED)
    assert main(["check", str(content), *ON]) == 0
    said = capsys.readouterr().out
    assert "warning [inexact] “too-young”" in said
    assert "0 errors, 1 warnings" in said


def test_an_error_names_its_line_and_somebody(
    content: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil(content, *WRONG)
    assert main(["check", str(content / "dogs"), *ON]) == 1
    said = capsys.readouterr().out
    assert f"{content / 'dogs' / 'package.yaml'}:" in said
    assert "for example: label size: small; label age:" in said
    monkeypatch.setenv("YICHUANG_LANGUAGE", "zh")
    assert main(["check", str(content / "dogs"), *ON]) == 1
    said = capsys.readouterr().out
    assert "错误 [meet]" in said
    assert "例如：label size：small；label age：" in said


def test_what_cannot_be_read_is_told_in_every_form(content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoil(content, "department: kennel", "department: kenel")
    assert main(["check", str(content), *ON, "--format", "json"]) == 1
    assert {one["code"] for one in json.loads(capsys.readouterr().out)} == {"unknown"}


def test_json_holds_everything(content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(content), *ON, "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == []
    spoil(content, *WRONG)
    main(["check", str(content), *ON, "--format", "json"])
    (found,) = [one for one in json.loads(capsys.readouterr().out) if one["code"] == "meet"]
    assert found["severity"] == "error"
    assert {"fact": "size", "words": "label size: small"} in found["person"]


def test_sarif_has_the_structure_that_its_standard_demands(content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """SARIF 2.1.0 (OASIS), sections 3.13, 3.14, 3.19, 3.27, 3.28, 3.30: what must be there, and of which kind."""
    spoil(content, *WRONG)
    (content / "dogs").rename(content / "hunde und 狗")
    assert main(["check", str(content), *ON, "--format", "sarif"]) == 1
    log = json.loads(capsys.readouterr().out)
    assert log["version"] == "2.1.0"
    assert log["$schema"].startswith("https://")
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"]
    ids = [rule["id"] for rule in driver["rules"]]
    assert len(set(ids)) == len(ids) > 0
    assert all(rule["shortDescription"]["text"] for rule in driver["rules"])
    assert run["results"]
    for result in run["results"]:
        assert result["message"]["text"]
        assert result["level"] in ("none", "note", "warning", "error")
        assert ids[result["ruleIndex"]] == result["ruleId"]
        (location,) = result["locations"]
        place = location["physicalLocation"]
        assert place["artifactLocation"]["uri"].isascii()
        assert " " not in place["artifactLocation"]["uri"]
        assert place["region"]["startLine"] >= 1


def test_mutate_counts_and_fails_where_an_example_is_missing(content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(content), *ON, "--mutate"]) == 0
    assert "4 changes, 4 noticed, 0 change nothing, 0 examples missing" in capsys.readouterr().out
    spoil(content, 'when: "barks"', 'when: "barks and age > 30"')
    assert main(["check", str(content), *ON, "--mutate"]) == 1
    assert "error [mutant]" in capsys.readouterr().out


def test_the_calendar(content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "calendar", *ON, "--days", "40"]) == 0
    assert "Nothing fails within 40 days" in capsys.readouterr().out
    law = content / "dogs" / "law.yaml"
    law.write_text(law.read_text("utf-8").replace("2020-01-01", "2020-01-01\n    until: 2026-12-31"), "utf-8")
    assert main(["rules", "calendar", *ON, "--days", "40", str(content / "dogs")]) == 1
    assert "[source-ends]" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("check --on 2026-02-30", "“2026-02-30” is no date"),
        ("check --on 9999-12-31", "years 1900 to 2199"),
        ("rules calendar --on 0001-01-01", "years 1900 to 2199"),
        ("rules calendar --days 999999999", "0 to 7300 days"),
        ("rules calendar --days x", "0 to 7300 days"),
    ],
)
def test_a_day_that_cannot_be_is_told(
    content: Path, capsys: pytest.CaptureFixture[str], command: str, says: str
) -> None:
    with pytest.raises(SystemExit):
        main([*command.split(), str(content)])
    assert says in capsys.readouterr().err


@pytest.mark.parametrize(
    ("file", "data", "line", "says"),
    [
        ("registries.yaml", REGISTRIES.replace("registries:", "registries: [").encode(), None, "not readable as YAML"),
        ("registries.yaml", REGISTRIES.replace("level: 1", "levl: 1").encode(), 7, "Did you mean “level”?"),
        ("registries.yaml", b"\xff\xfe\x00", 0, "Save it as UTF-8"),
        ("departments.yaml", b"", 0, "missing or empty"),
        ("divisions.csv", None, 0, "missing or empty"),
        ("divisions.csv", b"code,name,parent,valid_from,valid_to\n430000,a,,2026-13-01,\n", 2, "A date is wrong"),
        ("divisions.csv", b"code,name\n", 1, "The columns must be"),
    ],
)
@pytest.mark.parametrize("command", ["check", "rules calendar"])
def test_what_is_wrong_beside_the_packages_is_named_in_its_file(
    content: Path,
    capsys: pytest.CaptureFixture[str],
    command: str,
    file: str,
    data: bytes | None,
    line: int | None,
    says: str,
) -> None:
    (content / file).unlink()
    if data is not None:
        (content / file).write_bytes(data)
    assert main([*command.split(), "--format", "json", str(content / "dogs")]) == 1
    found = json.loads(capsys.readouterr().out)
    assert [one["file"] for one in found] == [str(content / file)] * len(found)
    assert [one for one in found if says in one["message"] and line in (None, one["line"])]


def test_registers_and_divisions_as_offices_save_them(content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (content / "registries.yaml").write_bytes(REGISTRIES.replace("zh-hans: town", "zh-hans: 镇").encode("gb18030"))
    rows = "code,name,parent,valid_from,valid_to\r\n430000,湖南省,,,\r\n"
    (content / "divisions.csv").write_bytes(rows.encode("gb18030"))
    assert main(["check", str(content), *ON]) == 0
    (content / "hall.yaml").write_bytes("窗口".encode("gb18030"))
    assert main(["check", str(content), *ON]) == 1
    assert "hall.yaml:0: error [encoding]" in capsys.readouterr().out


def test_in_chinese_a_day_is_written_as_in_chinese(
    content: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YICHUANG_LANGUAGE", "zh-hans")
    path = content / "dogs" / "examples.yaml"
    path.write_text(path.read_text("utf-8").replace("on: 2026-", "on: 2025-"), "utf-8")
    assert main(["check", str(content), *ON]) == 1
    assert "事项包从2026年1月1日起施行" in capsys.readouterr().out
    spoil(content, "kind: licence", "kind: favour")
    assert main(["check", str(content), *ON]) == 1
    assert "不符合要求：只能是：" in capsys.readouterr().out


def test_every_code_that_is_found_has_its_kind() -> None:
    """The reference is made of the kinds: a code that is none would be missing there, and fail when it is printed."""
    used: set[str] = set()
    for path in ROOM.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            at = {"find": 1, "note": 1, "finding": 2, "Finding": 2}.get(name)
            if at is not None and len(node.args) > at and isinstance(code := node.args[at], ast.Constant):
                used.add(str(code.value))
    assert used == KINDS.keys()
