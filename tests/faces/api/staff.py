"""Somebody's program at the interface: its session, and what it is answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.test import Client

from tests import cast
from tests.cast import Member
from yichuang.platform.people.models import Department, Division

V1 = "/api/v1"


def elsewhere() -> Division:
    """A division in which nobody here has a post."""
    found = Division.objects.exclude(pk__in=Department.objects.values("division")).order_by("code").first()
    assert found is not None
    return found


@dataclass(frozen=True)
class Calls:
    """A member's session, as a program uses it."""

    http: Client

    @classmethod
    def of(cls, member: Member) -> Calls:
        """The member, signed in."""
        return cls(cast.signed_in(member))

    def get(self, path: str, **query: Any) -> Any:
        """What is answered, read: 200."""
        answer = self.http.get(f"{V1}{path}", query)
        assert answer.status_code == 200, answer.content
        return answer.json()

    def post(self, path: str, body: Any = None, status: int = 200) -> Any:
        """What is answered, read: the ``status`` that is expected."""
        answer = self.http.post(f"{V1}{path}", body or {}, "application/json")
        assert answer.status_code == status, (answer.status_code, answer.content)
        return answer.json()

    def refused(self, path: str, body: Any = None) -> tuple[int, str, str | None]:
        """Status, code and field of the refusal of something posted."""
        answer = self.http.post(f"{V1}{path}", body or {}, "application/json")
        said = answer.json()
        assert said["sentence"]
        return answer.status_code, said["code"], said["field"]

    def pages(self, path: str, rows: str, **query: Any) -> list[Any]:
        """The rows of a list, page by page to its end."""
        found, after = [], ""
        for _ in range(20):
            page = self.get(path, **query, **({"after": after} if after else {}))
            found += page[rows]
            if page["next"] is None:
                return found
            after = page["next"]
        raise AssertionError("the list never ends")
