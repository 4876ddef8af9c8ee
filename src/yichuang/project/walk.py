"""``yichuang walk NAME [--desk=CODE …]``: the main job against the running system; also the smoke test of upgrades."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

import httpx
import yaml
from django.conf import settings

from yichuang.core.words import N_
from yichuang.project.errors import WalkError
from yichuang.project.walking.run import walk


def main(argv: Sequence[str]) -> int:
    """0 when every step went and every department's own record agrees; 1 with the reason otherwise."""
    folder = settings.CONTENT / "walks"
    names = sorted(path.stem for path in folder.glob("*.yaml"))
    parser = argparse.ArgumentParser("yichuang walk", description=__doc__)
    parser.add_argument("name", choices=names, help="which walk")
    parser.add_argument("--desk", action="append", default=[], metavar="CODE", help="put this department on the desk")
    parser.add_argument("--url", default=settings.PUBLIC_URL, help="where the running system is")
    given = parser.parse_args(list(argv))
    declared = yaml.safe_load((folder / f"{given.name}.yaml").read_text("utf-8"))
    unknown = sorted(set(given.desk) - set(declared["officers"]))
    if unknown:
        parser.error(f"no officer is declared for {', '.join(unknown)}; there are: {', '.join(declared['officers'])}")
    try:
        found = walk(declared, given.url, frozenset(given.desk), print)
    except httpx.ConnectError as error:
        raise WalkError(
            "not-running", N_("Nothing answers at %(url)s. Start it first: make run"), url=given.url
        ) from error
    for difference in found:
        print(f"  {difference}")
    print("走完，全部一致。" if not found else f"走完，但有 {len(found)} 处差异。")
    return 1 if found else 0
