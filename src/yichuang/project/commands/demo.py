"""``yichuang demo load``: the demo county, loaded or brought up to date; what people filed is left alone."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence

from yichuang.core.words import N_
from yichuang.project.terminal import said, tell


def main(argv: Sequence[str]) -> int:
    """0 when it is loaded."""
    from yichuang.core.packages import WorldError
    from yichuang.project.commands.check import broken_world
    from yichuang.project.demo import load
    from yichuang.project.installation import var_directory

    parser = argparse.ArgumentParser("yichuang demo", description=said(N_("demo load: load the demo county")))
    parser.add_argument("verb", choices=["load"])
    parser.parse_args(argv)
    try:
        load(int(os.environ.get("YICHUANG_PORT") or 8000), var_directory() / "keys", say=tell)
    except WorldError as error:
        return broken_world(error, "text")
    return 0
