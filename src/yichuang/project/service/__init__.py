"""``yichuang service``: the files by which systemd runs an installation, made for where it lies."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from yichuang.core.words import N_
from yichuang.project.errors import RunError
from yichuang.project.installation import var_directory
from yichuang.project.terminal import said, tell


def main(argv: Sequence[str]) -> int:
    """0 when the files are written; RunError where they cannot be."""
    from yichuang.project.run import port_number
    from yichuang.project.service.units import Installed, units

    what = said(N_("service units: write the files by which systemd runs this installation"))
    parser = argparse.ArgumentParser("yichuang service", description=what)
    parser.add_argument("units", choices=["units"], help=said(N_("write the units")))
    parser.add_argument("--to", type=Path, required=True, help=said(N_("the folder, for example /etc/systemd/system")))
    parser.add_argument("--user", default="yichuang", help=said(N_("the user that everything runs as; not root")))
    parser.add_argument(
        "--environment",
        type=Path,
        default=Path("/etc/yichuang/environment"),
        help=said(N_("the file of settings, one NAME=value a line")),
    )
    parser.add_argument(
        "--port",
        type=port_number,
        default=port_number(os.environ.get("YICHUANG_PORT") or "8000"),
        help=said(N_("default: 8000")),
    )
    parser.add_argument(
        "--own-postgresql", action="store_true", help=said(N_("YICHUANG_DATABASE_URL names a server: bring none"))
    )
    given = parser.parse_args(list(argv))
    if given.user == "root":
        raise RunError(
            "not-as-root", N_("Choose another user than root: what is reached from outside must own little.")
        )
    installed = Installed(
        python=Path(sys.executable),
        var=var_directory(),
        port=given.port,
        user=given.user,
        environment=given.environment,
        postgres=not given.own_postgresql,
    )
    try:
        given.to.mkdir(parents=True, exist_ok=True)
        for name, text in units(installed).items():
            (given.to / name).write_text(text)
            tell(str(given.to / name))
    except OSError as error:
        raise RunError(
            "units-not-written",
            N_("The folder %(folder)s cannot be written (%(error)s). Be root, or name another folder with --to."),
            folder=given.to,
            error=error.strerror or error,
        ) from error
    tell(said(N_("Next: systemctl daemon-reload, then systemctl enable --now yichuang.target")))
    return 0
