"""Who acts for whom today, and by which mandate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from yichuang.core import clock
from yichuang.core.access import ANY_SERVICE, Actor
from yichuang.platform.people.models import Mandate, Organisation, Person


@dataclass(frozen=True)
class Acting:
    """For whom somebody acts, and under which mandate."""

    mandate: Mandate

    @property
    def grantor(self) -> Organisation | Person:
        """The organisation or person for whom it is."""
        found = self.mandate.organisation or self.mandate.person
        assert found is not None  # a constraint of the table
        return found

    @property
    def name(self) -> str:
        """What the organisation or the person is called."""
        return self.grantor.name

    def actor(self, oneself: Actor) -> Actor:
        """``oneself`` as they act under the mandate; a clerk for the agent who stands at the window."""
        held = self.mandate
        representing = held.basis == Mandate.Basis.REPRESENTATIVE
        return replace(
            oneself,
            on_behalf_of=oneself.on_behalf_of or held.grantor_id,
            mandate_id=held.pk,
            mandated=held.grantor_id,
            agent_id=held.agent_id,
            services=tuple(held.services),
            organisation_id=held.organisation_id,
            represents=held.organisation_id if representing and oneself.role == "resident" else None,
        )


def holding(today: date | None = None) -> Q:
    """What a mandate that holds on a day fulfils."""
    day = today or clock.today()
    return Q(ended_at=None, from_day__lte=day) & (Q(to_day=None) | Q(to_day__gte=day)) & ~Q(organisation__active=False)


def _named() -> QuerySet[Mandate]:
    return Mandate.objects.select_related("organisation", "person", "agent")


def mandates_held(person_id: UUID) -> list[Mandate]:
    """The mandates by which somebody may act for others today, companies first, newest first."""
    return list(_named().filter(holding(), agent_id=person_id).order_by("organisation_id", "-made_at", "id"))


def mandates_given(grantor_id: UUID) -> list[Mandate]:
    """Every mandate that an organisation or a person has given, newest first, ended ones too."""
    return list(_named().filter(grantor_id=grantor_id).order_by("-made_at", "id"))


def acting_under(person_id: UUID, public: str) -> Acting | None:
    """The mandate with this public id, if it is ``person_id``'s and holds today. One query."""
    found = _named().filter(holding(), agent_id=person_id, public_id=public).first()
    return Acting(found) if found else None


def may_act_as(person_id: UUID, organisation_id: UUID, service: str) -> bool:
    """Whether somebody may act for an organisation in ``service`` today."""
    rows = Mandate.objects.filter(holding(), agent_id=person_id, organisation_id=organisation_id)
    return any(_covers(services, service) for services in rows.values_list("services", flat=True))


def _covers(services: Iterable[str], service: str) -> bool:
    return bool({ANY_SERVICE, service} & set(services))


def mandate_attributes(held: Mandate) -> dict[str, object]:
    """What the access decision may know of a mandate."""
    return {"id": held.pk, "grantor_id": held.grantor_id, "agent_id": held.agent_id}
