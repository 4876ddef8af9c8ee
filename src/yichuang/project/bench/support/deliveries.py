"""Cases, parts and deliveries in bulk, as filing would have left them, in the database of a benchmark.

``python -m yichuang.project.bench.support.deliveries PORT LANES``: migrates, registers a receiver at PORT under so
many lanes (``bench-0`` …), prints ``ready``, and then does as each line of standard input says: ``file COUNT`` makes
cases with one part a lane, so many parts in all, and prints their number; ``release`` writes the deliveries of what
was filed last, all due at once, and prints the moment of its commit; ``jobs`` makes them jobs of the other side's queue
instead.
"""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from uuid import UUID

import django
import procrastinate
from procrastinate.types import JSONValue

PACKAGE, MATTER, KIND = "bench", "bench-matter", "application"


class Ground:
    """What was filed last, and the rows that it all stands on."""

    def __init__(self, port: int, lanes: int) -> None:
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        with _queue() as app:
            app.schema_manager.apply_schema()
        from yichuang.core import clock
        from yichuang.core.identifiers import public_id
        from yichuang.platform.catalog.models import PackageVersion
        from yichuang.platform.exchange.models import System
        from yichuang.platform.people.models import Account, Department, Division, Person

        now = clock.now()
        self.division = Division.objects.create(code="990000", name="bench")
        self.departments = [
            Department.objects.create(code=f"bench-{n}", names={}, division=self.division) for n in range(lanes)
        ]
        for each in self.departments:
            System.objects.create(
                code=each.code,
                kind=System.Kind.DEPARTMENT,
                names={},
                department=each.code,
                endpoint=f"http://127.0.0.1:{port}",
                public_key="",
            )
        self.person = Person.objects.create(
            public_id=public_id(), name="张三", id_number="439900199001010012", id_blind=os.urandom(32), created_at=now
        )
        self.account = Account.objects.create(
            public_id=public_id(), phone="19900000000", phone_blind=os.urandom(32), person=self.person, created_at=now
        )
        self.version = PackageVersion.objects.create(
            name=PACKAGE,
            version=1,
            digest="",
            division=self.division,
            files={},
            titles={},
            in_force=date(2026, 1, 1),
            published_at=now,
        )
        self.bodies: list[tuple[UUID, str, UUID, bytes, bytes, bytes]] = []

    def file(self, count: int) -> None:
        """Make ``count`` cases with a part a lane; what leaves for the departments is kept until it is released."""
        from yichuang.core import clock
        from yichuang.core.cipher import seal
        from yichuang.core.identifiers import new_case_number, new_id, public_id
        from yichuang.platform.cases.arrivals import LEDGER
        from yichuang.platform.cases.engine import write_events
        from yichuang.platform.cases.events import Chain
        from yichuang.platform.cases.filing import FACTS_CONTEXT, FILED_TYPE, KEY_CONTEXT, cloud_event
        from yichuang.platform.cases.models import Case, Task
        from yichuang.platform.exchange.ledger import BODY_CONTEXT
        from yichuang.platform.vault.keys import holder

        keys, now, day = holder(), clock.now(), clock.today()
        cases, tasks, chains = [], [], []
        self.bodies = []
        for _ in range(count):
            data_key = keys.new_data_key()
            number = new_case_number(self.division.code, day)
            case = Case(
                public_id=public_id(),
                number=number,
                kind=KIND,
                package_version=self.version,
                division=self.division,
                person=self.person,
                filed_by=self.account,
                channel="web",
                state="filed",
                filed_at=now,
                legal_date=day,
                facts=seal(data_key, b"x" * 600, suite=keys.suite, key_id=0, context=FACTS_CONTEXT),
                wrapped_key=keys.wrap(data_key, KEY_CONTEXT),
            )
            chain = Chain(case.pk, data_key)
            chain.add("filed", LEDGER, now, dimensions={"package": PACKAGE}, payload={"number": number})
            case.chain_length, case.chain_head = chain.length, chain.head
            chains.append(chain)
            cases.append(case)
            wrapped = keys.wrap(data_key, BODY_CONTEXT)
            for position, department in enumerate(self.departments, 1):
                task = Task(
                    public_id=public_id(),
                    case=case,
                    position=position,
                    matter=f"{MATTER}-{position}",
                    department=department,
                    state="filed",
                    filed_at=now,
                    state_since=now,
                )
                tasks.append(task)
                event = new_id()
                facts = {"name": "张三", "id_number": "439900199001010012", "phone": "19900000000", "amount": 407200}
                data = {
                    "task": task.public_id,
                    "item_code": "DEMO-430000-0001",
                    "filed_at": now.isoformat(),
                    "legal_date": day.isoformat(),
                    "facts": facts,
                    "callback": f"http://127.0.0.1:8000/api/v1/callbacks/{department.code}",
                }
                body = cloud_event(event, FILED_TYPE, self.division.code, number, task.matter, now, data)
                sealed = seal(data_key, body, suite=keys.suite, key_id=0, context=BODY_CONTEXT)
                self.bodies.append((event, department.code, task.pk, body, sealed, wrapped))
        Case.objects.bulk_create(cases, batch_size=1000)
        Task.objects.bulk_create(tasks, batch_size=1000)
        write_events(*chains)

    def release(self) -> float:
        """Write the deliveries; returns the monotonic moment of the commit."""
        from django.db import transaction

        from yichuang.core import clock
        from yichuang.platform.cases.filing import FILED_TYPE
        from yichuang.platform.exchange.models import Delivery

        now = clock.now()
        with transaction.atomic():
            Delivery.objects.bulk_create(
                [
                    Delivery(
                        id=event,
                        lane=lane,
                        type=FILED_TYPE,
                        subject_id=task,
                        body=sealed,
                        wrapped_key=wrapped,
                        created_at=now,
                        next_at=now,
                    )
                    for event, lane, task, _, sealed, wrapped in self.bodies
                ],
                batch_size=1000,
            )
        return time.monotonic()

    def jobs(self) -> float:
        """Make the same bodies jobs, as many in one transaction; returns the monotonic moment of the commit."""
        from yichuang.project.bench.support.peer import QUEUE, TASK

        with _queue() as app:
            jobs: list[dict[str, JSONValue]] = [
                {"key": str(event), "body": body.decode()} for event, _, _, body, _, _ in self.bodies
            ]
            app.configure_task(TASK, queue=QUEUE).batch_defer(*jobs)
        return time.monotonic()


@contextmanager
def _queue() -> Iterator[procrastinate.App]:
    """The other side's queue, to put jobs into."""
    connector = procrastinate.SyncPsycopgConnector(conninfo=os.environ["YICHUANG_DATABASE_URL"])
    with procrastinate.App(connector=connector).open() as app:
        yield app


def main(port: int, lanes: int) -> None:
    """Obey standard input until it ends."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yichuang.project.settings")
    django.setup()
    logging.getLogger("procrastinate").setLevel(logging.ERROR)
    ground = Ground(port, lanes)
    print("ready", flush=True)
    for line in sys.stdin:
        verb, *numbers = line.split()
        if verb == "file":
            ground.file(int(numbers[0]) // lanes)
            print(len(ground.bodies), flush=True)
        else:
            print(ground.release() if verb == "release" else ground.jobs(), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
