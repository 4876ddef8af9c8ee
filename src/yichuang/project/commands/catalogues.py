"""``yichuang catalogues``: compile the languages; ``--check`` says what is missing, ``--update`` adds it, empty."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from yichuang.core.words import N_
from yichuang.project import catalogues
from yichuang.project.terminal import said, tell


def main(argv: Sequence[str]) -> int:
    """0 when compiled (and, with ``--check``, complete); 1 with what is missing."""
    parser = argparse.ArgumentParser("yichuang catalogues", description=said(N_("compile and check the languages")))
    parser.add_argument("--check", action="store_true", help=said(N_("say what is not translated")))
    parser.add_argument("--update", action="store_true", help=said(N_("add what is missing to the catalogues, empty")))
    given = parser.parse_args(argv)
    if given.update:
        tell(said(N_("%(count)s entries added"), count=catalogues.update()))
    catalogues.compile_all()
    found = catalogues.findings() if given.check else []
    for finding in found:
        tell(finding)
    return 1 if found else 0
