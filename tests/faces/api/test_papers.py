"""The same verbs for programs: papers, licences, files and tables to take along; messages; the check page."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client

from tests.cast import Member, Town
from tests.faces.api.test_batches import company, mandate  # noqa: F401 - fixtures
from tests.faces.api.test_licences import licence  # noqa: F401 - a fixture
from tests.faces.api.test_ratings import concluded  # noqa: F401 - a fixture
from tests.faces.portal.test_materials import sent, stated_draft
from tests.lines.applications.test_batches import SERVICE
from tests.uploads import PICTURE, jpeg
from tests.walks.people import file_case, part_of, system_of
from yichuang.faces.present.batches import XLSX
from yichuang.lines.applications import commands, queries
from yichuang.platform.audit.models import Access
from yichuang.platform.cases.models import Case
from yichuang.platform.licences.models import Licence

pytestmark = pytest.mark.django_db

SignedIn = Callable[[Member], Client]
V1 = "/api/v1"


def test_every_paper_of_a_case_is_the_one_of_its_page(
    concluded: Case,  # noqa: F811
    resident: Member,
    neighbour: Member,
    signed_in: SignedIn,
) -> None:
    person, other, case = signed_in(resident), signed_in(neighbour), concluded.public_id
    listed = person.get(f"{V1}/cases/{case}/papers").json()
    assert [each["number"] for each in listed] == [each.number for each in queries.papers_of(concluded)]
    assert {"letter", "accepted"} <= {each["kind"] for each in listed}
    assert all(each["title"] != each["kind"] for each in listed)
    page = person.get(f"/cases/{case}").content.decode()
    assert all(each["number"] in page for each in listed if each["kind"] == "accepted")
    ways = {"receipt.pdf": "receipt.pdf", "letter.pdf": "letter.pdf"}
    ways |= {f"papers/{each['number']}": f"papers/{each['number']}.pdf" for each in listed[:1]}
    for call, page in ways.items():
        answer = person.get(f"{V1}/cases/{case}/{call}")
        assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (
            *(200, "application/pdf"),
            "no-store",
        )
        assert answer.content == person.get(f"/cases/{case}/{page}").content
        hidden = other.get(f"{V1}/cases/{case}/{call}")
        absent = other.get(f"{V1}/cases/{'0' * 24}/{call}")
        assert (hidden.status_code, hidden.content) == (404, absent.content)
    assert person.get(f"{V1}/cases/{case}/papers/nothing").status_code == 404


def sheets(content: bytes) -> dict[str, bytes]:
    """What is in a workbook, by its names there."""
    with ZipFile(BytesIO(content)) as book:
        return {name: book.read(name) for name in book.namelist() if name.startswith("xl/")}


def test_before_the_outcome_there_is_no_letter(resident: Member, signed_in: SignedIn) -> None:
    case = file_case(resident).public_id
    assert signed_in(resident).get(f"{V1}/cases/{case}/letter.pdf").status_code == 404


def test_a_licence_and_an_empty_table(
    licence: Licence,  # noqa: F811
    company: Client,  # noqa: F811
    resident: Member,
    signed_in: SignedIn,
) -> None:
    person = signed_in(resident)
    answer = person.get(f"{V1}/licences/{licence.public_id}/pdf")
    assert answer.content == person.get(f"/licences/{licence.public_id}.pdf").content
    table = company.get(f"{V1}/services/{SERVICE}/table.xlsx")
    assert table["Content-Type"] == XLSX
    page = company.get(f"/services/{SERVICE}/table.xlsx")
    assert sheets(table.content) == sheets(page.content)
    assert person.get(f"{V1}/services/{SERVICE}/table.xlsx").json()["code"] == "no-organisation"
    assert company.get(f"{V1}/services/nothing/table.xlsx").status_code == 404


def test_a_file_is_looked_at_again_and_put_in_order(
    resident: Member, neighbour: Member, clerk: Member, county: Town, signed_in: SignedIn
) -> None:
    person, draft = signed_in(resident), stated_draft(resident, county)
    path = f"{V1}/drafts/{draft}/materials/household-register"
    person.post(path, {"files": [sent("一.jpg", jpeg(b"first")), sent("二.jpg", jpeg(b"second"))]})
    [[first, second]] = [each["files"] for each in person.get(f"{V1}/drafts/{draft}").json()["materials"]]
    moved = person.post(f"{V1}/drafts/{draft}/files/{second['id']}/earlier").json()
    assert [each["id"] for each in moved["materials"][0]["files"]] == [second["id"], first["id"]]
    looked = person.get(f"{V1}/drafts/{draft}/files/{first['id']}")
    assert looked.content == person.get(f"/drafts/{draft}/files/{first['id']}").content
    assert PICTURE in looked.content
    assert signed_in(neighbour).get(f"{V1}/drafts/{draft}/files/{first['id']}").status_code == 404
    filed = person.post(f"{V1}/drafts/{draft}/file", {"version": moved["version"]}, "application/json").json()
    path = f"{V1}/cases/{filed['case']}/files/{first['id']}"
    assert person.get(path).content == looked.content
    assert not Access.objects.filter(subject_kind="attachment").exists()
    assert signed_in(neighbour).get(path).status_code == 404
    window = signed_in(clerk)
    assert window.get(path).status_code == 403


def test_files_answer_what_a_department_asked_for(resident: Member, neighbour: Member, signed_in: SignedIn) -> None:
    case = file_case(resident)
    part = part_of(case, "hrss")
    base = f"{V1}/cases/{case.public_id}/parts/{part.public_id}"
    person, other = signed_in(resident), signed_in(neighbour)
    early = person.post(f"{base}/answers/0/files", {"files": sent("一.jpg", jpeg())})
    assert (early.status_code, early.json()["code"]) == (409, "not-possible")
    commands.supplement(system_of(part), part.pk, ["劳动合同"], "材料不全。")
    for item, code, field in (("1", "no-item", "item"), ("-1", "bad-input", "item"), ("0", "no-file", None)):
        refused = person.post(f"{base}/answers/{item}/files")
        assert (refused.status_code, refused.json()["code"], refused.json()["field"]) == (422, code, field)
    for answers, field in (([], "answers"), ([" "], "answers.0"), (["a", "b"], "answers")):
        short = person.post(f"{base}/resubmit", {"answers": answers}, "application/json")
        assert (short.status_code, short.json()["code"], short.json()["field"]) == (422, "answers-missing", field)
    for name in (b"first", b"second"):
        chosen = person.post(f"{base}/answers/0/files", {"files": sent("一.jpg", jpeg(name))})
        assert chosen.status_code == 200, chosen.content
    [one, two] = chosen.json()
    assert person.get(f"{base}/files").json() == [one, two]
    assert (one["item"], one["file"]["id"]) == (0, queries.chosen_files(part)[0].public_id)
    page = person.get(f"/cases/{case.public_id}/parts/{part.public_id}").content.decode()
    assert all(each["file"]["id"] in page for each in (one, two))
    assert other.post(f"{base}/files/{two['file']['id']}/remove").status_code == 404
    assert person.post(f"{base}/files/{two['file']['id']}/remove").json() == [one]
    answered = person.post(f"{base}/resubmit", {"answers": [""]}, "application/json").json()
    assert [each["id"] for each in answered["files"]] == [one["file"]["id"]]


def test_messages_are_those_of_the_page(
    concluded: Case,  # noqa: F811
    resident: Member,
    neighbour: Member,
    signed_in: SignedIn,
) -> None:
    person = signed_in(resident)
    told = person.get(f"{V1}/messages").json()
    assert [each["text"] for each in told] == [str(each.text) for each in queries.told(resident.actor)]
    assert concluded.public_id in {each["case"] for each in told}
    page = person.get("/messages").content.decode()
    assert len(re.findall(rf'href="/cases/{concluded.public_id}"', page)) == len(
        [each for each in told if each["case"]]
    )
    assert signed_in(neighbour).get(f"{V1}/messages").json() == []


def test_what_stands_before_filing(resident: Member, neighbour: Member, signed_in: SignedIn) -> None:
    person = signed_in(resident)
    draft = person.post(f"{V1}/services/enrolment/drafts").json()["id"]
    assert [each["id"] for each in person.get(f"{V1}/drafts").json()] == [draft]
    path = f"{V1}/drafts/{draft}/check"
    assert person.get(path).json()["file"] is False
    for answers in ({"employment": "flexible"}, {"add_medical": "true", "contribution_base": "4072"}):
        person.post(f"{V1}/drafts/{draft}/answers", {"answers": answers}, "application/json")
    told = person.get(path).json()
    assert (told["file"], told["news"], told["open_elsewhere"]) == (True, None, "")
    page = person.get(f"/drafts/{draft}/check").content.decode()
    assert {"employment", "contribution_base"} <= {each["fact"] for each in told["answers"]}
    for each in told["recipients"]:
        assert each["department"] in page
        assert each["items"] in page
        assert each["law"]
    rows = [*told["answers"], *(row for each in told["registered"] for row in each["rows"])]
    assert all(each["words"] in page for each in rows)
    assert all(each["told"] for each in told["offers"] if not each["possible"])
    possible = [each["fact"] for each in told["offers"] if each["possible"]]
    assert possible == re.findall(r'name="fact" value="([a-z_]+)"', page)
    other = signed_in(neighbour)
    assert (other.get(path).status_code, other.get(f"{V1}/drafts").json()) == (404, [])
    filed = person.post(f"{V1}/drafts/{draft}/file", {"version": told["version"]}, "application/json")
    assert (filed.status_code, person.get(path).json()["file"]) == (201, False)
    assert person.get(f"{V1}/drafts").json() == []
    nothing = {"employment": "resident", "add_pension": "false", "add_medical": "false"}
    draft = other.post(f"{V1}/services/enrolment/drafts").json()["id"]
    other.post(f"{V1}/drafts/{draft}/answers", {"answers": nothing}, "application/json")
    refused = other.get(f"{V1}/drafts/{draft}/check").json()
    assert (refused["file"], refused["recipients"]) == (False, [])
    page = other.get(f"/drafts/{draft}/refused").content.decode()
    assert refused["told"]
    assert all(each["title"] in page for each in refused["told"])


def test_a_service_is_told_as_its_page_tells_it(county: Town) -> None:
    told = Client().get(f"{V1}/services/enrolment").json()
    page = Client().get("/services/enrolment").content.decode()
    assert told["address"].endswith("/services/enrolment")
    for words in (
        told["title"],
        told["who"]["words"],
        told["fee"]["words"],
        *(each["name"] for each in told["offices"]),
    ):
        assert words in page
    assert all(each["title"] in page for each in told["materials"])
    assert Client().get(f"{V1}/services/nothing").status_code == 404
