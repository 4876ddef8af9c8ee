"""Two people at one browser: nothing of the first is left for the second (Open Forms 8)."""

from __future__ import annotations

from django.test import Client

from tests.cast import Member, Town
from tests.simulators.world import BY_KEY
from tests.walks.people import file_case
from yichuang.lines.applications import commands
from yichuang.platform.people.models import Account


def test_the_second_sees_nothing_of_the_first(county: Town, resident: Member, neighbour: Member) -> None:
    case = file_case(resident)
    draft = commands.begin(resident.actor, "enrolment").draft.public_id
    own = [f"/cases/{case.public_id}", f"/drafts/{draft}/employment", f"/drafts/{draft}/check"]
    known = next(each for each in BY_KEY.values() if each["phone"] == resident.phone)
    browser = Client()
    browser.force_login(Account.objects.get(pk=resident.account_id))
    assert browser.get(own[0]).status_code == 200
    assert browser.post("/sign-out").status_code in (302, 303)
    public = [browser.get(path).content.decode() for path in ("/", "/services/enrolment", "/sign-in")]
    browser.force_login(Account.objects.get(pk=neighbour.account_id))
    second = [browser.get(path, follow=True) for path in ("/", "/services/enrolment", "/cases", "/messages")]
    begun = browser.post("/services/enrolment/start", follow=True)
    for text in (*public, *(each.content.decode() for each in (*second, begun))):
        for told in (known["name"], known["id_number"], known["phone"], case.number, draft):
            assert told not in text
    for path in own:
        assert browser.get(path).status_code == 404, path


def test_nobody_signed_in_files_nothing(county: Town, resident: Member) -> None:
    """There is no anonymous filing: whoever is not signed in is sent to sign in, at every address of a draft."""
    draft = commands.begin(resident.actor, "enrolment").draft.public_id
    stranger = Client()
    for path in (f"/drafts/{draft}/employment", f"/drafts/{draft}/check", f"/drafts/{draft}/file"):
        answer = stranger.get(path) if not path.endswith("/file") else stranger.post(path)
        assert answer.status_code == 302, path
        assert answer.headers["Location"].startswith("/sign-in"), path
