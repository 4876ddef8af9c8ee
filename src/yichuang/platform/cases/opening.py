"""Opening a case that no draft became: of a kind that no package declares, with one part.

Applications are filed by ``filing``, in one statement. What comes in another way (a bad rating, a report that something
could not be done) is opened here, in the caller's transaction: the same case, part, clocks and chain.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from yichuang.core import clock
from yichuang.core.access import Actor
from yichuang.core.cipher import seal
from yichuang.core.identifiers import new_case_number, public_id
from yichuang.platform.cases import clocks
from yichuang.platform.cases.engine import Locked, lock, write
from yichuang.platform.cases.events import Chain, canonical
from yichuang.platform.cases.filing import FACTS_CONTEXT, KEY_CONTEXT
from yichuang.platform.cases.kinds import CaseKind
from yichuang.platform.cases.models import Case, ClockLine, Task
from yichuang.platform.people.models import Department
from yichuang.platform.vault.keys import holder


@dataclass(frozen=True)
class Opening:
    """What is opened: its one part with its clocks ((clock, period, article) each), and about whom, where one is named.

    ``why``: the message id of the reason with which the clocks start. ``holder``: who works on it from the start.
    """

    kind: CaseKind
    division: str
    department: Department
    matter: str
    clocks: Sequence[tuple[str, str, str]]
    why: str
    person_id: UUID | None = None
    organisation_id: UUID | None = None
    package_version_id: UUID | None = None
    holder_id: UUID | None = None
    dimensions: Mapping[str, str] = field(default_factory=dict)
    payload: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def open_case(opening: Opening, actor: Actor) -> Locked:
    """Open a case; it is held until the transaction ends, so that its line adds what is its own."""
    keys, now = holder(), clock.now()
    day, kind, data_key = clock.legal_day(now), opening.kind, holder().new_data_key()
    facts = canonical({"facts": {}, "sends": {}})
    case = _case(
        opening,
        kind=kind.name,
        package_version_id=opening.package_version_id,
        person_id=opening.person_id,
        organisation_id=opening.organisation_id,
        division_id=opening.division,
        filed_by_id=actor.account_id,
        channel=actor.channel,
        state=kind.whole([kind.first]),
        filed_at=now,
        legal_date=day,
        facts=seal(data_key, facts, suite=keys.suite, key_id=0, context=FACTS_CONTEXT),
        wrapped_key=keys.wrap(data_key, KEY_CONTEXT),
        chain_length=0,
        chain_head=Chain(UUID(int=0), data_key).head,
    )
    due = clocks.start(opening.clocks, day)
    task = Task.objects.create(
        public_id=public_id(),
        case=case,
        kind=kind.name,
        position=1,
        matter=opening.matter,
        department=opening.department,
        state=kind.first,
        holder_id=opening.holder_id,
        due_on=due.due_on,
        statutory_on=due.statutory_on,
        amber_on=due.amber_on,
        provisional=due.provisional,
        filed_at=now,
        state_since=now,
    )
    for name, period, article in opening.clocks:
        ClockLine.objects.create(
            task=task,
            position=1,
            clock=name,
            verb="start",
            on=day,
            period=period,
            reason=opening.why,
            article=article,
            recorded_at=now,
        )
    held = lock(case.pk)
    held.chain.add(
        "filed",
        actor,
        now,
        dimensions={"kind": kind.name, "division": opening.division, **opening.dimensions},
        payload={"number": case.number, **opening.payload},
    )
    write(held)
    return held


def _case(opening: Opening, **columns: Any) -> Case:
    """The case under a number that was never given; raises RuntimeError where five in a row were taken."""
    for _ in range(5):
        number = new_case_number(opening.division, clock.today())
        try:
            with transaction.atomic():
                return Case.objects.create(public_id=public_id(), number=number, **columns)
        except IntegrityError as error:
            if "cases_case_number" not in str(error):
                raise
    raise RuntimeError("five numbers in a row were taken")
