"""``yichuang doctor``: what is wrong with this installation, each thing a sentence that says what to do."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from yichuang.core.words import N_
from yichuang.project.terminal import complain, in_words, said, tell


def main(argv: Sequence[str]) -> int:
    """0 where nothing was found, else 1. Changes nothing, and starts no database."""
    import django

    what = said(N_("say what is wrong with this installation; 0 if nothing is"))
    argparse.ArgumentParser("yichuang doctor", description=what).parse_args(list(argv))
    django.setup()
    from yichuang.project.doctor.checks import CHECKS

    found = [sentence for check in CHECKS for sentence in check()]
    for sentence in found:
        complain(f"× {in_words(sentence)}")
    if not found:
        tell(said(N_("Nothing is wrong: %(count)s things were looked at."), count=len(CHECKS)))
    return 1 if found else 0
