"""``yichuang migrate``: bring the tables up to date."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from yichuang.core.words import N_
from yichuang.project.terminal import said


def main(argv: Sequence[str]) -> int:
    """0 when the tables are as this release needs them."""
    from django.core.management import call_command

    argparse.ArgumentParser("yichuang migrate", description=said(N_("bring the tables up to date"))).parse_args(argv)
    call_command("migrate", interactive=False)
    return 0
