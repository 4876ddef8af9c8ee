"""A matter is declared, not coded: no package, matter, department or fact is named anywhere in ``src``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
CONTENT = ROOT / "content" / "hunan"
#: Items that the population register has by law; the platform itself must know who somebody is.
REGISTER_ITEMS = {"name", "id_number", "phone", "birth_date", "sex", "division"}
#: Codes that are plain English words of the platform as well (a hall has windows; a tax office collects; the rule
#: language knows the law of retirement).
PLAIN_WORDS = {"hall", "tax", "today", "age", "employee", "code", "retirement"}


def codes() -> set[str]:
    """Every code that content declares: packages, matters, refusals, departments, registers' items, fact keys."""
    found = set(yaml.safe_load((CONTENT / "departments.yaml").read_text("utf-8"))["departments"])
    for registry in yaml.safe_load((CONTENT / "registries.yaml").read_text("utf-8"))["registries"].values():
        found |= set(registry["items"])
    for path in CONTENT.glob("*/package.yaml"):
        package = yaml.safe_load(path.read_text("utf-8"))
        found |= {package["package"]} | set(package["facts"])
        found |= {each["matter"] for each in package["matters"]}
        found |= {each["refusal"] for each in package.get("refusals", [])}
        found |= {each["referral"] for each in package.get("referrals", [])}
    return found - REGISTER_ITEMS - PLAIN_WORDS


def named(texts: Iterable[tuple[Path, str]], words: set[str]) -> list[str]:
    """Where one of ``words`` stands as a word of its own."""
    pattern = re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, sorted(words)))})(?![\w-])")
    return [
        f"{path}:{text[: match.start()].count(chr(10)) + 1}: {match.group()}"
        for path, text in texts
        for match in pattern.finditer(text)
    ]


def sources() -> Iterable[tuple[Path, str]]:
    """Every text file of the product."""
    for path in sorted((ROOT / "src").rglob("*")):
        if path.suffix in {".py", ".html", ".sql", ".js", ".css", ".typ", ".po", ".txt"}:
            yield path.relative_to(ROOT), path.read_text("utf-8")


def test_no_code_of_the_content_stands_in_the_product() -> None:
    assert named(sources(), codes()) == []


def test_one_that_did_would_be_found() -> None:
    planted = [(Path("src/x.py"), "if department == 'hrss':\n    pass\n")]
    assert named(planted, codes()) == ["src/x.py:1: hrss"]
