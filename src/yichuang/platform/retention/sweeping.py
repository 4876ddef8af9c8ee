"""The search: finds what is past its period and puts it on registers. It proposes; it ends nothing.

Batch by batch, each in a transaction of its own, by id: cut off anywhere, it goes on where it was, and lists nothing
twice. What fails in one class is a finding for the archivist; the other classes, and all other work, go on.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, InterfaceError, transaction
from django.db.models import Q

from yichuang.core import clock
from yichuang.core.access import TIMER
from yichuang.core.identifiers import public_id
from yichuang.core.retention import Class, Period
from yichuang.core.words import N_, Said, Sentence
from yichuang.platform.people.record import record
from yichuang.platform.retention.keepers import Candidate, Keeper, Lapse, Stream, barred, keepers
from yichuang.platform.retention.models import Disposal, Finding, Item, Sweep
from yichuang.platform.retention.rules import classes

log = logging.getLogger(__name__)

#: Records in one transaction.
BATCH = 200
#: Records on one register: what a person can go through.
MOST_ITEMS = 500
#: What people decided to keep is not proposed again for so long.
KEPT_FOR = timedelta(days=365)

NO_START = N_("%(number)s has an outcome and no day of it: its period cannot be reckoned.")
FAILED = N_("The search through this class failed: %(error)s.")


def sweep(most: int | None = None) -> bool:
    """Search every class once a day, at most ``most`` batches of each in one call; True when all are searched.

    A class that fails is noted, and the others are searched.
    """
    known, unreadable = classes()
    _note_unreadable(unreadable)
    done = True
    for name, each in sorted(keepers().items()):
        held = known.get(name)
        if held is None or isinstance(each, Lapse):
            continue
        try:
            done &= _search(each, held, most)
        except (DatabaseError, InterfaceError):
            raise
        except Exception as error:
            log.exception("retention: class %s", name)
            _note(name, None, FAILED, {"error": type(error).__name__})
    return done


def _search(keeper: Keeper | Stream, held: Class, most: int | None) -> bool:
    """Search one class; True when it is searched for today."""
    now = clock.now()
    today = clock.legal_day(now)
    place, new = Sweep.objects.get_or_create(pk=held.name, defaults={"begun_at": now})
    if place.ended_at is not None and clock.legal_day(place.begun_at) >= today:
        return True
    if not new and place.ended_at is not None:
        place.begun_at, place.ended_at, place.after, place.listed, place.kept = now, None, None, 0, {}
        place.save()
    if isinstance(keeper, Stream):
        _stream(keeper, held, place)
        return True
    batches = 0
    while most is None or batches < most:
        batches += 1
        if not _batch(keeper, held, place):
            _solve(held.name, FAILED)
            return True
    return False


@transaction.atomic
def _batch(keeper: Keeper, held: Class, place: Sweep) -> bool:
    """Look at the next records; False after the last."""
    now, today = clock.now(), clock.today()
    start = _midnight(held.newest_past(today) + timedelta(days=1))
    found = keeper.past(start, place.after, BATCH)
    listed, kept = _list(keeper, held, found, now, today)
    place.listed += listed
    place.kept = dict(Counter(place.kept) + kept)
    place.after = found[-1].id if found else place.after
    for each in found:
        if each.started_on is None:
            _note(held.name, each.id, NO_START, {"number": each.number})
    last = len(found) < BATCH
    place.ended_at = now if last else None
    place.save()
    return not last


def _list(
    keeper: Keeper, held: Class, found: Sequence[Candidate], now: datetime, today: date
) -> tuple[int, Counter[str]]:
    """Put those of ``found`` that may end on registers; how many, and why the others not."""
    past = [each for each in found if each.started_on is not None and held.is_past(each.started_on, today)]
    ids = [each.id for each in past]
    known = Item.objects.filter(subject_kind=keeper.kind, subject_id__in=ids)
    known = known.filter(Q(state=Item.State.LISTED) | Q(kept_until__gt=today))
    known_ids = set(known.values_list("subject_id", flat=True))
    fresh = [each for each in past if each.id not in known_ids]
    why = barred(keeper.kind, [each.id for each in fresh], now, timedelta(days=held.grace))
    free = [each for each in fresh if each.id not in why]
    for division in sorted({each.division for each in free}):
        _put_on(keeper, held, [each for each in free if each.division == division], division, today)
    return len(free), Counter(why.values())


def _put_on(keeper: Keeper, held: Class, found: Sequence[Candidate], division: str, today: date) -> None:
    now, rest = clock.now(), list(found)
    while rest:
        disposal = _open_register(held, division, today)
        taken, rest = rest[: MOST_ITEMS - disposal.count], rest[MOST_ITEMS - disposal.count :]
        items = []
        for each in taken:
            assert each.started_on is not None  # `_list` has looked
            last_day = held.rule(each.started_on, today)[1]
            items.append(
                Item(
                    disposal=disposal,
                    subject_kind=keeper.kind,
                    subject_id=each.id,
                    number=each.number,
                    type=each.type,
                    started_on=each.started_on,
                    last_day=last_day,
                    changed_at=now,
                )
            )
        Item.objects.bulk_create(items)
        disposal.count += len(items)
        disposal.save(update_fields=["count"])


def _open_register(held: Class, division: str, today: date) -> Disposal:
    """The register of this class that still takes items, or a new one."""
    found = Disposal.objects.filter(
        klass=held.name, division_id=division, state=Disposal.State.FOUND, count__lt=MOST_ITEMS, then=held.then
    )
    for each in found.order_by("found_at", "id").select_for_update():
        if each.rule == rule_of(held, today):
            return each
    return _new_register(held, division, today)


def _new_register(held: Class, division: str, today: date, **more: object) -> Disposal:
    made = Disposal.objects.create(
        public_id=public_id(),
        klass=held.name,
        then=held.then,
        division_id=division,
        rule=rule_of(held, today),
        found_at=clock.now(),
        **more,
    )
    record("found", "disposal", made.pk, TIMER, {"class": held.name, "rule": made.rule})
    return made


def rule_of(held: Class, today: date) -> dict[str, object]:
    """The period in force, as a register keeps it."""
    period: Period = held.period_on(today)
    return {
        "since": period.since.isoformat(),
        "years": period.years,
        "days": period.days,
        "source": period.source,
        "verified": period.verified,
        "grace": held.grace,
        "what": dict(held.what),
    }


@transaction.atomic
def _stream(keeper: Stream, held: Class, place: Sweep) -> None:
    """One register for all that is past its period, unless one is open already."""
    now, today = clock.now(), clock.today()
    kept = Q(state__in=(Disposal.State.REFUSED, Disposal.State.CALLED_OFF), decided_at__gt=now - KEPT_FOR)
    running = ~Q(state__in=(Disposal.State.ENDED, Disposal.State.REFUSED, Disposal.State.CALLED_OFF))
    waits = Disposal.objects.filter(klass=held.name).filter(running | kept).exists()
    cut = _midnight(held.past_by_any(today) + timedelta(days=1))
    count = 0 if waits else keeper.count(cut)
    if count:
        _new_register(held, settings.DIVISION, today, cut_at=cut, count=count)
    place.listed, place.ended_at = count, now
    place.save()


def _midnight(day: date) -> datetime:
    """The beginning of a day, here."""
    return datetime(day.year, day.month, day.day, tzinfo=clock.ZONE)


def _note_unreadable(wrong: Sequence[Said]) -> None:
    """A finding for each class that cannot be read; those of before that can be read now are solved."""
    now = clock.now()
    said = {(str(each.sentence.params.get("name", "")), each.sentence.template) for each in wrong}
    for klass, template in said:
        _note(klass, None, template, {"name": klass})
    open_ones = Finding.objects.filter(subject_id=None, solved_at=None).exclude(template=FAILED)
    for each in open_ones:
        if (each.klass, each.template) not in said:
            Finding.objects.filter(pk=each.pk).update(solved_at=now)


def note_finding(klass: str, template: str, params: Mapping[str, str], subject: UUID | None = None) -> None:
    """A finding about a class, or one record of it, once as long as nobody solved it."""
    _note(klass, subject, template, params)


def solve_finding(klass: str, template: str, subject: UUID) -> None:
    """What was found about a record is so no more."""
    Finding.objects.filter(klass=klass, subject_id=subject, template=template, solved_at=None).update(
        solved_at=clock.now()
    )


def _note(klass: str, subject: UUID | None, template: str, params: Mapping[str, str]) -> None:
    """A finding, once as long as nobody solved it."""
    Finding.objects.get_or_create(
        klass=klass,
        subject_id=subject,
        template=template,
        solved_at=None,
        defaults={"params": dict(params), "found_at": clock.now()},
    )


def _solve(klass: str, template: str) -> None:
    Finding.objects.filter(klass=klass, template=template, solved_at=None).update(solved_at=clock.now())


def words_of(finding: Finding) -> Sentence:
    """What a finding says."""
    return Sentence(finding.template, finding.params)
