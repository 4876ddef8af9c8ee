"""The inbox: what is due first stands first, each part once, and a page never costs more than another."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import Member, Town
from tests.walks.people import file_case, part_of
from yichuang.core import clock
from yichuang.core.words import Said
from yichuang.lines.applications import commands, queries
from yichuang.lines.applications.queries.desk import LISTS
from yichuang.platform.cases.models import Case, Task

pytestmark = pytest.mark.django_db

SignedIn = Callable[[Member], Client]
Many = Callable[[int], list[Task]]


def numbers(text: str) -> list[str]:
    """The case numbers of a page's lines, in their order."""
    return re.findall(r'href="/desk/parts/[a-z0-9]+">([0-9A-Z]+)</a>', text)


def walked(client: Client, path: str) -> list[str]:
    """The numbers of all pages of a list, following "next"."""
    shown: list[str] = []
    for _ in range(20):
        text = client.get(path).content.decode()
        shown += numbers(text)
        following = re.findall(r'href="(\?[^"]*after=[^"]+)"', text)
        if not following:
            return shown
        path = "/desk/" + following[-1].replace("&amp;", "&")
    raise AssertionError("the list never ends")


def test_it_works(officer: Member, part: Task, signed_in: SignedIn) -> None:
    text = signed_in(officer).get("/desk/").content.decode()
    assert part.case.number in text
    assert "养老保险" in text
    assert "个工作日" in text
    assert "我来办" in text


def test_every_part_stands_in_the_list_once_by_due_day(officer: Member, many: Many, signed_in: SignedIn) -> None:
    tasks = many(107)
    shown = walked(signed_in(officer), "/desk/?list=open")
    dated = sorted((task for task in tasks if task.due_on), key=lambda task: (task.due_on, task.pk))
    undated = sorted((task for task in tasks if not task.due_on), key=lambda task: task.pk)
    assert shown == [task.case.number for task in [*dated, *undated]]


def test_what_has_ended_comes_newest_first_and_once(officer: Member, many: Many, signed_in: SignedIn) -> None:
    tasks = many(104)
    moment = clock.now()
    for place, task in enumerate(tasks):
        task.state, task.state_since = "declined", moment - timedelta(minutes=place // 3)
        task.save(update_fields=["state", "state_since"])
    shown = walked(signed_in(officer), "/desk/?list=ended")
    wanted = sorted(tasks, key=lambda task: (task.state_since, task.pk), reverse=True)
    assert shown == [task.case.number for task in wanted]


def test_mine_are_those_that_i_hold(officer: Member, colleague: Member, many: Many, signed_in: SignedIn) -> None:
    first, second, third = many(3)
    commands.take(officer.actor, first.pk)
    commands.take(colleague.actor, second.pk)
    client = signed_in(officer)
    assert numbers(client.get("/desk/?mine=1").content.decode()) == [first.case.number]
    text = client.get("/desk/").content.decode()
    assert set(numbers(text)) == {task.case.number for task in (first, second, third)}
    assert "您在办" in text
    assert "人社经办二号" in text
    assert text.count("我来办") == 1


def test_lists_show_their_own_states(officer: Member, resident: Member, part: Task, signed_in: SignedIn) -> None:
    client = signed_in(officer)
    other = part_of(file_case(resident), "hrss")
    commands.accept(officer.actor, other.pk)
    asked = part_of(file_case(resident), "hrss")
    commands.supplement(officer.actor, asked.pk, ["户口簿"], "")
    for which, task in (("open", part), ("accepted", other), ("supplement", asked)):
        text = client.get(f"/desk/?list={which}").content.decode()
        assert numbers(text) == [task.case.number], which
    assert "时限停住" in client.get("/desk/?list=supplement").content.decode()
    assert numbers(client.get("/desk/?list=ended").content.decode()) == []
    assert queries.counts(officer.actor) == {"open": 1, "accepted": 1, "supplement": 1, "special": 0, "ended": 0}
    assert queries.counts(officer.actor, mine=True) == {
        "open": 0,
        "accepted": 1,
        "supplement": 1,
        "special": 0,
        "ended": 0,
    }


def test_a_count_stops(officer: Member, many: Many, monkeypatch: pytest.MonkeyPatch, signed_in: SignedIn) -> None:
    many(5)
    monkeypatch.setattr("yichuang.platform.cases.paging.MOST_COUNTED", 3)
    monkeypatch.setattr("yichuang.faces.desk.present.lists.MOST_COUNTED", 3)
    assert queries.counts(officer.actor)["open"] == 4
    assert "3+" in signed_in(officer).get("/desk/").content.decode()


@pytest.mark.parametrize(("days", "words"), [(-2, "超期2天"), (0, "今天到期")])
def test_colour_is_said_in_words(officer: Member, part: Task, signed_in: SignedIn, days: int, words: str) -> None:
    Task.objects.filter(pk=part.pk).update(due_on=clock.today() + timedelta(days=days), amber_on=clock.today())
    assert words in signed_in(officer).get("/desk/").content.decode()


def test_the_person_is_masked(officer: Member, part: Task, signed_in: SignedIn) -> None:
    text = signed_in(officer).get("/desk/").content.decode()
    person = part.case.person
    assert person.name not in text
    assert person.name[0] + "*" in text
    assert person.id_number not in text


def test_a_number_finds_its_part(
    officer: Member, other_officer: Member, part: Task, county: Town, signed_in: SignedIn
) -> None:
    number = part.case.number
    answer = signed_in(officer).post("/desk/", {"number": f" {number.lower()} "})
    assert answer["Location"] == f"/desk/parts/{part.public_id}"
    other = signed_in(other_officer).post("/desk/", {"number": number})
    assert other["Location"] != answer["Location"]
    missing = signed_in(officer).post("/desk/", {"number": "<b>430121</b>"}).content.decode()
    assert "本部门没有编号" in missing
    assert "<b>430121" not in missing


def test_a_place_that_is_none_is_the_beginning(officer: Member, part: Task, signed_in: SignedIn) -> None:
    client = signed_in(officer)
    for query in ("after=x", "after=2026-13-45~x", "list=nonsense", "list=ended&after=2026-01-01~", "after=~~"):
        assert client.get(f"/desk/?{query}").status_code == 200
    moment = f"2026-01-01T00:00:00~{part.pk}"
    with pytest.raises(Said):
        queries.inbox(officer.actor, "ended", moment)
    with pytest.raises(Said):
        queries.inbox(officer.actor, "nonsense")


def test_another_department_sees_none_of_it(other_officer: Member, case: Case, part: Task, signed_in: SignedIn) -> None:
    own = part_of(case, "medical")
    client = signed_in(other_officer)
    for which in LISTS:
        text = client.get(f"/desk/?list={which}").content.decode()
        assert part.public_id not in text
        assert (own.public_id in text) == (which == "open")


def test_take_the_next_one_gives_the_most_urgent_that_is_free(
    officer: Member, colleague: Member, many: Many, signed_in: SignedIn
) -> None:
    tasks = sorted((task for task in many(4) if task.due_on), key=lambda task: (task.due_on, task.pk))
    commands.take(colleague.actor, tasks[0].pk)
    answer = signed_in(officer).post("/desk/next")
    assert answer["Location"] == f"/desk/parts/{tasks[1].public_id}"
    assert Task.objects.get(pk=tasks[1].pk).holder_id == officer.account_id


def test_with_nothing_free_the_inbox_says_so(officer: Member, desk: None, signed_in: SignedIn) -> None:
    client = signed_in(officer)
    answer = client.post("/desk/next", follow=True)
    assert "没有等人领取的件了" in answer.content.decode()
    assert "没有等着受理的件" in answer.content.decode()


PLANS = [
    ("open", False, "task_inbox"),
    ("ended", False, "task_recent"),
    ("open", True, "task_mine"),
    ("ended", True, "task_mine_recent"),
]


@pytest.mark.parametrize(("which", "mine", "index"), PLANS)
def test_a_page_is_read_along_an_index(officer: Member, part: Task, which: str, mine: bool, index: str) -> None:
    """Without the index, the plan would have to sort, which is made the dearest way of all here."""
    places = {"open": f"2026-01-01~{part.pk}", "ended": f"2026-01-01T00:00:00+08:00~{part.pk}"}
    with CaptureQueriesContext(connection) as caught:
        queries.inbox(officer.actor, which, places[which], mine)
    first = caught.captured_queries[0]["sql"]
    with connection.cursor() as cursor:
        for setting in ("enable_seqscan", "enable_bitmapscan", "enable_sort", "enable_hashjoin", "enable_mergejoin"):
            cursor.execute(f"SET LOCAL {setting} = off")
        cursor.execute(f"EXPLAIN {first}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert index in plan, plan
    assert not re.search(r"Sort Key: cases_task|Seq Scan", plan), plan  # a page of each state is merged, no more
