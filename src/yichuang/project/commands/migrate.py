"""``yichuang migrate``: bring the tables up to date, while the old release goes on serving."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence

from yichuang.core.words import N_
from yichuang.project.errors import RunError
from yichuang.project.terminal import said, tell

#: Seconds for which a step may wait for a table. Whoever comes after it waits as long, so it gives up and tries again.
LONGEST_WAIT = 4
TRIES = 10
#: Seconds between two tries, in which those who waited are served.
PAUSE = 2.0
#: What PostgreSQL calls a lock that was not to be had in time.
LOCK_NOT_AVAILABLE = "55P03"


def main(argv: Sequence[str]) -> int:
    """0 when the tables are as this release needs them. RunError where a table stays in use through all tries.

    Each step is one transaction: done whole, or not at all and tried again.
    """
    from django.core.management import call_command
    from django.db import OperationalError, connection

    argparse.ArgumentParser("yichuang migrate", description=said(N_("bring the tables up to date"))).parse_args(argv)
    for attempt in range(1, TRIES + 1):
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = '{LONGEST_WAIT}s'")
        try:
            call_command("migrate", interactive=False)
            return 0
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", "") != LOCK_NOT_AVAILABLE:
                raise
            connection.close()
        if attempt < TRIES:
            words = N_("A table is in use; trying again in %(seconds)s s (%(attempt)s of %(tries)s).")
            tell(said(words, seconds=f"{PAUSE:g}", attempt=attempt, tries=TRIES))
            time.sleep(PAUSE)
    raise RunError(
        "tables-busy",
        N_(
            "A table was in use through all %(tries)s tries. Nothing is half-done. See who holds it (pg_stat_activity, "
            "the oldest xact_start), and say yichuang migrate again."
        ),
        tries=TRIES,
    )
