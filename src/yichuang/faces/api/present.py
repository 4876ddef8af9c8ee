"""Views of the lines as the interface's JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from yichuang.core.packages import Answer, Guide, Package, Question, Refusal, Unverified
from yichuang.core.rules import UNKNOWN
from yichuang.core.words import N_
from yichuang.faces.api import schemas
from yichuang.faces.look.said import in_language, say
from yichuang.faces.present.ended import ended_page
from yichuang.faces.present.facts import unverified_label, value_words
from yichuang.lines.applications.queries import CaseView, Opened, OwedView, PartView
from yichuang.lines.applications.queries.cases import colour
from yichuang.lines.applications.writing import CONSEQUENCE
from yichuang.platform.cases.lines import Line
from yichuang.platform.cases.models import Attachment, Case, Task
from yichuang.platform.retention.models import Tombstone


def draft_out(opened: Opened) -> schemas.DraftOut:
    """A draft for a program."""
    guide, facts = opened.guide, opened.published.package.facts
    filed = opened.draft.filed_case_id
    case = Case.objects.filter(pk=filed).values_list("public_id", flat=True).first() if filed else None
    return schemas.DraftOut(
        id=opened.draft.public_id,
        service=opened.published.name,
        version=opened.draft.version,
        ask=[question_out(question) for question in guide.ask],
        values={
            key: schemas.FactValue(facts[key].plain(cast("Answer | None", known.value)))
            for key, known in guide.kept.items()
            if known.value is not UNKNOWN
        },
        sources={key: known.source for key, known in guide.kept.items()},
        registers={code: each["state"] for code, each in opened.content.registers.items()},
        matters=[matter.code for matter in guide.matters],
        referred=[each.matter.code for each in guide.undecided],
        refusals=[refused_out(guide, refusal) for refusal in guide.refusals],
        outcome=guide.outcome,
        complete=guide.complete,
        materials=[
            schemas.WantedOut(
                material=each.code,
                title=in_language(each.title),
                why=in_language(each.why),
                accepts=list(each.accepts),
                pages=each.pages,
                megabytes=each.megabytes,
                files=[file_out(one) for one in opened.attachments[each.code]],
            )
            for each in opened.wanted
        ],
        case=case,
    )


def refused_out(guide: Guide, refusal: Refusal) -> schemas.RefusedOut:
    """A refusal for a program, with what would have to be different."""
    package = guide.package
    way = guide.otherwise(refusal)
    return schemas.RefusedOut(
        refusal=refusal.code,
        title=in_language(refusal.title),
        reason=in_language(refusal.reason),
        go=in_language(refusal.go),
        law=list(refusal.law),
        otherwise=[
            schemas.ChangeOut(
                fact=change.fact.key,
                label=in_language(change.fact.label),
                value=change.fact.plain_of_one(change.value),
                words=value_words(package, change.fact, change.value),
                wish=change.wished,
            )
            for change in way
        ],
        by_officer=way.by_officer,
    )


def unverified_out(package: Package, found: Iterable[Unverified]) -> list[schemas.UnverifiedOut]:
    """What was not checked against its source, by name."""
    return [
        schemas.UnverifiedOut(
            fact=one.key,
            label=unverified_label(package, one),
            year=one.year,
            parameter=one.figure.name if one.figure else None,
            table=package.tables[one.key].name if one.row else None,
            row=one.row.number if one.row else None,
            law=list(one.row.law) if one.row else [one.figure.law] if one.figure else [],
        )
        for one in found
    ]


def file_out(attachment: Attachment) -> schemas.FileOut:
    """A file for a program, without its content and without the name that its sender gave it."""
    file = attachment.file
    return schemas.FileOut(
        id=attachment.public_id,
        media_type=file.media_type,
        size=file.size,
        pages=file.pages,
        sha256=bytes(file.sha256).hex(),
        received_sha256=bytes(file.received_sha256).hex(),
        material=attachment.material,
    )


def question_out(question: Question) -> schemas.QuestionOut:
    """A question for a program: send a choice's ``value`` back as the answer."""
    return schemas.QuestionOut(
        fact=question.key,
        text=in_language(question.fact.ask),
        kind=question.fact.type,
        unit=question.fact.unit,
        self_declared=question.self_declared,
        options=[
            schemas.ChoiceOut(
                value=choice.value,
                label=in_language(choice.label),
                amounts=[schemas.AmountOut(label=in_language(each.label), fen=each.fen) for each in choice.amounts],
            )
            for choice in question.choices
        ],
        members=[
            schemas.MemberFactOut(
                fact=key,
                text=in_language(field.label),
                kind=field.type,
                unit=field.unit,
                optional=field.optional,
                options=[
                    schemas.OptionOut(value=code, label=in_language(one.label)) for code, one in field.options.items()
                ],
            )
            for key, field in question.fact.members.items()
        ],
        at_most=question.fact.at_most,
    )


def part_out(part: PartView) -> schemas.PartOut:
    """A part for a program."""
    task, payment = part.task, part.payment
    return schemas.PartOut(
        task=task.public_id,
        matter=task.matter,
        title=in_language(part.matter.title),
        department=task.department.code,
        holder=task.holder.display if task.holder and task.holder.display else in_language(task.department.names),
        state=task.state,
        due_on=task.due_on,
        colour=part.colour,
        reached=part.reached,
        receipt_number=task.receipt_number,
        provincial_number=task.provincial_number,
        reason=task.reason,
        wanted=list(part.wanted) if part.state == "supplement" else [],
        clocks=[
            schemas.ClockOut(clock=name, state=state.state, due_on=state.due_on, sentence=say(state.sentence))
            for name, state in part.clocks.items()
        ],
        payment=None
        if payment is None
        else schemas.PaymentOut(
            known=payment.known,
            amount_fen=payment.amount_fen,
            pay_by=payment.pay_by,
            where=payment.where,
            covered_from=payment.covered_from,
        ),
    )


def case_out(view: CaseView) -> schemas.CaseOut:
    """A case for a program."""
    received, departments = view.received
    return schemas.CaseOut(
        id=view.case.public_id,
        number=view.case.number,
        state=view.case.state,
        outcome=view.outcome,
        filed_at=view.case.filed_at,
        received=received,
        departments=departments,
        parts=[part_out(part) for part in view.parts],
        files=[file_out(each) for each in view.files if each.handed_in_at],
        unverified=unverified_out(view.published.package, view.unverified),
        owed=[owed_out(each) for each in view.owed],
    )


def owed_out(one: OwedView) -> schemas.OwedOut:
    """What is offered to a part, or owed by it, for a program."""
    return schemas.OwedOut(
        task=one.task.public_id,
        state=one.state,
        until=one.due_on,
        left=one.left,
        papers=[
            schemas.OwedPaperOut(
                material=each.material.code, title=in_language(each.material.title), handed_in=each.handed_in
            )
            for each in one.papers
        ],
        consequence=say(CONSEQUENCE),
    )


def task_row(task: Task | Line) -> schemas.TaskRow:
    """A row of a work list."""
    return schemas.TaskRow(
        task=task.public_id,
        number=task.case.number,
        matter=task.matter,
        state=task.state,
        due_on=task.due_on,
        colour=colour(task),
        holder=task.holder.display if task.holder else None,
        raised_to=task.raised_to.display if task.raised_to else None,
        owed_until=task.owed_until,
    )


def ended_out(stone: Tombstone) -> schemas.EndedProblem:
    """What remains of a case that was destroyed, for a program."""
    page = ended_page(stone)
    return schemas.EndedProblem(
        code="ended",
        sentence=say(N_("This case was destroyed: its period of keeping was over. The archive has the file.")),
        number=page.number,
        service=page.service,
        filed_on=page.filed_on,
        concluded_on=page.concluded_on,
        ended_at=page.ended_at,
        period=page.period,
        source=page.source,
    )
