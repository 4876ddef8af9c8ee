"""``yichuang publish PATH``: publish a package to this installation.

What is begun from now on follows it; drafts and cases keep the version with which they were begun.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from yichuang.core.clock import today
from yichuang.core.packages import PackageError, WorldError, load, load_world
from yichuang.core.words import N_
from yichuang.project.terminal import in_words, said, tell


def main(argv: Sequence[str]) -> int:
    """0 when it is published (or was already); 1 with each finding or what cannot be proved, and nothing written."""
    from django.conf import settings

    from yichuang.platform.catalog import commands as catalog

    parser = argparse.ArgumentParser("yichuang publish", description=said(N_("publish a package to this installation")))
    parser.add_argument("path", type=Path, metavar="PATH", help=said(N_("the folder of a package")))
    parser.add_argument(
        "--inexact",
        action="append",
        default=[],
        metavar="CODE[=WORDS]",
        help=said(N_("your word for what cannot be proved, and what you looked at")),
    )
    given = parser.parse_args(argv)
    path = given.path
    if not (path / "package.yaml").is_file():
        parser.error(said(N_("%(path)s holds no package.yaml"), path=path))
    try:
        looked = {code: words for code, _, words in (one.partition("=") for one in given.inexact)}
        known = _unproved(path)
        unproved = known - looked.keys()
        if unproved:
            what = N_(
                "Not proved: %(codes)s. Look at what is asked, then give your word: --inexact CODE=WORDS for each."
            )
            tell(said(what, codes=", ".join(sorted(unproved))))
            return 1
        catalog.keep_world(settings.CONTENT)
        version, new = catalog.publish(
            path, settings.DIVISION, {code: words for code, words in looked.items() if code in known}
        )
    except PackageError as error:
        folder = settings.CONTENT if isinstance(error, WorldError) else path
        for finding in error.findings:
            tell(f"{folder / finding.file}:{finding.line}: {in_words(finding.message)}")
        return 1
    what = N_("%(name)s: version %(version)s published") if new else N_("%(name)s: version %(version)s as before")
    tell(said(what, name=version.name, version=version.version))
    return 0


def _unproved(path: Path) -> frozenset[str]:
    """The outcomes whose relevance is not exact: whatever they mention is asked."""
    from django.conf import settings

    package = load(path, load_world(settings.CONTENT))
    return package.days.relevance(max(today(), package.in_force)).inexact
