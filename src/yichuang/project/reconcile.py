"""``yichuang reconcile``: what we sent against what the departments hold (对账)."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from yichuang.core.words import N_
from yichuang.platform.cases.reconcile import reconcile
from yichuang.platform.exchange.models import Delivery
from yichuang.project.terminal import complain, in_words, said, tell


def main(argv: Sequence[str]) -> int:
    """Print every difference and put it on the head's list; 0 when all were compared and nothing differs, else 1."""
    what = said(N_("compare what we sent with what the departments hold"))
    argparse.ArgumentParser("yichuang reconcile", description=what).parse_args(list(argv))
    compared = reconcile()
    for each in compared.differences:
        tell(f"{each.system} {each.number} {each.matter}: {in_words(each.what)}")
    for system in compared.silent:
        complain(said(N_("%(system)s gave no usable answer: it could not be compared."), system=system.code))
    waiting = Delivery.objects.filter(state=Delivery.State.WAITING).count()
    refused = Delivery.objects.filter(state=Delivery.State.REFUSED).count()
    says = N_("%(count)s differences; %(waiting)s on the way, %(refused)s refused and on a named list")
    tell(said(says, count=len(compared.differences), waiting=waiting, refused=refused))
    return 1 if compared.differences or compared.silent or refused else 0
