"""``yichuang retention``: what is past its period? It proposes and ends nothing; people decide at the desk."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from yichuang.core.words import N_, Sentence
from yichuang.project.errors import ProjectError, UsageError
from yichuang.project.terminal import in_words, said, tell


def main(argv: Sequence[str]) -> int:
    """0 when every class was searched; 1 where something must be looked at by the archivist first."""
    parser = argparse.ArgumentParser(
        "yichuang retention", description=said(N_("what is past its period of keeping: find it, propose it"))
    )
    parser.add_argument("verb", choices=["propose", "status", "hand-over"])
    parser.add_argument("register", nargs="?", help=said(N_("hand-over: the register, as its address says")))
    parser.add_argument("folder", nargs="?", type=Path, help=said(N_("hand-over: the folder for the archive")))
    words = parser.parse_args(argv)
    if words.verb == "hand-over":
        return _hand_over(words.register, words.folder)
    if words.verb == "propose":
        from yichuang.platform.retention.sweeping import sweep

        sweep()
    return _status()


def _hand_over(register: str | None, folder: Path | None) -> int:
    from yichuang.platform.retention.handing import hand_over
    from yichuang.platform.retention.models import Disposal

    if register is None or folder is None:
        raise UsageError("no-register", N_("Name register and folder: yichuang retention hand-over REGISTER FOLDER"))
    try:
        count, size = hand_over(register, folder)
    except Disposal.DoesNotExist as error:
        raise ProjectError("no-register", N_("There is no register %(register)s."), register=register) from error
    tell(said(N_("%(count)s files, %(size)s bytes, in %(folder)s"), count=count, size=size, folder=str(folder)))
    return 0


def _status() -> int:
    from yichuang.platform.retention.keepers import WHY
    from yichuang.platform.retention.models import Disposal, Finding, Sweep
    from yichuang.platform.retention.sweeping import words_of

    for each in Sweep.objects.order_by("klass"):
        tell(said(N_("%(klass)s: %(listed)s put on a register"), klass=each.klass, listed=each.listed))
        for code, count in sorted(each.kept.items()):
            tell("  " + said(N_("%(count)s kept: %(why)s"), count=count, why=Sentence(WHY[code])))
    for state, words in STATES.items():
        count = Disposal.objects.filter(state=state).count()
        if count:
            tell(said(N_("registers: %(count)s %(state)s"), count=count, state=Sentence(words)))
    wrong = list(Finding.objects.filter(solved_at=None).order_by("found_at", "id"))
    for finding in wrong:
        tell(said(N_("to be looked at: %(what)s"), what=in_words(words_of(finding))))
    return 1 if wrong else 0


#: How far a register has come, for the terminal.
STATES = {
    "found": N_("found, to be looked at by the archivist"),
    "forwarded": N_("wait for a second person"),
    "warned": N_("in their grace"),
    "ending": N_("being ended"),
    "ended": N_("ended"),
    "refused": N_("refused"),
    "called-off": N_("called off"),
}
