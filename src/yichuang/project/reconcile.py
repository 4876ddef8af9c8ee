"""``yichuang reconcile``: what we sent against what the departments hold (对账)."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from yichuang.platform.cases.reconcile import differences
from yichuang.platform.exchange.models import Delivery


def main(argv: Sequence[str]) -> int:
    """Print every difference; 0 when there is none, 1 otherwise."""
    argparse.ArgumentParser("yichuang reconcile", description=__doc__).parse_args(list(argv))
    found = differences()
    for difference in found:
        print(difference)
    waiting = Delivery.objects.filter(state=Delivery.State.WAITING).count()
    refused = Delivery.objects.filter(state=Delivery.State.REFUSED).count()
    print(f"{len(found)} differences; {waiting} on the way, {refused} refused and on a named list")
    return 1 if found or refused else 0
