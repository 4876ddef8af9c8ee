"""``yichuang walk NAME [--desk=CODE …]``: the main job against the running system; also the smoke test of upgrades."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

import httpx
import yaml
from django.conf import settings

from yichuang.core.words import N_
from yichuang.project.errors import WalkError
from yichuang.project.terminal import in_words, said, tell
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
    unknown, officers = sorted(set(given.desk) - set(declared["officers"])), ", ".join(declared["officers"])
    if unknown:
        says = N_("no officer is declared for %(codes)s; there are: %(officers)s")
        parser.error(said(says, codes=", ".join(unknown), officers=officers))
    try:
        found = walk(declared, given.url, frozenset(given.desk), tell, given.patience)
    except httpx.ConnectError as error:
        raise WalkError(
            "not-running", N_("Nothing answers at %(url)s. Start it first: make run"), url=given.url
        ) from error
    for difference in found:
        tell(f"  {difference.system} {difference.number} {difference.matter}: {in_words(difference.what)}")
    ended = N_("Walked to the end, with %(count)s differences.") if found else N_("Walked to the end; all agrees.")
    tell(said(ended, count=len(found)))
    return 1 if found else 0
