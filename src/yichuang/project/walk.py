"""``yichuang walk NAME [--desk=CODE …]``: the main job against the running system; also the smoke test of upgrades."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import httpx
import yaml
from django.conf import settings

from yichuang.core.words import N_
from yichuang.project.errors import WalkError
from yichuang.project.terminal import in_words, said, tell
from yichuang.project.walking.hall import walk_hall
from yichuang.project.walking.run import walk


def main(argv: Sequence[str]) -> int:
    """0 when every step went and every department's own record agrees; 1 with the reason otherwise."""
    folder = settings.CONTENT / "walks"
    names = sorted(path.stem for path in folder.glob("*.yaml"))
    what = said(N_("do the main job against the running system, step by step"))
    parser = argparse.ArgumentParser("yichuang walk", description=what)
    parser.add_argument("name", choices=names, help=said(N_("which walk")))
    help_desk = said(N_("let this department work at the desk; may stand more than once"))
    parser.add_argument("--desk", action="append", default=[], metavar="CODE", help=help_desk)
    parser.add_argument("--url", default=settings.PUBLIC_URL, help=said(N_("where the running system is")))
    patience = said(N_("seconds to wait for the last outcome"))
    parser.add_argument("--patience", type=float, default=60.0, metavar="SECONDS", help=patience)
    given = parser.parse_args(list(argv))
    declared = yaml.safe_load((folder / f"{given.name}.yaml").read_text("utf-8"))
    if "morning" in declared:
        if given.desk:
            parser.error(said(N_("this walk says itself who works at the desk")))
        return _morning(declared, given.url, given.patience)
    unknown, officers = sorted(set(given.desk) - set(declared["officers"])), ", ".join(declared["officers"])
    if unknown:
        says = N_("no officer is declared for %(codes)s; there are: %(officers)s")
        parser.error(said(says, codes=", ".join(unknown), officers=officers))
    with _running(given.url):
        found = walk(declared, given.url, frozenset(given.desk), tell, given.patience)
    for difference in found:
        tell(f"  {difference.system} {difference.number} {difference.matter}: {in_words(difference.what)}")
    ended = N_("Walked to the end, with %(count)s differences.") if found else N_("Walked to the end; all agrees.")
    tell(said(ended, count=len(found)))
    return 1 if found else 0


def _morning(declared: Mapping[str, Any], url: str, patience: float) -> int:
    with _running(url):
        whole = walk_hall(declared, url, tell, patience)
    tell(
        said(
            N_("Walked to the end; all agrees.") if whole else N_("Walked to the end, and not all is as it should be.")
        )
    )
    return 0 if whole else 1


@contextmanager
def _running(url: str) -> Iterator[None]:
    """Say in a sentence that nothing runs."""
    try:
        yield
    except httpx.ConnectError as error:
        raise WalkError("not-running", N_("Nothing answers at %(url)s. Start it first: make run"), url=url) from error
