"""What leaves a department leaves until it is taken: through errors, a closed door, and kill -9."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.simulators.conftest import BACKOFF
from tests.simulators.world import (
    BY_KEY,
    DEMO,
    SYSTEMS,
    Receiver,
    Running,
    changed_config,
    filed,
    launch,
    pension,
    receiver,
    running,
    start,
    until,
)

Event = dict[str, Any]


@pytest.fixture
def event(hrss: Running, inbox: Receiver) -> Event:
    event = pension(BY_KEY["flexible-7"], inbox.callback("hrss"))
    assert hrss.file(event).status == 202
    return event


def arrivals(inbox: Receiver, event: Event) -> list[bytes]:
    return [each.body for each in list(inbox.came) if each.event["data"]["task"] == event["data"]["task"]]


def accept(system: Running, event: Event) -> None:
    assert system.hand(f"/tasks/{event['data']['task']}/accept").status == 200


@pytest.mark.parametrize("answers", [[500, 503, 404], [409], [401, 422, 202, 301]])
def test_again_until_200_with_the_same_bytes(hrss: Running, inbox: Receiver, event: Event, answers: list[int]) -> None:
    inbox.answers = list(answers)
    accept(hrss, event)
    until(lambda: len(arrivals(inbox, event)) > len(answers), "one more than was refused")
    until(lambda: hrss.state()["waiting"] == 0, "nothing waits")
    came = arrivals(inbox, event)
    assert len(came) == len(answers) + 1
    assert len(set(came)) == 1


def test_of_one_task_the_order_is_kept(hrss: Running, inbox: Receiver, event: Event) -> None:
    inbox.answers = [500] * 3
    accept(hrss, event)
    hrss.hand(f"/tasks/{event['data']['task']}/conclude", {"outcome": "refused", "reason": "x"})
    until(lambda: "concluded" in inbox.verbs(event), "the conclusion")
    assert inbox.verbs(event) == ["accepted", "concluded"]


def test_one_that_waits_delays_no_other(hrss: Running, inbox: Receiver, event: Event) -> None:
    closed = pension(BY_KEY["flexible-1"], "http://127.0.0.1:9/nobody")
    hrss.file(closed)
    accept(hrss, closed)
    accept(hrss, event)
    until(lambda: inbox.verbs(event) == ["accepted"], "the other one")
    until(lambda: hrss.state()["waiting"] == 1, "one is left")
    hrss.hand(f"/tasks/{closed['data']['task']}/forget")


def test_twice_and_reversed_when_asked(hrss: Running, inbox: Receiver, event: Event) -> None:
    hrss.control(callbacks="held", order="newest-first", copies=2)
    accept(hrss, event)
    hrss.hand(f"/tasks/{event['data']['task']}/conclude", {"outcome": "refused", "reason": "x"})
    assert hrss.state()["waiting"] >= 2
    assert arrivals(inbox, event) == []
    hrss.control(callbacks="send")
    until(lambda: len(arrivals(inbox, event)) == 4, "each twice")
    came = arrivals(inbox, event)
    assert came[0] == came[1]
    assert came[2] == came[3]
    assert inbox.verbs(event) == ["concluded", "accepted"]


# -- kill -9 ---------------------------------------------------------------------------------------------------------

Start = Callable[[], Running]


@pytest.fixture
def own_tax(tmp_path: Path) -> Any:
    with running("tax", tmp_path) as system:
        yield system


@pytest.fixture
def config(tmp_path: Path) -> Path:
    quick = {"enabled": True, "accept_after": 0.05, "conclude_after": 0.1}
    return changed_config("medical", tmp_path, auto=quick, backoff=BACKOFF)


def test_killed_between_their_200_and_our_mark(tmp_path: Path, config: Path, own_tax: Running) -> None:
    """The receiver has the report and has not answered yet when the department dies."""
    with receiver(tmp_path) as inbox:
        peers = {"tax": own_tax.port}
        system = start("medical", tmp_path, config, peers)
        event = filed("flexible-medical", BY_KEY["flexible-2"], inbox.callback("medical"))
        inbox.gate.clear()
        assert system.file(event).status == 202
        until(lambda: inbox.came, "the first report is on its way")
        system.kill()
        inbox.gate.set()
        with running("medical", tmp_path, config=config, peers=peers) as again:
            until(lambda: "concluded" in inbox.verbs(event), "the conclusion")
            until(lambda: again.state()["waiting"] == 0, "all is taken")
            seen = Counter(each.event["id"] for each in inbox.came)
            assert len(seen) == 2
            assert max(seen.values()) >= 2, "the report that was cut off comes again, under its own id"
            assert len({each.body for each in inbox.came}) == 2
            assert (again.counts()["arrivals"], again.counts()["effects"]) == (1, 1)
            assert own_tax.counts()["effects"] == 1


@pytest.mark.fault
def test_killed_again_and_again_each_has_one_effect(tmp_path: Path, config: Path, own_tax: Running) -> None:
    """Forty parts; the department is killed six times in the middle, the last sender repeats what got no answer."""
    lot, peers = random.Random(20261125), {"tax": own_tax.port}
    people = [each for each in BY_KEY.values() if each.get("medical", {}).get("medical_status") == "none"][:20]
    with receiver(tmp_path) as inbox:
        back = inbox.callback("medical")
        events = [filed("flexible-medical", person, back) for person in people for _ in range(2)]
        receipts: dict[str, set[str]] = {event["id"]: set() for event in events}
        system = start("medical", tmp_path, config, peers)
        for _ in range(6):
            batch = lot.sample(events, 20)
            reaper = threading.Timer(lot.uniform(0.0, 0.3), system.process.kill)
            reaper.start()
            for event in batch:
                try:
                    receipts[event["id"]].add(system.file(event, timeout=2).json["receipt_number"])
                except (OSError, ValueError):
                    break
            reaper.join()
            system.kill()
            system = start("medical", tmp_path, config, peers)
        for event in events:
            receipts[event["id"]].add(system.file(event).json["receipt_number"])
        until(lambda: all("concluded" in inbox.verbs(event) for event in events), "every conclusion")
        until(lambda: system.state()["waiting"] == 0, "all is taken")
        assert {len(numbers) for numbers in receipts.values()} == {1}, "a receipt that was shown stays"
        assert [inbox.verbs(event) for event in events] == [["accepted", "concluded"]] * len(events)
        outcomes = Counter(inbox.of(event)[-1]["data"]["outcome"] for event in events)
        assert outcomes == {"granted": len(people), "refused": len(people)}, "of two for one person, one is granted"
        assert system.counts()["effects"] == len(events) == len(system.records())
        assert own_tax.counts()["effects"] == len(people)
        assert system.stop() == (0, "")


def test_the_tax_office_is_told_when_it_is_back(tmp_path: Path, config: Path) -> None:
    first = start("tax", tmp_path)
    port = first.port
    first.kill()
    with receiver(tmp_path) as inbox, running("medical", tmp_path, config=config, peers={"tax": port}) as system:
        event = filed("flexible-medical", BY_KEY["flexible-2"], inbox.callback("medical"))
        system.file(event)
        until(lambda: "concluded" in inbox.verbs(event), "the one window is told meanwhile")
        until(lambda: system.state()["waiting"] == 1, "the tax office's part waits")
        process = launch(SYSTEMS["tax"]["module"], DEMO / SYSTEMS["tax"]["config"], tmp_path, port=port)
        assert process.stdout is not None
        assert process.stdout.readline().startswith("ready tax")
        until(lambda: system.state()["waiting"] == 0, "the tax office has it")
        tax = Running("tax", port, tmp_path, process, first.product)
        assert tax.counts() == {"arrivals": 1, "effects": 1, "refused": 0}
        assert tax.stop() == (0, "")


def test_what_waits_can_be_dropped(hrss: Running, inbox: Receiver, event: Event) -> None:
    hrss.control(callbacks="held")
    accept(hrss, event)
    assert hrss.state()["waiting"] >= 1
    assert hrss.control(callbacks="dropped")["waiting"] == 0
    assert hrss.hand(f"/tasks/{event['data']['task']}/conclude", {"outcome": "granted"}).status == 200
    until(lambda: len(arrivals(inbox, event)) == 1, "what came later was sent")
