"""Who acts, in which capacity, for whom, and how surely we know it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

#: Every role in which somebody acts who signed in. Each of them is a resident in their own matters, too.
PEOPLE = frozenset(
    {"resident", "clerk", "officer", "department-head", "head", "auditor", "administrator", "archivist", "author"}
)
#: Stands among an actor's ``services`` for each and every one.
ANY_SERVICE = "*"


@dataclass(frozen=True, slots=True)
class Actor:
    """The one who asks. Without arguments: nobody in particular, who may do nothing that a rule does not say.

    ``level`` is how surely the person is known: 0 a phone that received a code, 1 phone, name and number all three
    matched by the register, 2 verified at a window or by the province. ``post_id`` is the post by which an official
    holds ``role`` in ``department_id``; ``standing_in_for`` the account of its holder, where that one is away.

    ``on_behalf_of`` is for whom somebody acts: a clerk for the person who stands at the window, an agent for the person
    or organisation of their mandate. Under a mandate (``mandate_id``, of ``mandated``, held by ``agent_id``) an agent,
    or the clerk at whose window the agent stands, acts in ``services`` (``ANY_SERVICE``: in every one).
    ``organisation_id`` is ``mandated`` again where that is an organisation, ``represents`` where the actor is its legal
    representative and may give mandates in its name.

    ``system`` is the code of the outside system that acts, ``scopes`` what it may ask for: those of its access token,
    or, where it signs each message by itself, all that such messages need.
    """

    account_id: UUID | None = None
    person_id: UUID | None = None
    role: str = "anonymous"
    department_id: UUID | None = None
    division: str = ""
    level: int = 0
    channel: str = "web"
    on_behalf_of: UUID | None = None
    post_id: UUID | None = None
    mandate_id: UUID | None = None
    mandated: UUID | None = None
    agent_id: UUID | None = None
    services: tuple[str, ...] = ()
    organisation_id: UUID | None = None
    represents: UUID | None = None
    standing_in_for: UUID | None = None
    system: str = ""
    scopes: tuple[str, ...] = ()


#: Who acts where nobody asked: what is due by the clock. It acts in nobody's name.
TIMER = Actor(role="system", channel="timer")
