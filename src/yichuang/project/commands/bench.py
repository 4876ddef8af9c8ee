"""``yichuang bench NAME``: ours and the other side measured in one run, alternating."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from yichuang.core.words import N_
from yichuang.project.terminal import said


def main(argv: Sequence[str]) -> int:
    """0 when every row holds; 1 where one falls short."""
    from yichuang.project import bench

    parser = argparse.ArgumentParser("yichuang bench", description=said(N_("measure ours against the other side")))
    parser.add_argument("name", choices=bench.names(), help=said(N_("which measurement")))
    parser.add_argument("--json", action="store_true", help=said(N_("for machines")))
    parser.add_argument("--size", type=int, help=said(N_("how many rows, where the measurement has a size")))
    given = parser.parse_args(argv)
    if given.size is not None and (given.size < 1 or given.name not in bench.sized()):
        parser.error(said(N_("this measurement has no such size")))
    return bench.run(given.name, as_json=given.json, size=given.size)
