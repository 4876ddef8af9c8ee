"""Views of the lines as the interface's JSON."""

from __future__ import annotations

from yichuang.faces.api import schemas
from yichuang.faces.look.said import in_language, say
from yichuang.lines.applications.content import to_json
from yichuang.lines.applications.queries import CaseView, Opened, PartView
from yichuang.lines.applications.queries.cases import colour
from yichuang.platform.cases.models import Case, Task


def draft_out(opened: Opened) -> schemas.DraftOut:
    """A draft for a program."""
    guide = opened.guide
    case = Case.objects.filter(pk=opened.draft.filed_case_id).values_list("public_id", flat=True).first()
    return schemas.DraftOut(
        id=opened.draft.public_id,
        service=opened.published.name,
        version=opened.draft.version,
        ask=[
            schemas.QuestionOut(
                fact=question.fact,
                text=in_language(question.text),
                kind=question.kind,
                options=[
                    {"value": to_json(option.value), "label": in_language(option.label)} for option in question.options
                ],
            )
            for question in guide.ask
        ],
        values={name: to_json(value) for name, value in guide.values.items()},
        sources={name: each["source"] for name, each in opened.content.facts.items() if name in guide.values},
        registers={code: each["state"] for code, each in opened.content.registers.items()},
        matters=[matter.matter for matter in guide.matters],
        refusals=[in_language(refusal.title) for refusal in guide.refusals],
        complete=guide.complete,
        case=case,
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
    )


def task_row(task: Task) -> schemas.TaskRow:
    """A row of a work list."""
    return schemas.TaskRow(
        task=task.public_id,
        number=task.case.number,
        matter=task.matter,
        state=task.state,
        due_on=task.due_on,
        colour=colour(task),
        holder=task.holder.display if task.holder else None,
    )

