"""The whole campaign of kills (TRUST 1): ``python -m tests.faults.campaign --seed 7 --rounds 200``.

In each round people file by HTTP while one process is killed by SIGKILL at a named point: the web, the worker with its
sealer, a process of the database, or the database's first process. The clients keep every receipt that they were shown
in a file of their own, synced. After every few rounds the work is let drain, and then file, database, the departments'
own ledgers, the gateway's and the sealed tree are compared. Every choice of a round is drawn from the seed, the point
and the round's number, so a round is made again by ``--seed S --points P --from R --rounds 1``; how threads and
processes then meet is the machine's.

Rounds that are done stand in ``FOLDER/seed-S.jsonl`` and are not done again. Campaigns side by side need folders of
their own: ``--at FOLDER`` (each has its own database server and its own departments anyway).
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sqlite3
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.faults.client import Answer, Receipts, Visitor
    from tests.faults.county import Site
    from tests.faults.nursery import Nursery
    from yichuang.project.postgres import Cluster

#: Where the web is killed, where the worker is, and what of the database.
WEB = ("filing-before", "filing-after")
WORKER = (
    "delivery-claimed",
    "delivery-sent",
    "delivery-settled",
    "message-claimed",
    "message-sent",
    "message-settled",
    "seal-written",
    "seal-appended",
    "seal-signed",
)
DATABASE = ("backend", "postmaster")
POINTS = (*WEB, *WORKER, *DATABASE)
PEOPLE = ("flexible-1", "flexible-2", "flexible-3", "flexible-4")
#: So many rounds between two comparisons of everything.
BATCH = 40
PATIENCE = 90.0
#: So long people go on sending while the web dies under their hands again and again.
PERSISTENCE = 600.0


@dataclass(frozen=True)
class Round:
    """What the seed draws for one round."""

    point: str
    number: int
    #: How many people file at once, and how many applications all of them file together.
    clients: int
    filings: int
    #: At the how-manieth passage of the point; ``waits``: it stands still there and is killed from outside.
    passage: int
    waits: bool
    #: Seconds into the filing at which a process of the database is killed.
    after: float

    @classmethod
    def drawn(cls, seed: int, point: str, number: int) -> Round:
        """The round by its seed, point and number."""
        chance = random.Random(f"{seed}/{point}/{number}")
        filings = chance.randint(2, 6)
        most = {"delivery-sent": 2 * filings, "message-sent": filings}.get(point, filings if point in WEB else 1)
        return cls(
            point,
            number,
            chance.randint(1, 4),
            filings,
            chance.randint(1, most),
            chance.random() < 0.3 and point in WORKER,
            chance.uniform(0.0, 0.25),
        )

    @property
    def fault(self) -> str:
        """As in YICHUANG_FAULT."""
        return f"{self.point}:{self.passage}{':wait' if self.waits else ''}"


class Campaign:
    """A county, its clients' file, and the processes that are killed."""

    def __init__(self, site: Site, cluster: Cluster, receipts: Receipts, folder: Path, nursery: Nursery) -> None:
        self.site, self.cluster, self.receipts, self.folder, self.nursery = site, cluster, receipts, folder, nursery

    def ready(self, drawn: Round) -> list[tuple[Visitor, str]]:
        """What the round's people will file: one draft after another, so many in all."""
        from django.db import connection

        connection.close()  # the server may have gone since
        people = PEOPLE[: drawn.clients]
        each = -(-drawn.filings // len(people))
        return [(self.site.visitor(key), draft) for key in people for draft in self.site.drafts(key, each)]

    def file(self, drawn: Round, work: Sequence[tuple[Visitor, str]]) -> None:
        """The round's people file until each was answered."""
        from tests.faults.client import at_once, send_until_answered

        def filed(one: tuple[Visitor, str]) -> Answer:
            visitor, draft = one
            return send_until_answered(visitor, draft, draft, self.receipts, patience=PERSISTENCE)[0]

        answers = at_once(filed, work, drawn.clients)
        wrong = {answer.status for answer in answers} - {200, 201}
        if wrong:
            raise AssertionError(f"answers of {sorted(wrong)} in round {drawn}")

    def play(self, rounds: Sequence[Round]) -> int:
        """Play rounds of one point; returns how many processes were killed at it."""
        from tests.faults.web import web

        point = rounds[0].point
        if point in WEB:
            return self._of_web(rounds)
        with web(self.folder, self.site.port, threads=4, kept=True):
            if point in WORKER:
                return sum(self._of_worker(each) for each in rounds)
            beside = self.nursery.worker(self.folder / f"beside-{point}-{rounds[0].number}.log")
            kills = sum(self._of_database(each) for each in rounds)
            beside.end()  # it may have gone with the database; the one that drains takes over
            return kills

    def _of_web(self, rounds: Sequence[Round]) -> int:
        """Each process of the web dies where the next round says, while the people of all rounds go on filing."""
        from tests.faults.web import web

        words = self.folder / f"{rounds[0].point}-{rounds[0].number}.words"
        words.write_text("".join(f"{each.fault}\n" for each in rounds))
        with web(self.folder, self.site.port, threads=4, fault=f"@{words}", kept=True) as running:
            for each in rounds:
                self.file(each, self.ready(each))
            while running.faults() < len(rounds):
                self.file(rounds[0], self.ready(rounds[0]))
            running.kill()
            return running.faults()

    def _of_worker(self, drawn: Round) -> int:
        from tests.simulators.world import until

        self.file(drawn, self.ready(drawn))
        name = f"{drawn.point}-{drawn.number}"
        reached = self.folder / f"{name}-reached"
        running = self.nursery.worker(
            self.folder / f"{name}.log", YICHUANG_FAULT=drawn.fault, YICHUANG_FAULT_LOG=str(reached)
        )
        until(lambda: reached.exists() and reached.read_text(), f"{drawn} is reached", PATIENCE)
        if drawn.waits:
            os.kill(running.pid, signal.SIGKILL)
        ended = running.wait()
        assert ended == -signal.SIGKILL, (drawn, ended)
        assert reached.read_text() == f"fault point reached: {drawn.point}\n"
        return 1

    def _of_database(self, drawn: Round) -> int:
        from tests.simulators.world import until

        chance = random.Random(f"{drawn}")
        died: list[int] = []

        def strike() -> None:
            time.sleep(drawn.after)
            died.append(self._backend(chance) if drawn.point == "backend" else self._postmaster())

        work, striking = self.ready(drawn), threading.Thread(target=strike)
        striking.start()
        self.file(drawn, work)
        striking.join()
        until(self.cluster.running, "the database is back", PATIENCE)
        return len(died)

    def _backend(self, chance: random.Random) -> int:
        """kill -9 of one process of the server that works for somebody of the house."""
        rows = self.site.sql(
            "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
            " AND datname = current_database() ORDER BY backend_start"
        )
        pid = int(chance.choice(rows)[0])
        os.kill(pid, signal.SIGKILL)
        return pid

    def _postmaster(self) -> int:
        """kill -9 of the server's first process; then it is started again, as the keeper does."""
        pid = self.cluster.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        self.cluster.start()
        return pid

    def drained(self) -> list[str]:
        """Let everything that waits arrive and be sealed; then everything that is wrong anywhere."""
        from django.db import connection

        running = self.nursery.worker(self.folder / f"drain-{time.monotonic_ns()}.log")
        end = time.monotonic() + PATIENCE
        while waiting := self._waiting():
            if time.monotonic() > end:
                return [f"still waiting after {PATIENCE} s: {waiting}"]
            time.sleep(0.1)
        assert running.end() == 0
        connection.close()
        return self.complaints()

    def _waiting(self) -> dict[str, int]:
        from psycopg import OperationalError

        queries = {
            "deliveries": "SELECT count(*) FROM exchange_delivery WHERE state <> 'delivered'",
            "messages": "SELECT count(*) FROM post_message WHERE state <> 'sent'",
            "events without a leaf": "SELECT count(*) FROM cases_event e"
            " WHERE NOT EXISTS (SELECT FROM audit_leaf l WHERE l.entry_id = e.id)",
            "leaves without a checkpoint": "SELECT (SELECT count(*) FROM audit_leaf)"
            " - (SELECT coalesce(max(size), 0) FROM audit_checkpoint)",
        }
        try:
            found = {what: int(self.site.sql(query)[0][0]) for what, query in queries.items()}
        except OperationalError:
            return {"the database": 1}
        return {what: count for what, count in found.items() if count}

    def complaints(self) -> list[str]:
        """Between the clients' file, the database, the departments' and the gateway's ledgers, and the sealed tree."""
        from tests.faults.checker import complaints
        from yichuang.platform.audit.verifying import differences

        found = complaints(self.site.dsn, self.receipts.all())
        shown = Counter(receipt.draft for receipt in {*self.receipts.all()})
        found += [f"two receipts for {draft}" for draft, count in shown.items() if count > 1]
        for code in ("hrss", "medical"):
            sent = [row[0] for row in self.site.sql("SELECT id::text FROM exchange_delivery WHERE lane = %s", code)]
            theirs = Counter(str(record["id"]) for record in self.site.town[code].records())
            found += [f"{code} has never got {each}" for each in sent if not theirs[each]]
            found += [f"{code} has {count} of {each}" for each, count in theirs.items() if count > 1]
            found += [f"{code} has {each}, which nobody sent" for each in set(theirs) - set(sent)]
        told = [row[0] for row in self.site.sql("SELECT id::text FROM post_message WHERE state = 'sent'")]
        got: Counter[str] = Counter()
        for code in ("sms", "sms-second"):
            store = self.site.town[code].var / "simulators" / f"{code}.sqlite3"
            with closing(sqlite3.connect(store)) as kept:
                got.update(str(row[0]) for row in kept.execute("select id from messages"))
        found += [f"the gateway never got {each}" for each in told if not got[each]]
        found += [f"the gateway told {count} times: {each}" for each, count in got.items() if count > 1]
        return found + [str(each) for each in differences()]


def main(argv: Sequence[str] | None = None) -> int:
    """Play what is not done yet; 0 when nothing was wrong in any round, this time or before."""
    words = _words(argv)
    os.environ["DJANGO_SETTINGS_MODULE"] = "yichuang.project.settings"
    words.at.mkdir(parents=True, exist_ok=True)
    book = Book(words.at / f"seed-{words.seed}.jsonl")
    wanted = [(point, number) for point in words.points for number in range(words.first, words.first + words.rounds)]
    left = [each for each in wanted if each not in book.done()]
    if left:
        with county() as campaign:
            for point in words.points:
                numbers = [number for name, number in left if name == point]
                for begin in range(0, len(numbers), BATCH):
                    batch(campaign, words.seed, point, numbers[begin : begin + BATCH], book)
    return book.report(words.points)


def batch(campaign: Campaign, seed: int, point: str, numbers: Sequence[int], book: Book) -> None:
    """Some rounds of one point, then the comparison; they are written down when that is done."""
    begun = time.monotonic()
    kills = campaign.play([Round.drawn(seed, point, number) for number in numbers])
    found = campaign.drained()
    book.write(seed, point, numbers, kills, found)
    seconds = time.monotonic() - begun
    tell(f"{point:<17} rounds {numbers[0]}-{numbers[-1]}: {kills} kills, {seconds:.0f} s, {len(found)} wrong")
    for each in found[:20]:
        tell("  " + each)


def tell(line: str) -> None:
    """One line for whoever watches."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


class Book:
    """What was played: one line a round, synced, so that a campaign that was interrupted goes on."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def lines(self) -> list[dict[str, object]]:
        """Every line."""
        text = self.path.read_text("utf-8") if self.path.exists() else ""
        return [json.loads(line) for line in text.splitlines()]

    def done(self) -> set[tuple[str, int]]:
        """Rounds that need not be played again."""
        return {(str(line["point"]), int(str(line["round"]))) for line in self.lines()}

    def write(self, seed: int, point: str, numbers: Sequence[int], kills: int, found: list[str]) -> None:
        """A batch; kills beyond one a round, and what is wrong after it, stand with its last round."""
        with self.path.open("a", encoding="utf-8") as book:
            for number in numbers:
                last = number == numbers[-1]
                count = kills - len(numbers) + 1 if last else 1
                line = {"seed": seed, "point": point, "round": number, "kills": count, "wrong": found if last else []}
                book.write(json.dumps(line, ensure_ascii=False) + "\n")
            book.flush()
            os.fsync(book.fileno())

    def report(self, points: Sequence[str]) -> int:
        """The figures by point, with the bound that they show; 1 if anything was ever wrong."""
        wrong_at_all = 0
        for point in points:
            lines = [line for line in self.lines() if line["point"] == point]
            kills = sum(int(str(line["kills"])) for line in lines)
            wrong = sum(1 for line in lines if line["wrong"])
            wrong_at_all += wrong
            bound = f"shows less than {3 / kills:.1%} (95 %)" if kills and not wrong else ""
            tell(f"{point:<17} {len(lines):>4} rounds {kills:>5} kills {wrong:>3} wrong  {bound}")
        return 1 if wrong_at_all else 0


@contextmanager
def county() -> Iterator[Campaign]:
    """A database server, departments and a county of this campaign's own, removed at the end."""
    import django

    from yichuang.project import testing

    if not testing.owns_session():
        raise SystemExit("a campaign kills its server: it is not begun inside a session of tests")
    cluster = testing.session_cluster()
    os.environ["YICHUANG_DATABASE_URL"] = cluster.dsn(testing.TEMPLATE)
    django.setup()
    from tests.cast import open_town, settle_county
    from tests.faults.client import Receipts
    from tests.faults.county import Site, free_port
    from tests.faults.nursery import nursery_of
    from tests.faults.processes import database_url

    try:
        with tempfile.TemporaryDirectory(prefix="campaign-") as name:
            folder = Path(name)
            for part in ("town", "configs", "logs"):
                (folder / part).mkdir()
            with open_town(folder / "town", folder / "configs") as town:
                settle_county(town)
                site = Site(town, free_port(), database_url())
                with nursery_of(database_url()) as nursery:
                    yield Campaign(site, cluster, Receipts(folder / "receipts"), folder / "logs", nursery)
    finally:
        testing.pytest_unconfigure()


def _words(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m tests.faults.campaign", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=200, help="of each point")
    parser.add_argument("--from", dest="first", type=int, default=0, help="the number of the first round")
    parser.add_argument("--points", type=lambda text: text.split(","), default=list(POINTS), help="separated by commas")
    parser.add_argument("--at", type=Path, default=Path("var/faults"), help="the folder of the results")
    words = parser.parse_args(argv)
    if unknown := set(words.points) - set(POINTS):
        parser.error(f"no such points: {', '.join(sorted(unknown))}; there are {', '.join(POINTS)}")
    return words


if __name__ == "__main__":
    sys.exit(main())
