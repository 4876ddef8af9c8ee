"""``yichuang audit``: is everything as it was recorded and sealed? And: by which key, under which witnesses' eyes?"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from yichuang.core import clock
from yichuang.core.words import N_, Sentence
from yichuang.project.errors import ProjectError, UsageError
from yichuang.project.terminal import in_words, said, tell

if TYPE_CHECKING:
    from yichuang.platform.audit.verifying import Known


def main(argv: Sequence[str]) -> int:
    """0 when everything is whole; 1 with a sentence for each difference."""
    parser = argparse.ArgumentParser("yichuang audit", description=said(N_("audit verify: check what was recorded")))
    parser.add_argument("verb", choices=["verify", "status", "key", "trust"])
    parser.add_argument("line", nargs="?", help=said(N_("trust: the witness's key, one line")))
    parser.add_argument("--checkpoint", metavar="FILE", type=Path, help=said(N_("verify: a checkpoint you kept")))
    words = parser.parse_args(argv)
    if words.verb == "key":
        from yichuang.platform.audit.sealing import log_key

        tell(str(log_key()))
        return 0
    if words.verb == "trust":
        return _trust(words.line)
    if words.verb == "status":
        return _status()
    return _verify(words.checkpoint)


def _trust(line: str | None) -> int:
    from yichuang.platform.audit.witnesses import trust

    if line is None:
        raise UsageError("no-key", N_("Name the key: yichuang audit trust LINE"))
    tell(said(N_("Signatures of %(name)s are taken from now on."), name=trust(line).name))
    return 0


def _status() -> int:
    """1 when a record has waited longer than every receipt promises."""
    from datetime import UTC, datetime

    from yichuang.platform.audit.sealing import WITHIN
    from yichuang.platform.audit.standing import standing

    found = standing()
    if found.newest is None:
        tell(said(N_("Nothing is sealed yet. Does the worker run?")))
    else:
        at = datetime.fromtimestamp(found.newest.time, UTC).astimezone(clock.ZONE)
        words = N_("Sealed records: %(size)s, as of %(at)s.")
        tell(said(words, size=found.newest.size, at=f"{at:%Y-%m-%d %H:%M:%S}"))
    words = N_("Waiting: %(waiting)s, of them %(overdue)s longer than %(seconds)s seconds.")
    tell(said(words, waiting=found.waiting, overdue=found.overdue, seconds=WITHIN))
    for each in found.witnesses:
        if each.size is None:
            tell(said(N_("Witness %(name)s: no signature yet."), name=each.name))
        else:
            tell(said(N_("Witness %(name)s: signed %(size)s records."), name=each.name, size=each.size))
    return 1 if found.overdue else 0


def _verify(file: Path | None) -> int:
    from yichuang.platform.audit.models import Leaf
    from yichuang.platform.audit.verifying import differences
    from yichuang.platform.retention.queries import broken_ended

    known = None if file is None else _known(file)
    cases = breaks = 0
    for cases, each in _chains():  # noqa: B007 - the last number counts them
        breaks += len(each)
        for broken in each:
            tell(in_words(broken))
    for broken in _entries():
        breaks += 1
        tell(in_words(broken))
    for broken in broken_ended():
        breaks += 1
        tell(in_words(broken))
    for difference in differences(known):
        breaks += 1
        tell(in_words(difference))
    counted = known.size if known else Leaf.objects.count()
    words = N_("%(cases)s cases, %(records)s sealed records, %(breaks)s breaks")
    tell(said(words, cases=cases, records=counted, breaks=breaks))
    return 1 if breaks else 0


def _chains() -> Iterator[tuple[int, list[Sentence]]]:
    """The breaks of each case's own chain, with how many cases that makes."""
    from yichuang.platform.cases.models import Case
    from yichuang.platform.cases.queries import broken_links

    found = Case.objects.order_by("filed_at").values_list("pk", flat=True).iterator()
    for number, case_id in enumerate(found, 1):
        yield number, broken_links(case_id)


def _entries() -> Iterator[Sentence]:
    """The breaks of the chains of people, organisations and mandates."""
    from yichuang.platform.people.models import Record
    from yichuang.platform.people.queries import broken_record

    subjects = Record.objects.order_by("subject_id").values_list("subject_id", flat=True).distinct()
    for subject in subjects.iterator():
        yield from broken_record(subject)


def _known(file: Path) -> Known:
    """The checkpoint in a file, which must bear this installation's signature."""
    from yichuang.core.cipher import notes
    from yichuang.platform.audit.sealing import log_key
    from yichuang.platform.audit.verifying import Known

    try:
        whole = file.read_text("utf-8")
        if not notes.is_signed(whole, log_key()):
            raise ProjectError(
                "not-signed", N_("%(file)s does not bear this installation's signature."), file=str(file)
            )
        return Known.of(notes.Checkpoint.read(notes.taken_apart(whole)[0]))
    except (OSError, UnicodeDecodeError, notes.NoteError) as error:
        raise ProjectError("no-checkpoint", N_("%(file)s is no checkpoint."), file=str(file)) from error
