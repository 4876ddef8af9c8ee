"""The fixed cast. Each by their role: 居民, 窗口, 帮办, 经办, 被举报人, 领导, 外人; and the county they live in.

The stand-in systems are real processes that run for the whole session; nothing of ours is replaced.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client

from tests.simulators.world import BY_KEY, SYSTEMS, Running, changed_config, declared, running
from yichuang.core.access import Actor

Town = dict[str, Running]
AUTO = {"enabled": False, "accept_after": 0.02, "conclude_after": 0.05}


@contextmanager
def open_town(var: Path, configs: Path) -> Iterator[Town]:
    """Every stand-in system of the demo county, on free ports, deciding nothing by itself; they live in ``var``."""
    from django.conf import settings

    from yichuang.platform.exchange import client
    from yichuang.platform.vault.keys import signer

    (var / "keys").mkdir()
    (var / "keys" / "yichuang.pub").write_text(signer().public_text())
    shutil.copy2(settings.SIGNING_KEY, var / "keys" / "yichuang.key")
    found: Town = {}
    with ExitStack() as stack:
        departments = [code for code, system in SYSTEMS.items() if system["kind"] == "department"]
        for code in [code for code in SYSTEMS if code not in departments]:
            found[code] = stack.enter_context(running(code, var))
        for code in departments:
            folder = configs / code
            folder.mkdir()
            config = changed_config(code, folder, auto=AUTO)
            peers = {"tax": found["tax"].port} if "tax" in declared(code) else {}
            found[code] = stack.enter_context(running(code, var, config=config, peers=peers))
        assert set(found) == set(SYSTEMS)
        yield found
        client.close()


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The stand-in systems, with a store of their own for each worker of the session."""
    with open_town(tmp_path_factory.mktemp("town"), tmp_path_factory.mktemp("config")) as found:
        yield found


def settle_county(town: Town) -> None:
    """The demo county in the test's empty database, with its systems where they really are.

    It is loaded the first time for a town; then its rows are copied, which takes a twentieth of the time.
    """
    from yichuang.platform.exchange.models import System
    from yichuang.platform.people.queries import forget_departments
    from yichuang.project import demo

    keys = town["population"].var / "keys"
    if System.objects.exists():
        return  # another fixture of the same test has settled it
    if keys in _rows:
        copy_in(_rows[keys])
    else:
        demo.load(8000, keys, say=lambda _: None)
        for code, system in town.items():
            System.objects.filter(code=code).update(endpoint=f"http://127.0.0.1:{system.port}")
        _rows[keys] = copy_out()
    forget_departments()


#: The rows of a settled county by the keys of its town: table by table, as COPY gives them.
_rows: dict[Path, dict[str, bytes]] = {}


def copy_out() -> dict[str, bytes]:
    """All rows of all tables that have any, those of migrations apart."""
    from django.apps import apps
    from django.db import connection

    found = {}
    connection.ensure_connection()
    with connection.connection.cursor() as cursor:
        for table in sorted(model._meta.db_table for model in apps.get_models(include_auto_created=True)):
            if table.startswith(("django_", "auth_permission")):
                continue
            with cursor.copy(f'COPY "{table}" TO STDOUT (FORMAT binary)') as rows:
                data = b"".join(bytes(each) for each in rows)
            if len(data) > EMPTY:
                found[table] = data
    return found


#: A binary COPY of no rows: its header and its trailer.
EMPTY = 21


def copy_in(found: dict[str, bytes]) -> None:
    """Put the rows back, in one transaction; every constraint and trigger is asked again."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.connection.cursor() as cursor:
        for table, data in found.items():
            with cursor.copy(f'COPY "{table}" FROM STDIN (FORMAT binary)') as rows:
                rows.write(data)


@pytest.fixture
def county(db: None, town: Town) -> Town:
    """The demo county in a database whose transaction is rolled back after the test."""
    settle_county(town)
    return town


@pytest.fixture
def lasting_county(transactional_db: None, town: Town) -> Town:
    """The same where the test needs real commits (several connections, processes, unique violations)."""
    settle_county(town)
    return town


@dataclass(frozen=True)
class Member:
    """One of the cast: the actor that the house sees, and the account that signs in."""

    actor: Actor
    phone: str

    @property
    def account_id(self) -> UUID:
        assert self.actor.account_id is not None
        return self.actor.account_id

    @property
    def person_id(self) -> UUID:
        assert self.actor.person_id is not None
        return self.actor.person_id


def person_of_the_register(key: str, level: int = 1) -> Member:
    """A resident by their key in ``people.yaml``: signed in, and matched when ``level`` is 1."""
    from yichuang.core import clock
    from yichuang.core.identifiers import public_id
    from yichuang.platform.people.commands import link
    from yichuang.platform.people.models import Account, Level
    from yichuang.platform.people.queries import phone_blind

    known = BY_KEY[key]
    account, _ = Account.objects.get_or_create(
        phone_blind=phone_blind(known["phone"]),
        defaults={"phone": known["phone"], "public_id": public_id(), "created_at": clock.now()},
    )
    person = link(account, known["name"], known["id_number"], Level(level)) if level else None
    actor = Actor(account_id=account.pk, person_id=person.pk if person else None, role="resident", level=level)
    return Member(actor, known["phone"])


def staff(display: str) -> Member:
    """An official by the name of the demo account (窗口一号)."""
    from yichuang.platform.people.models import Account

    account = Account.objects.get(display=display)
    post = account.posts.select_related("department").get()
    actor = Actor(
        account_id=account.pk,
        role=post.role,
        department_id=post.department_id,
        division=post.department.division_id,
        channel="window" if post.role == "clerk" else "desk",
        post_id=post.pk,
    )
    return Member(actor, account.phone)


def signed_in(member: Member) -> Client:
    """A browser in which ``member`` signed in."""
    from yichuang.platform.people.models import Account

    client = Client()
    client.force_login(Account.objects.get(pk=member.account_id))
    return client


@pytest.fixture
def resident(county: Town) -> Member:
    """居民: a flexible worker whom the registers know and who is enrolled in nothing."""
    return person_of_the_register("flexible-1")


@pytest.fixture
def neighbour(county: Town) -> Member:
    """Another resident, with matters of their own."""
    return person_of_the_register("flexible-2")


@pytest.fixture
def clerk(county: Town) -> Member:
    """窗口: a clerk of the hall, nobody at the window yet."""
    return staff("窗口一号")


@pytest.fixture
def officer(county: Town) -> Member:
    """经办: an officer of 人社局."""
    return staff("人社经办一号")


@pytest.fixture
def other_officer(county: Town) -> Member:
    """An officer of 医保局, who must not see 人社局's parts."""
    return staff("医保经办一号")


@pytest.fixture
def head(county: Town) -> Member:
    """The head of the hall."""
    return staff("大厅负责人")


@pytest.fixture
def department_head(county: Town) -> Member:
    """The head of 人社局."""
    return staff("人社负责人")


@pytest.fixture
def auditor(county: Town) -> Member:
    """审计: sees who can reach what, and nothing of what it says."""
    return staff("审计员")


@pytest.fixture
def administrator(county: Town) -> Member:
    """The administrator: says who holds which post, sees no case."""
    return staff("管理员")


@pytest.fixture
def archivist(county: Town) -> Member:
    """档案: prepares what is to end; sees numbers and days, nothing of what cases say."""
    return staff("档案员一号")


@pytest.fixture
def other_archivist(county: Town) -> Member:
    """A second archivist, who may decide what the first one proposes."""
    return staff("档案员二号")


@pytest.fixture
def author(county: Town) -> Member:
    """编制: writes the rules of services; sees no case."""
    return staff("编制员一号")


@pytest.fixture
def other_author(county: Town) -> Member:
    """A second author, who may decide what the first one proposes."""
    return staff("编制员二号")


@pytest.fixture
def helper(county: Town) -> Member:
    """帮办: has no mandate yet, so no more rights than any resident."""
    return person_of_the_register("flexible-3")


@pytest.fixture
def accused(county: Town) -> Member:
    """被举报人: in this installation a resident like any other."""
    return person_of_the_register("flexible-4")


@pytest.fixture
def leader(county: Town) -> Member:
    """领导: holds no post in this installation yet, so no more rights than any resident."""
    return person_of_the_register("flexible-5")


@pytest.fixture
def outsider(county: Town) -> Member:
    """外人: a phone and nothing else; must never get in."""
    return person_of_the_register("unknown-adult", level=0)
