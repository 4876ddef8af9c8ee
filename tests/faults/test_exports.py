"""A table sent while it is made: who goes away ends the work, what breaks off is not taken for whole (WF-22)."""

from __future__ import annotations

import io
import socket
from pathlib import Path

import pytest
from python_calamine import CalamineError, CalamineWorkbook

from tests.cast import staff
from tests.faces.desk.long import copies
from tests.faults.client import NoAnswer, Visitor
from tests.faults.county import Site, session_of
from tests.faults.web import web
from tests.simulators.world import until
from tests.walks.people import file_case, part_of
from yichuang.platform.cases.models import Task

pytestmark = pytest.mark.fault

#: Enough to break off in; and so many that nobody has read them all before the connection is seen to be gone.
SOME, MANY = 2_000, 20_000
DUE = "date '2026-01-01' + mod(i, 211)"
READING = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query ~ '^FETCH' AND state <> 'idle'"
)


@pytest.fixture
def officer(site: Site) -> Visitor:
    """An officer with very many parts, of which the last in the list cannot be read: its person's name is damaged."""
    part = part_of(file_case(site.person("flexible-1")), "hrss")
    last = part_of(file_case(site.person("flexible-2")), "hrss")
    copies(part, 1, SOME, due_on=DUE)
    site.sql("UPDATE cases_task SET due_on = '2099-01-01' WHERE id = %s", last.pk)
    return Visitor(site.port, {"sessionid": session_of(staff("人社经办一号"))})


def damage(site: Site) -> None:
    """The very last row of the list holds a name that does not open."""
    site.sql("UPDATE people_person SET name = '\\x00' WHERE id = %s", site.person("flexible-2").person_id)


def test_who_goes_away_ends_the_work(site: Site, officer: Visitor, tmp_path: Path) -> None:
    damage(site)
    copies(Task.objects.get(public_id="long1"), SOME + 1, MANY, due_on=DUE)
    with web(tmp_path, site.port) as running:
        with socket.create_connection(("127.0.0.1", site.port), timeout=30) as door:
            cookie = f"sessionid={officer.cookies['sessionid']}"
            door.sendall(f"GET /desk/list.csv HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n\r\n".encode())
            assert b" 200 " in door.recv(15)
            until(lambda: site.sql(READING)[0][0] == 1, "the list is being read", 20)
        until(lambda: site.sql(READING)[0][0] == 0, "nobody reads on", 60)
        assert "InvalidTag" not in running.said()  # it never came to the last row


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_breaks_off_is_not_taken_for_whole(site: Site, officer: Visitor, tmp_path: Path, form: str) -> None:
    with web(tmp_path, site.port) as running:
        whole = officer.get(f"/desk/list.{form}").body
        damage(site)
        try:
            cut = officer.get(f"/desk/list.{form}").body
        except NoAnswer:
            cut = b""
        assert site.sql(READING)[0][0] == 0
        said = running.said()
    assert "Error" in said or "Tag" in said
    if form == "csv":
        assert whole.decode("utf-8-sig").endswith(f"合计：{SOME + 2}件，列表到此为止。\r\n")
        assert "合计" not in cut.decode("utf-8-sig", "ignore")
    else:
        assert len(CalamineWorkbook.from_filelike(io.BytesIO(whole)).get_sheet_by_index(0).to_python()) == SOME + 3
        with pytest.raises(CalamineError):
            CalamineWorkbook.from_filelike(io.BytesIO(cut))
