"""``yichuang reconcile``: what we sent against what the departments hold (对账)."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from yichuang.core.words import N_
from yichuang.platform.cases.reconcile import differences
from yichuang.platform.exchange.models import Delivery
from yichuang.project.terminal import in_words, said, tell


def main(argv: Sequence[str]) -> int:
    """Print every difference; 0 when there is none, 1 otherwise."""
    what = said(N_("compare what we sent with what the departments hold"))
    argparse.ArgumentParser("yichuang reconcile", description=what).parse_args(list(argv))
    found = differences()
    for each in found:
        tell(f"{each.system} {each.number} {each.matter}: {in_words(each.what)}")
    waiting = Delivery.objects.filter(state=Delivery.State.WAITING).count()
    refused = Delivery.objects.filter(state=Delivery.State.REFUSED).count()
    says = N_("%(count)s differences; %(waiting)s on the way, %(refused)s refused and on a named list")
    tell(said(says, count=len(found), waiting=waiting, refused=refused))
    return 1 if found or refused else 0
