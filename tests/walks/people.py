"""What people do on the way: sign in with the code that really reached their phone."""

from __future__ import annotations

import json
import re
import urllib.request

from tests.cast import Town
from tests.simulators.world import BY_KEY
from tests.walks.browser import Walker
from yichuang.platform.exchange import queries as exchange
from yichuang.platform.messages import commands as messages


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
        walker.tap("确认")
