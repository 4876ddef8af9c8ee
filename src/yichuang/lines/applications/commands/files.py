"""Writes about files: hand one in for a material or to answer a supplement, take it back, put pages in order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet

from yichuang.core import clock
from yichuang.core.access import Actor, require
from yichuang.core.faults import point
from yichuang.core.identifiers import public_id
from yichuang.core.packages import Material
from yichuang.core.uploads import KINDS, Clean, UploadRefused, judged, shown_name
from yichuang.core.words import Said
from yichuang.lines.applications.errors import NoFile, UnknownMaterial
from yichuang.lines.applications.queries import Opened
from yichuang.platform.cases.engine import attributes
from yichuang.platform.cases.errors import NotPossible, StaleForm
from yichuang.platform.cases.models import Attachment, Case, Draft, Task
from yichuang.platform.files.commands import keep
from yichuang.platform.files.incoming import Incoming


@dataclass(frozen=True)
class Limits:
    """What may be handed in: of which kinds, how many pages all together, how many megabytes one file."""

    kinds: tuple[str, ...]
    pages: int
    megabytes: int


#: What a department asks for in a supplement, no package knows beforehand.
SUPPLEMENT = Limits(KINDS, 20, 10)


def limits_of(material: Material) -> Limits:
    """What the package allows for a material."""
    return Limits(tuple(material.accepts), material.pages, material.megabytes)


def attach(
    actor: Actor, opened: Opened, code: str, files: Sequence[Incoming], claimed: Sequence[str] = ()
) -> list[Said]:
    """Hand in files for a material of a draft. Good ones are kept beside bad ones, of which each reason is returned.

    ``claimed``: the SHA-256 in hex that the sender reckoned, file by file; without it nothing is compared.
    Raises NotAllowed, UnknownMaterial, NoFile, StaleForm where the draft was filed meanwhile.
    """
    require(actor, "answer", "draft", opened.attributes)
    material = next((one for one in opened.wanted if one.code == code), None)
    if material is None:
        raise UnknownMaterial
    return kept_each(files, claimed, limits_of(material), partial(_to_draft, actor, opened, material))


def _to_draft(actor: Actor, opened: Opened, material: Material, clean: Clean, file: Incoming) -> None:
    with transaction.atomic():
        _hold_draft(opened.draft)
        beside = Attachment.objects.filter(draft=opened.draft, material=material.code)
        made = put(actor, beside, limits_of(material), clean, file)
        if made is not None:
            made.draft, made.material = opened.draft, material.code
            made.save(force_insert=True)


def detach(actor: Actor, opened: Opened, attachment: str) -> None:
    """Take a file of a draft back. One that is gone already is gone; raises StaleForm where it was filed meanwhile."""
    require(actor, "answer", "draft", opened.attributes)
    with transaction.atomic():
        _hold_draft(opened.draft)
        Attachment.objects.filter(draft=opened.draft, public_id=attachment).delete()


def put_earlier(actor: Actor, opened: Opened, attachment: str) -> None:
    """Move a page of a draft one place to the front. Raises StaleForm where it was filed meanwhile."""
    require(actor, "answer", "draft", opened.attributes)
    with transaction.atomic():
        _hold_draft(opened.draft)
        moved = Attachment.objects.filter(draft=opened.draft, public_id=attachment).first()
        if moved is None:
            return
        before = Attachment.objects.filter(draft=opened.draft, material=moved.material, position__lt=moved.position)
        if (other := before.order_by("-position").first()) is not None:
            other.position, moved.position = moved.position, other.position
            other.save(update_fields=["position"])
            moved.save(update_fields=["position"])


def attach_answer(actor: Actor, task_id: UUID, item: int, files: Sequence[Incoming]) -> list[Said]:
    """Choose files as an answer to an item of a supplement; they leave with the answer. As `attach` otherwise.

    Raises NotAllowed, NoFile, NotPossible where the part waits for nothing (any more).
    """
    return kept_each(files, (), SUPPLEMENT, partial(_to_part, actor, task_id, item))


def _to_part(actor: Actor, task_id: UUID, item: int, clean: Clean, file: Incoming) -> None:
    with transaction.atomic():
        task = _hold_part(actor, task_id)
        beside = Attachment.objects.filter(case=task.case, task=task, item=item)
        made = put(actor, beside, SUPPLEMENT, clean, file)
        if made is not None:
            made.case, made.task, made.item = task.case, task, item
            made.save(force_insert=True)


def detach_answer(actor: Actor, task_id: UUID, attachment: str) -> None:
    """Take a chosen file back that has not left yet. Raises NotAllowed, NotPossible."""
    with transaction.atomic():
        task = _hold_part(actor, task_id)
        Attachment.objects.filter(task=task, public_id=attachment, handed_in_at__isnull=True).delete()


def kept_each(
    files: Sequence[Incoming], claimed: Sequence[str], limits: Limits, put: Callable[[Clean, Incoming], None]
) -> list[Said]:
    """Judge and keep one after another; what is wrong with any of them."""
    if not files:
        raise NoFile
    problems: list[Said] = []
    for number, file in enumerate(files):
        try:
            put(_judged(file, limits, claimed[number] if number < len(claimed) else ""), file)
            point("file-kept")
        except UploadRefused as error:
            problems.append(error)
    return problems


def _judged(file: Incoming, limits: Limits, claimed: str) -> Clean:
    name = shown_name(file.name or "")
    if claimed and claimed.lower() != file.sha256.hex():
        raise UploadRefused("not-whole", name)
    most = limits.megabytes * 1024 * 1024
    if (file.size or 0) > most:
        raise UploadRefused("too-large", name, most=limits.megabytes)
    return judged(file.content(), name, kinds=limits.kinds, most_bytes=most)


def put(actor: Actor, beside: QuerySet[Attachment], limits: Limits, clean: Clean, file: Incoming) -> Attachment | None:
    """The new last one of those ``beside``, not yet saved; its file is. The caller holds what they belong to.

    None where the very same bytes are there already: they were sent once more, since no answer came.
    """
    held = list(beside.values_list("position", "file__pages", "file__received_sha256"))
    if any(bytes(sha256) == file.sha256 for _, _, sha256 in held):
        return None
    if sum(pages for _, pages, _ in held) + clean.pages > limits.pages:
        raise UploadRefused("too-many-pages", shown_name(file.name or ""), most=limits.pages)
    assert actor.account_id is not None
    return Attachment(
        public_id=public_id(),
        position=max((position for position, _, _ in held), default=0) + 1,
        file=keep(clean, file.name or "", file.sha256),
        added_at=clock.now(),
        added_by_id=actor.account_id,
        channel=actor.channel,
    )


def _hold_draft(draft: Draft) -> None:
    """Hold a draft until the transaction ends, and count the change, so that no page files what it did not show."""
    changed = Draft.objects.filter(pk=draft.pk, filed_case_id__isnull=True).update(
        version=F("version") + 1, updated_at=clock.now()
    )
    if not changed:
        raise StaleForm


def _hold_part(actor: Actor, task_id: UUID) -> Task:
    """A part that waits for its applicant, held until the transaction ends."""
    case_id = Task.objects.values_list("case_id", flat=True).get(pk=task_id)
    case = (
        Case.objects.select_for_update(of=("self",))
        .select_related("package_version")
        .defer("package_version__files")
        .get(pk=case_id)
    )
    task = Task.objects.get(pk=task_id)
    task.case = case
    require(actor, "resubmit", "task", attributes(task))
    if task.state != "supplement":
        raise NotPossible("resubmit", task.state)
    return task
