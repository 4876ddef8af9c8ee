"""``yichuang run``: the whole installation on one machine, started, kept alive and stopped together."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence

from yichuang.core.words import N_
from yichuang.project.installation import var_directory
from yichuang.project.terminal import said

PROFILES = ("demo", "residents")


def main(argv: Sequence[str]) -> int:
    """Run until told to stop (Ctrl-C, SIGTERM); 0 after a clean stop."""
    from yichuang.project.run.supervisor import Supervisor

    parser = argparse.ArgumentParser("yichuang run", description=said(N_("Start everything and keep it running.")))
    parser.add_argument(
        "--profile",
        choices=PROFILES,
        default="demo",
        help=said(N_("demo: with the demo county and its stand-in systems; residents: without")),
    )
    parser.add_argument(
        "--port",
        type=port_number,
        default=port_number(os.environ.get("YICHUANG_PORT") or "8000"),
        help=said(N_("default: 8000")),
    )
    given = parser.parse_args(list(argv))
    return Supervisor(var_directory(), given.port, demo=given.profile == "demo").run()


def port_number(text: str) -> int:
    """The number of a port that leaves room for the stand-ins, for argparse."""
    if not text.isdecimal() or not 1 <= int(text) <= 65000:
        raise argparse.ArgumentTypeError(said(N_("a port is a number from 1 to 65000, not %(text)s"), text=text))
    return int(text)
