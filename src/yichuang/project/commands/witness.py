"""``yichuang witness``: sign another office's checkpoints, as long as its log only grows. Needs no database."""

from __future__ import annotations

import argparse
import signal
import threading
from collections.abc import Sequence
from pathlib import Path

from yichuang.core.cipher import notes
from yichuang.core.words import N_
from yichuang.project.errors import UsageError
from yichuang.project.terminal import complain, in_words, said, tell
from yichuang.project.witness import Unheard, Witness


def main(argv: Sequence[str]) -> int:
    """0 when it was told to stop, or signed once; 1 when it could not sign; 3 when the log was forked."""
    parser = argparse.ArgumentParser("yichuang witness", description=said(N_("watch a log and sign its checkpoints")))
    parser.add_argument("url", help=said(N_("where the installation is: https://…")))
    parser.add_argument("--key", required=True, help=said(N_("the log's key, one line, got by another way")))
    parser.add_argument("--name", required=True, help=said(N_("by what name we sign: a domain of ours")))
    parser.add_argument("--folder", required=True, type=Path, help=said(N_("where our key and what we saw are kept")))
    parser.add_argument(
        "--every", type=float, default=30.0, metavar="SECONDS", help=said(N_("pause between two looks"))
    )
    parser.add_argument("--once", action="store_true", help=said(N_("look once and end")))
    words = parser.parse_args(argv)
    try:
        log = notes.VerifierKey.read(words.key)
    except notes.NoteError:
        raise UsageError("no-key", N_("That is no key of a log: NAME+HASH+BASE64, one line.")) from None
    if not notes.is_name(words.name):
        raise UsageError("no-name", N_("A name has no blanks and no plus."))
    witness = Witness(words.folder, words.name, words.url, log)
    tell(said(N_("Our key, to be trusted there: %(key)s"), key=str(witness.key)))
    return _once(witness) if words.once else _again(witness, words.every)


def _once(witness: Witness) -> int:
    seen = witness.look()
    tell(said(N_("Signed: %(size)s records."), size=seen.size))
    return 0


def _again(witness: Witness, every: float) -> int:
    """Look again and again until told to stop; what cannot be reached is asked again, a fork ends it (Forked)."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    before = -1
    while not stopping.is_set():
        try:
            seen = witness.look()
            if seen.size != before:
                tell(said(N_("Signed: %(size)s records."), size=seen.size))
            before = seen.size
        except Unheard as error:
            complain(in_words(error.sentence))
        stopping.wait(every)
    return 0
