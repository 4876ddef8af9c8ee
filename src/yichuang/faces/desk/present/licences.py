"""The licences that a part gave, as their issuer reads them; one that holds can be withdrawn, with its reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from yichuang.faces.look.said import in_language
from yichuang.platform.licences.models import Licence

#: The act of the part's page that withdraws one.
WITHDRAW = "withdraw-licence"


@dataclass(frozen=True)
class LicenceLine:
    """One licence. ``typed`` is what stood in its form, which is ``opened`` where it was wrong."""

    id: str
    title: str
    number: str
    issued_at: datetime
    withdrawn_at: datetime | None
    withdrawn_by: str
    reason: str
    opened: bool
    typed: str

    @property
    def reason_id(self) -> str:
        """The id of the field for the reason."""
        return reason_id(self.id)


def reason_id(licence: str) -> str:
    """The id of the field in which the reason for withdrawing a licence is written."""
    return f"{WITHDRAW}-reason-{licence}"


def licence_lines(licences: Sequence[Licence], opened: str, typed: Mapping[str, str]) -> list[LicenceLine]:
    """The licences of a part; ``typed`` stands again in the form of the one that it was typed for."""
    about = typed.get("licence") if opened == WITHDRAW else None
    return [_line(each, typed if about == each.public_id else {}) for each in licences]


def _line(each: Licence, typed: Mapping[str, str]) -> LicenceLine:
    return LicenceLine(
        id=each.public_id,
        title=in_language(each.titles),
        number=each.number,
        issued_at=each.issued_at,
        withdrawn_at=each.withdrawn_at,
        withdrawn_by=each.withdrawn_by.display if each.withdrawn_by else "",
        reason=each.reason or "",
        opened=bool(typed),
        typed=typed.get("reason", ""),
    )
