"""Whose token is it, and what may it be for today?"""

from __future__ import annotations

from yichuang.core import clock
from yichuang.core.access import POLICY, Actor
from yichuang.platform.people.models import Department
from yichuang.platform.people.queries import departments_cached
from yichuang.platform.tokens.commands import PREFIX, blind, deny
from yichuang.platform.tokens.errors import BadToken
from yichuang.platform.tokens.models import Token


def supported_scopes() -> tuple[str, ...]:
    """Every scope there is: those that rules of the policy ask for."""
    return POLICY.scopes()


def actor_of_token(text: str) -> Actor:
    """The department's system that holds this token, with the scopes it may still have. One query.

    Raises BadToken; where the token is known, that is on record.
    """
    held = None
    if text.startswith(PREFIX) and len(text) < 200:
        held = Token.objects.select_related("system").filter(blind=blind(text)).first()
    if held is None:
        raise BadToken("unknown-token")
    department = departments_cached().get(held.system.department)
    ended = _ended(held, department)
    if ended or department is None:
        deny(held, ended)
        raise BadToken(ended)
    return Actor(
        role="system",
        system=held.system_id,
        scopes=tuple(sorted(set(held.scopes) & set(held.system.scopes))),
        department_id=department.pk,
        division=department.division_id,
        channel="api",
    )


def _ended(held: Token, department: Department | None) -> str:
    """Why it holds no more; '' where it does."""
    if held.revoked_at is not None:
        return "revoked-token"
    if held.expires_at <= clock.now():
        return "expired-token"
    if department is None or department.reach != Department.Reach.CONNECTOR or not held.system.public_key:
        return "system-not-connected"
    return ""
