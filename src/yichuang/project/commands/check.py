"""``yichuang check PATH…``: what is wrong with packages, by file and line; needs no database."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from yichuang.core.packages import PackageError, load, load_world
from yichuang.core.words import N_
from yichuang.project.run.members import content
from yichuang.project.terminal import in_words, said, tell


def main(argv: Sequence[str]) -> int:
    """0 when every package is sound; 1 with each finding."""
    parser = argparse.ArgumentParser("yichuang check", description=said(N_("check packages: what is wrong, where")))
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help=said(N_("the folder of a package")))
    wrong = 0
    for path in parser.parse_args(argv).paths:
        if not (path / "package.yaml").is_file():
            parser.error(said(N_("%(path)s holds no package.yaml"), path=path))
        wrong += _check(path)
    return 1 if wrong else 0


def _check(path: Path) -> int:
    """How many findings a package has: what is wrong with its files, then examples that come out otherwise."""
    try:
        package = load(path, load_world(content()))
        findings = package.check_examples()
    except PackageError as error:
        findings = list(error.findings)
    for finding in findings:
        tell(f"{path / finding.file}:{finding.line}: {in_words(finding.message)}")
    if not findings:
        tell(said(N_("%(path)s: sound (digest %(digest)s)"), path=path, digest=package.digest[:12]))
    return len(findings)
