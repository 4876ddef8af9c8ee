"""Whatever the access decision refuses, of whichever kind, is told in the same way and stands in the access log."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple
from uuid import UUID

import pytest

from tests.cast import Member, signed_in
from tests.lines.applications.test_licences import granted
from tests.simulators.world import BY_KEY
from yichuang.core.access import NotAllowed
from yichuang.core.words import Said
from yichuang.platform.audit.models import Access
from yichuang.platform.catalog import revising
from yichuang.platform.licences.models import Licence
from yichuang.platform.people import commands as people
from yichuang.platform.people.models import Department, Division, Post

pytestmark = pytest.mark.django_db


class Try(NamedTuple):
    """Somebody tries a verb on a subject."""

    who: Member
    path: str
    subject: UUID
    verb: str
    kind: str


def elsewhere(member: Member) -> Member:
    """The member, who has their post in another county from now on."""
    division, _ = Division.objects.get_or_create(code="430122", defaults={"name": "别县"})
    names = {"zh-hans": "别县大厅", "en": "Other hall"}
    far, _ = Department.objects.get_or_create(code="far", defaults={"names": names, "division": division})
    assert Post.objects.filter(account_id=member.account_id).update(department=far)
    return member


def an_office(request: pytest.FixtureRequest) -> Try:
    who, subject = elsewhere(request.getfixturevalue("administrator")), Department.objects.get(code="hrss")
    return Try(who, "/desk/offices/departments/hrss/merge", subject.pk, "merge", "office")


def a_revision(request: pytest.FixtureRequest) -> Try:
    begun = revising.begin(request.getfixturevalue("author").actor, "elder-allowance")
    who = elsewhere(request.getfixturevalue("other_author"))
    return Try(who, f"/studio/revisions/{begun.public_id}/drop", begun.pk, "drop", "revision")


def an_approval(request: pytest.FixtureRequest) -> Try:
    clerk, visitor = request.getfixturevalue("clerk"), request.getfixturevalue("resident")
    at_window, number = replace(clerk.actor, on_behalf_of=visitor.person_id), BY_KEY["unknown-adult"]["id_number"]
    made = people.propose_identity(at_window, "证明试例九", number, "看了户口本")
    who = elsewhere(request.getfixturevalue("head"))
    return Try(who, f"/window/approvals/{made.public_id}/approve", made.pk, "decide", "approval")


def a_licence(request: pytest.FixtureRequest) -> Try:
    granted(request.getfixturevalue("resident"))
    found, who = Licence.objects.get(), request.getfixturevalue("other_officer")
    return Try(who, f"/api/v1/licences/{found.public_id}/withdraw", found.pk, "withdraw", "licence")


@pytest.mark.parametrize("tried", [an_office, a_revision, an_approval, a_licence])
def test_it_is_told_and_noted(tried: object, request: pytest.FixtureRequest) -> None:
    assert callable(tried)
    found: Try = tried(request)
    client = signed_in(found.who)
    if found.path.startswith("/api/"):
        answer = client.post(found.path, {"reason": "错发。"}, content_type="application/json")
    else:
        answer = client.post(found.path, {"into": "medical"})
    assert answer.status_code == 403
    noted = Access.objects.get(account_id=found.who.account_id, rule="")
    assert (noted.subject_id, noted.verb, noted.subject_kind) == (found.subject, found.verb, found.kind)


def test_no_form_takes_it_for_a_mistake() -> None:
    """A view shows what is ``Said`` beside the field; what is not allowed passes it by."""
    assert not issubclass(NotAllowed, Said)
