"""Who acts, in which capacity, for whom, and how surely we know it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

#: Every role in which somebody acts who signed in. Each of them is a resident in their own matters, too.
PEOPLE = frozenset({"resident", "clerk", "officer", "head", "auditor"})


@dataclass(frozen=True, slots=True)
class Actor:
    """The one who asks. Without arguments: nobody in particular, who may do nothing that a rule does not say.

    ``level`` is how surely the person is known: 0 a phone that received a code, 1 phone, name and number all three
    matched by the register, 2 verified at a window or by the province. ``on_behalf_of`` is the person for whom a
    clerk or helper acts; ``post_id`` the post by which an official holds ``role`` in ``department_id``.
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
