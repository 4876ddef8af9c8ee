"""One dense page (UX 4): every good answer is kept, what is wrong is told, and what was shown is what is filed."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.cast import Town
from tests.faces.window.test_visitors import begun
from tests.walks.people import WISHES, down
from yichuang.lines.applications.models import Objection
from yichuang.platform.cases.models import Case, Draft

pytestmark = pytest.mark.django_db


def answered(draft: str) -> dict[str, object]:
    """What stands in the draft, by fact."""
    from yichuang.lines.applications import content

    held, _ = content.read(Draft.objects.get(public_id=draft))
    return {key: one["value"] for key, one in held.facts.items() if one["source"] == "clerk"}


def form(draft: str, **given: str) -> dict[str, str]:
    """The form of the page with these answers."""
    return {"version": str(Draft.objects.values_list("version", flat=True).get(public_id=draft)), **given}


def complete(client: Client, draft: str) -> None:
    """Answer everything, as the page asks for it."""
    for _ in range(3):
        client.post(f"/window/drafts/{draft}", form(draft, **WISHES))


def test_the_whole_way(visited: Client) -> None:
    draft = begun(visited)
    complete(visited, draft)
    page = visited.get(f"/window/drafts/{draft}").content.decode()
    assert "提交，办理养老保险、医疗保险" in page
    answer = visited.post(f"/window/drafts/{draft}/file", form(draft, **WISHES))
    case = Case.objects.get()
    assert answer["Location"] == f"/window/cases/{case.public_id}"
    assert case.channel == "window"
    assert case.person.name == "试例一"
    assert visited.get(f"/cases/{case.public_id}/receipt.pdf")["Content-Type"] == "application/pdf"
    again = visited.post(f"/window/drafts/{draft}/file", form(draft, **WISHES))
    assert (again["Location"], Case.objects.count()) == (answer["Location"], 1)
    assert visited.get(f"/window/drafts/{draft}")["Location"] == answer["Location"]


def test_good_answers_are_kept_beside_a_bad_one(visited: Client) -> None:
    draft = begun(visited)
    visited.post(f"/window/drafts/{draft}", form(draft, employment="flexible"))
    given = {
        "employment": "flexible",
        "add_medical": "false",
        "contribution_base": "own",
        "contribution_base-own": "x1",
    }
    answer = visited.post(f"/window/drafts/{draft}", form(draft, **given))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="x1"' in page
    assert 'href="#contribution_base"' in page
    assert answered(draft) == {"employment": "flexible", "add_medical": False}


def test_what_was_changed_with_the_same_press_is_shown_before_it_is_filed(visited: Client) -> None:
    draft = begun(visited)
    complete(visited, draft)
    changed = {**WISHES, "add_medical": "false"}
    answer = visited.post(f"/window/drafts/{draft}/file", form(draft, **changed))
    assert answer["Location"] == f"/window/drafts/{draft}"
    assert not Case.objects.exists()
    assert "刚才有改动" in visited.get(f"/window/drafts/{draft}").content.decode()
    visited.post(f"/window/drafts/{draft}/file", form(draft, **changed))
    assert Case.objects.get().tasks.count() == 1


def test_a_form_of_another_version_files_nothing(visited: Client) -> None:
    draft = begun(visited)
    complete(visited, draft)
    old = form(draft)
    visited.post(f"/window/drafts/{draft}", form(draft, add_medical="false"))
    answer = visited.post(f"/window/drafts/{draft}/file", old)
    assert answer.status_code == 422
    assert not Case.objects.exists()
    for version in ("", "x", "99999999999999999999"):
        assert visited.post(f"/window/drafts/{draft}/file", {"version": version}).status_code in (303, 422)
    assert not Case.objects.exists()


def test_an_objection_is_sent_on_and_an_empty_one_is_not(visited: Client) -> None:
    draft = begun(visited)
    address = f"/window/drafts/{draft}/objections/birth_date"
    answer = visited.post(address, {"stated": "  "})
    assert answer.status_code == 422
    assert "stated-birth_date-wrong" in answer.content.decode()
    assert visited.post(address, {"stated": "应是1990年3月8日"}).status_code == 303
    assert Objection.objects.get().fact == "birth_date"
    assert visited.post(f"/window/drafts/{draft}/objections/nothing", {"stated": "x"}).status_code == 404


def test_registers_down_are_named_and_asked_again(visited: Client, county: Town) -> None:
    with down(county, "population"):
        draft = begun(visited)
        page = visited.get(f"/window/drafts/{draft}").content.decode()
        assert "没有回应" in page
        visited.post(f"/window/drafts/{draft}/registers")
        assert "还是没有回应" in visited.get(f"/window/drafts/{draft}").content.decode()


@pytest.mark.parametrize("value", ["x" * 5000, "\x00", "‮", "<script>"])
def test_nonsense_is_refused_with_words(visited: Client, value: str) -> None:
    draft = begun(visited)
    answer = visited.post(f"/window/drafts/{draft}", form(draft, employment=value))
    assert answer.status_code in (400, 422)
    assert answered(draft) == {}
