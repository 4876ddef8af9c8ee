"""What people and systems do around the browser: a code reaches a phone, a part reaches its department, one decides."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cast import Member, Town, signed_in
from tests.simulators.world import BY_KEY, until
from tests.uploads import jpeg
from tests.walks.browser import Walker
from yichuang.core.access import Actor
from yichuang.lines.applications import commands, queries
from yichuang.lines.applications.access import CONCLUDE, WORK
from yichuang.lines.applications.queries import Opened
from yichuang.platform.cases.models import Case, Task
from yichuang.platform.exchange import queries as exchange
from yichuang.platform.exchange.client import call
from yichuang.platform.exchange.http1 import Reply
from yichuang.platform.exchange.lanes import Outcome
from yichuang.platform.exchange.ledger import DeliveryLedger
from yichuang.platform.messages import commands as messages

WISHES = {"employment": "flexible", "add_medical": "true", "contribution_base": "4072"}


def code_on_phone(town: Town, phone: str) -> str:
    """The newest code that the phone received; the worker's sending is done here, by the worker's own command."""
    messages.send_due(exchange.system("sms"))
    with urllib.request.urlopen(f"http://127.0.0.1:{town['sms'].port}/messages", timeout=5) as answer:
        sent = json.load(answer)
    rows = sent["messages"] if isinstance(sent, dict) else sent
    for row in rows:
        if row["to"] == phone and (found := re.search(r"\d{6}", row["text"])):
            return found.group()
    raise AssertionError(f"no code reached the phone: {rows[:3]}")


def papers_handed_in(member: Member, opened: Opened) -> Opened:
    """The draft with a photo of every paper that nothing on record proves."""
    client, draft = signed_in(member), opened.draft.public_id
    for wanted in opened.missing:
        photo = SimpleUploadedFile("一页.jpg", jpeg(), content_type="image/jpeg")
        client.post(f"/drafts/{draft}/materials/{wanted.code}", {"files": photo, "go": "1"})
    return queries.open_draft(member.actor, draft)


def sign_in(walker: Walker, town: Town, key: str, look: bool = False) -> None:
    """From the sign-in page: phone, code, and, the first time, name and number."""
    known = BY_KEY[key]
    walker.sees("您的手机号")
    if look:
        walker.look("sign-in-phone")
    walker.type("您的手机号", known["phone"])
    walker.tap("发送验证码")
    if look:
        walker.look("sign-in-code")
    walker.type("6位验证码", code_on_phone(town, known["phone"]))
    walker.tap("登录", exact=True)
    if walker.page.url.split("?")[0].endswith("/sign-in/identity"):
        if look:
            walker.look("sign-in-identity")
        walker.type("姓名", known["name"])
        walker.type("身份证号", known["id_number"])
        walker.tap("确认", exact=True)


def let_in(walker: Walker, member: Member) -> None:
    """Give the browser the session that signing in gives; how that goes is walked elsewhere."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from yichuang.platform.people.models import Account

    account = Account.objects.get(pk=member.account_id)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = "yichuang.platform.people.backends.CodeBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save()
    walker.context.add_cookies([{"name": "sessionid", "value": str(session.session_key), "url": walker.base}])


def file_case(member: Member, wishes: dict[str, str] = WISHES) -> Case:
    """A case of the member's, filed without the browser."""
    opened = commands.begin(member.actor, "enrolment")
    for fact, text in wishes.items():
        opened = commands.answer(member.actor, opened, {fact: text})
    filed = commands.submit(member.actor, opened, opened.draft.version)
    return Case.objects.get(public_id=filed.public_id)


def deliver(*departments: str) -> None:
    """Send what waits for these departments, one after the other, as the worker's lanes do."""
    for code in departments:
        ledger, system = DeliveryLedger(code), exchange.system(code)
        for parcel in ledger.claim(50, (), due=True):
            headers = {"Idempotency-Key": str(parcel.id), "Content-Type": parcel.media}
            response = call(system, "POST", parcel.path, parcel.body, headers, timeout=10)
            verdict = ledger.judge(parcel, Reply(response.status_code, response.content, kept=False))
            ledger.settle([Outcome(parcel, verdict.result, verdict.answer, verdict.error)])


def part_of(case: Case, department: str) -> Task:
    """A department's part of a case."""
    return Task.objects.select_related("department").get(case=case, department__code=department)


def system_of(task: Task) -> Actor:
    """The system of the part's department, as a callback acts."""
    return Actor(role="system", department_id=task.department_id, channel="callback", scopes=(WORK, CONCLUDE))


def decide(town: Town, case: Case, department: str, verb: str, state: str, **said: object) -> None:
    """The bureau does something in its own system; wait until its callback has reached us."""
    task = part_of(case, department)
    reply = town[department].hand(f"/tasks/{task.public_id}/{verb}", said)
    assert reply.status == 200, reply.body
    until(lambda: Task.objects.filter(pk=task.pk, state=state).exists(), f"{department} {verb}: {state}")


@contextmanager
def down(town: Town, *codes: str) -> Iterator[None]:
    """These systems do not answer for the length of the block."""
    for code in codes:
        town[code].control(mode="down")
    try:
        yield
    finally:
        for code in codes:
            town[code].control(mode="normal")
