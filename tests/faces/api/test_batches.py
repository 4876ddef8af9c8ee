"""The same verbs for programs: a company's table is handed in, looked through, filed or thrown away."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cast import Member
from tests.house.conftest import signed_in
from tests.lines.applications.conftest import COMPANY, employee
from tests.lines.applications.test_batches import SERVICE, row, xlsx
from yichuang.faces.look.mandates import represent
from yichuang.lines.applications.models import Batch
from yichuang.platform.cases.models import Case, Draft
from yichuang.platform.people.models import Mandate

pytestmark = pytest.mark.django_db

V1 = "/api/v1"


@pytest.fixture
def mandate(resident: Member) -> Mandate:
    """The resident represents their company."""
    return represent(resident.actor, COMPANY)


@pytest.fixture
def company(resident: Member, mandate: Mandate) -> Client:
    return signed_in(resident, under=mandate)


def hand_in(client: Client, *rows: list[object], name: str = "员工.xlsx", data: bytes = b"") -> Any:
    table = SimpleUploadedFile(name, data or xlsx(*rows))
    return client.post(f"{V1}/services/{SERVICE}/batches", {"table": table})


def test_it_works(company: Client) -> None:
    made = hand_in(company, row(1), row(2, filing="是", contract="固定期限"))
    assert made.status_code == 201, made.content
    batch = made.json()
    assert (batch["state"], batch["rows"], batch["filed"]) == ("ready", 2, 0)
    assert [each["values"]["employee_name"] for each in batch["applications"]] == ["试员1", "试员2"]
    [listed] = company.get(f"{V1}/services/{SERVICE}/batches").json()["batches"]
    assert (listed["id"], listed["service"]) == (batch["id"], SERVICE)
    for _ in range(2):
        filed = company.post(f"{V1}/batches/{batch['id']}/file")
        assert (filed.status_code, filed.json()["state"], filed.json()["filed"]) == (200, "filed", 2)
    assert Case.objects.count() == 2
    looked = company.get(f"{V1}/batches/{batch['id']}").json()
    assert {each["case"] for each in looked["applications"]} == set(Case.objects.values_list("public_id", flat=True))
    page = company.get(f"/batches/{batch['id']}").content.decode()
    assert all(each["number"] in page for each in looked["applications"])
    thrown = company.post(f"{V1}/batches/{batch['id']}/discard")
    assert (thrown.status_code, thrown.json()["code"]) == (409, "not-possible")


def test_what_is_wrong_is_said_by_cell_and_nothing_is_kept(company: Client) -> None:
    refused = hand_in(company, row(1), row(2, phone="12345", id=employee(1)))
    assert (refused.status_code, refused.json()["code"], refused.json()["field"]) == (422, "bad-table", "table")
    assert [(each["cell"], each["row"]) for each in refused.json()["findings"]] == [("B3", 3), ("C3", 3)]
    assert all(each["sentence"] for each in refused.json()["findings"])
    assert refused.json()["findings"][1]["column"] == "employee_phone"
    assert not Batch.objects.exists()
    assert not Draft.objects.exists()


def test_what_is_no_table(company: Client) -> None:
    refused = hand_in(company, data=b"\x00\x01nothing", name="a.xlsx")
    assert refused.status_code == 422
    assert refused.json()["findings" if "findings" in refused.json() else "sentence"]
    missing = company.post(f"{V1}/services/{SERVICE}/batches")
    assert (missing.status_code, missing.json()["code"]) == (422, "no-table")
    assert not Batch.objects.exists()


def test_it_is_thrown_away(company: Client) -> None:
    batch = hand_in(company, row(1)).json()["id"]
    assert company.post(f"{V1}/batches/{batch}/discard").status_code == 204
    assert company.get(f"{V1}/batches/{batch}").status_code == 404
    assert not Batch.objects.exists()
    assert not Draft.objects.exists()


def test_row_by_row_page_by_page(company: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("lines.applications.queries.batches", "faces.api.batches"):
        monkeypatch.setattr(f"yichuang.{module}.PAGE", 2)
    page = hand_in(company, *[row(number) for number in range(1, 6)]).json()
    lines = [each["line"] for each in page["applications"]]
    while page["next"] is not None:
        page = company.get(f"{V1}/batches/{page['id']}", {"after": page["next"]}).json()
        lines += [each["line"] for each in page["applications"]]
    assert lines == [2, 3, 4, 5, 6]


def test_only_for_the_company(company: Client, resident: Member, neighbour: Member) -> None:
    batch = hand_in(company, row(1)).json()["id"]
    alone, other = signed_in(resident), signed_in(neighbour)
    assert hand_in(alone, row(2)).json()["code"] == "no-organisation"
    for client in (alone, other):
        assert client.get(f"{V1}/services/{SERVICE}/batches").json() == {"batches": [], "next": None}
        hidden, absent = client.get(f"{V1}/batches/{batch}"), client.get(f"{V1}/batches/{'0' * 24}")
        assert hidden.status_code == absent.status_code == 404
        assert hidden.content == absent.content
        for verb in ("file", "discard"):
            assert client.post(f"{V1}/batches/{batch}/{verb}").status_code == 404
    assert Batch.objects.get().state == "ready"
    assert not Case.objects.exists()
