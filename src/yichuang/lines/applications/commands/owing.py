"""Papers that follow after intake (容缺受理): offered by an officer or taken on at a window, promised, handed in.

Who applies may always say no; then the officer asks for a supplement instead, or the window waits for the paper.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction

from yichuang.core import clock
from yichuang.core.access import Actor, require
from yichuang.core.uploads import Clean
from yichuang.core.words import Said
from yichuang.lines.applications import manifest, papers
from yichuang.lines.applications.commands import files
from yichuang.lines.applications.errors import NoFile, NothingOwed, NotOwable, PromiseMissing
from yichuang.lines.applications.kind import OPEN
from yichuang.lines.applications.models import OwedPaper, Owing
from yichuang.lines.applications.queries import Opened
from yichuang.lines.applications.queries.cases import published_of
from yichuang.lines.applications.queries.owing import may_be_owed, part_days, window_days
from yichuang.platform.cases import engine
from yichuang.platform.cases.engine import Locked
from yichuang.platform.cases.errors import NotPossible
from yichuang.platform.cases.models import Attachment, Case, Task
from yichuang.platform.files.incoming import Incoming

#: Of which papers are still asked for: also when their day is over, until the part has ended.
RUNNING = (Owing.State.OWED, Owing.State.LAPSED)


@dataclass(frozen=True)
class ToFollow:
    """What a clerk takes a filing on without: which papers, by which day (None: the usual), and that it is promised."""

    materials: frozenset[str]
    until: date | None = None
    promised: bool = False


# --- at the desk -----------------------------------------------------------------------------------------------------


@transaction.atomic
def offer_owing(actor: Actor, task_id: UUID, materials: Collection[str], until: date | None = None) -> Owing:
    """Offer to take the part on without these papers, until one day for all; the applicant is asked on their phone.

    Offered again, the earlier offer is gone. Raises NotAllowed, NotPossible, NotOwable, OwedDay.
    """
    held, task = engine.transition(task_id, "offer-owing", actor, payload=_told(materials, until))
    wanted = _owable(may_be_owed(task), materials)
    day = part_days(task).chosen(until)
    Owing.objects.filter(task=task, state=Owing.State.OFFERED).update(state=Owing.State.DROPPED)
    made = Owing.objects.create(
        task=task, state=Owing.State.OFFERED, due_on=day, offered_by_id=actor.account_id, offered_at=clock.now()
    )
    OwedPaper.objects.bulk_create(OwedPaper(owing=made, material=code) for code in wanted)
    papers.tell_of_owing(held.case, "offer-owing", day, len(wanted))
    return made


@transaction.atomic
def receive_owed(actor: Actor, task_id: UUID, materials: Collection[str]) -> Task:
    """Note owed papers that came to the desk on paper. Raises NotAllowed, NotOwable, NothingOwed."""
    held = engine.lock(Task.objects.values_list("case_id", flat=True).get(pk=task_id))
    task = held.task(task_id)
    require(actor, "receive-owed", held.kind.subject, engine.attributes(task))
    found = _open_papers(held.case.pk).filter(owing__task_id=task_id, material__in=list(materials))
    codes = sorted(each.material for each in found)
    if not codes:
        raise NothingOwed if materials else NotOwable("none")
    _settle(held, actor, found, on_paper=True, payload={"materials": codes, "on_paper": True})
    return task


# --- the applicant ---------------------------------------------------------------------------------------------------


@transaction.atomic
def promise(actor: Actor, task_id: UUID) -> Task:
    """Accept what the officer offered: the part is taken on, with the notice. Raises NotAllowed, NothingOwed."""
    held, task, offered = _offered(actor, task_id, "promise")
    _promise(held, task, offered, actor)
    engine.write(held)
    return task


@transaction.atomic
def decline_owing(actor: Actor, task_id: UUID) -> Task:
    """Say no to the offer; the officer is told on the part's page. Raises NotAllowed, NothingOwed."""
    held, task, offered = _offered(actor, task_id, "decline-owing")
    _step(held, task, "decline-owing", actor, {})
    offered.state = Owing.State.DROPPED
    offered.save(update_fields=["state"])
    engine.write(held)
    return task


def attach_owed(
    actor: Actor, case_id: UUID, material: str, chosen: Sequence[Incoming], claimed: Sequence[str] = ()
) -> list[Said]:
    """Choose files for an owed paper; they leave with ``hand_in``. Good ones are kept beside bad ones, as `attach` has.

    Raises NotAllowed, NothingOwed, NoFile.
    """
    with transaction.atomic():
        held = _held(actor, case_id, material)
        limits = files.limits_of(published_of(held.case).package.materials[material])
    return files.kept_each(chosen, claimed, limits, partial(_to_case, actor, case_id, material, limits))


def _to_case(actor: Actor, case_id: UUID, material: str, limits: files.Limits, clean: Clean, file: Incoming) -> None:
    with transaction.atomic():
        held = _held(actor, case_id, material)
        made = files.put(actor, _chosen(case_id, material), limits, clean, file)
        if made is not None:
            made.case, made.material = held.case, material
            made.save(force_insert=True)


@transaction.atomic
def detach_owed(actor: Actor, case_id: UUID, attachment: str) -> None:
    """Take a chosen file back that has not left yet; one that is gone is gone. Raises NotAllowed."""
    held = engine.lock(case_id)
    require(actor, "hand-in", "case", engine.case_attributes(held.case))
    Attachment.objects.filter(case_id=case_id, task=None, public_id=attachment, handed_in_at=None, draft=None).delete()


@transaction.atomic
def hand_in(actor: Actor, case_id: UUID, material: str) -> Case:
    """Hand an owed paper in with the files that were chosen: every part that waits for it has it from now on.

    Raises NotAllowed, NothingOwed, NoFile.
    """
    held = _held(actor, case_id, material)
    chosen = list(_chosen(case_id, material).select_related("file").order_by("position"))
    if not chosen:
        raise NoFile
    Attachment.objects.filter(pk__in=[each.pk for each in chosen]).update(handed_in_at=clock.now())
    payload = {"materials": [material], "files": [manifest.noted(each) for each in chosen]}
    found = _open_papers(case_id).filter(material=material)
    _settle(held, actor, found, on_paper=False, payload=payload, sent=chosen)
    return held.case


# --- at the window ---------------------------------------------------------------------------------------------------


def checked(actor: Actor, opened: Opened, follow: ToFollow) -> date:
    """The day by which the papers of a filing follow. Raises NotAllowed, PromiseMissing, NotOwable, OwedDay."""
    require(actor, "take-on-owing", "draft", opened.attributes)
    _owable([one for one in opened.missing if one.owed is not None], follow.materials)
    day = window_days(opened, follow.materials).chosen(follow.until)
    if not follow.promised:
        raise PromiseMissing
    return day


def take_on(actor: Actor, case_id: UUID, materials: Collection[str], until: date) -> None:
    """Take every part on that waits for one of these papers, in the transaction that filed the case."""
    held, now = engine.lock(case_id), clock.now()
    package = published_of(held.case).package
    for task in held.tasks:
        codes = [one.code for one in package.materials_of(task.matter) if one.code in materials]
        if not codes:
            continue
        made = Owing.objects.create(
            task=task, state=Owing.State.OFFERED, due_on=until, offered_by_id=actor.account_id, offered_at=now
        )
        OwedPaper.objects.bulk_create(OwedPaper(owing=made, material=code) for code in codes)
        _promise(held, task, made, actor)
    engine.write(held)


# --- what they share -------------------------------------------------------------------------------------------------


def _told(materials: Collection[str], until: date | None) -> dict[str, Any]:
    return {"materials": sorted(materials), "until": until.isoformat() if until else ""}


def _owable(allowed: Sequence[Any], materials: Collection[str]) -> list[str]:
    known = [one.code for one in allowed]
    if not materials:
        raise NotOwable("none")
    if not set(materials) <= set(known):
        raise NotOwable
    return [code for code in known if code in materials]


def _offered(actor: Actor, task_id: UUID, verb: str) -> tuple[Locked, Task, Owing]:
    held = engine.lock(Task.objects.values_list("case_id", flat=True).get(pk=task_id))
    task = held.task(task_id)
    require(actor, verb, held.kind.subject, engine.attributes(task))
    found = Owing.objects.filter(task=task, state=Owing.State.OFFERED).first()
    if found is None or task.state != OPEN:
        raise NothingOwed
    return held, task, found


def _step(held: Locked, task: Task, verb: str, actor: Actor, payload: dict[str, Any]) -> None:
    step = held.kind.transition(verb, task.state)
    if step is None:
        raise NotPossible(verb, task.state)
    engine.apply(held, task, step, actor, "", payload)


def _promise(held: Locked, task: Task, offered: Owing, actor: Actor) -> None:
    """The applicant has accepted it: the part is taken on, and has no outcome before the papers are there."""
    codes = list(offered.papers.order_by("pk").values_list("material", flat=True))
    offered.state, offered.promised_by_id, offered.promised_at = Owing.State.OWED, actor.account_id, clock.now()
    offered.save(update_fields=["state", "promised_by", "promised_at"])
    task.owed_until = offered.due_on
    _step(held, task, "promise", actor, _told(codes, offered.due_on))
    papers.tell_of_owing(held.case, "promise", offered.due_on, len(codes))


def _open_papers(case_id: UUID) -> Any:
    return OwedPaper.objects.filter(owing__task__case_id=case_id, owing__state__in=RUNNING, handed_in_at=None)


def _chosen(case_id: UUID, material: str) -> Any:
    return Attachment.objects.filter(case_id=case_id, task=None, material=material, handed_in_at=None)


def _held(actor: Actor, case_id: UUID, material: str) -> Locked:
    held = engine.lock(case_id)
    require(actor, "hand-in", "case", engine.case_attributes(held.case))
    if not _open_papers(case_id).filter(material=material).exists():
        raise NothingOwed
    return held


def _settle(
    held: Locked,
    actor: Actor,
    found: Any,
    *,
    on_paper: bool,
    payload: dict[str, Any],
    sent: Sequence[Attachment] = (),
) -> None:
    """Mark these papers as there; where nothing more is owed, the part goes on and all are told."""
    rows = list(found.select_related("owing"))
    found.update(handed_in_at=clock.now(), on_paper=on_paper)
    for one in {each.owing_id: each.owing for each in rows}.values():
        task = held.task(one.task_id)
        engine.note(held, "paper-handed-in", actor, task=task, payload=payload)
        papers.send_owed(held, task, sent)
        if one.papers.filter(handed_in_at=None).exists():
            continue
        one.state, task.owed_until = Owing.State.COMPLETE, None
        one.save(update_fields=["state"])
        _step(held, task, "papers-complete", actor, {})
        papers.tell_of_owing(held.case, "papers-complete", one.due_on, 0, task)
    engine.write(held)
