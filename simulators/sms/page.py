"""The page that stands for everybody's phone in the demo: plain HTML, no script, nothing masked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from urllib.parse import urlencode

REFRESH_SECONDS = 3

_STYLE = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; background: #eef0f3; color: #1b1f24; font: 1.0625rem/1.6 system-ui, "PingFang SC",
  "Noto Sans CJK SC", "Noto Sans SC", "Microsoft YaHei", sans-serif; }
main, header { max-width: 40rem; margin: 0 auto; padding: 0 1rem; }
header { padding-top: 1.5rem; }
h1 { margin: 0; font-size: 1.5rem; line-height: 1.3; }
p { margin: .25rem 0; }
.note { color: #4b5563; font-size: .9375rem; }
nav { display: flex; flex-wrap: wrap; gap: .5rem; margin: .75rem 0 1rem; }
a { color: #0b4f9e; display: inline-block; min-height: 2.75rem; padding: .5rem .875rem; border: 1px solid #9aa3af;
  border-radius: 1.375rem; background: #fff; text-decoration: none; }
a:hover { text-decoration: underline; }
a:focus-visible { outline: 3px solid #0b4f9e; outline-offset: 2px; }
a[aria-current] { background: #0b4f9e; border-color: #0b4f9e; color: #fff; }
ol { list-style: none; margin: 0; padding: 0 0 2rem; display: grid; gap: .75rem; }
li { background: #fff; border: 1px solid #d5dae1; border-radius: .75rem; padding: .75rem 1rem; }
.head { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; color: #4b5563;
  font-size: .9375rem; }
.to { color: #1b1f24; font-weight: 600; font-variant-numeric: tabular-nums; letter-spacing: .02em; }
.text { margin: .375rem 0 0; overflow-wrap: anywhere; white-space: pre-wrap; }
.empty { background: #fff; border: 1px dashed #9aa3af; border-radius: .75rem; padding: 1.5rem 1rem;
  text-align: center; }
"""


@dataclass(frozen=True)
class Shown:
    """One message on the page; `at` is in Asia/Shanghai."""

    to: str
    text: str
    at: datetime


def render(messages: Sequence[Shown], phone: str | None, *, paused: bool) -> bytes:
    """The page with these messages, newest first; `phone` says whose alone they are."""
    refresh = "" if paused else f'<meta http-equiv="refresh" content="{REFRESH_SECONDS}">'
    body = "".join(_message(message) for message in messages)
    listed = f"<ol>{body}</ol>" if body else '<p class="empty">还没有短信。办事时发出的验证码和通知会出现在这里。</p>'
    return f"""<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
{refresh}
<title>手机短信（演示）</title>
<style>{_STYLE}</style>
</head>
<body>
<header>
<h1>手机短信（演示）</h1>
<p class="note">这是演示用的替身，代替大家的手机。短信只在本机，没有真的发出；号码是编的。</p>
{_links(phone, paused)}
</header>
<main aria-label="短信">{listed}</main>
</body>
</html>
""".encode()


def _message(message: Shown) -> str:
    at = message.at
    day = f"{at.month}月{at.day}日 {at:%H:%M:%S}"
    return (
        f'<li><div class="head"><span class="to">{escape(message.to)}</span>'
        f'<time datetime="{escape(at.isoformat())}">{day}</time></div><p class="text">{escape(message.text)}</p></li>'
    )


def _links(phone: str | None, paused: bool) -> str:
    def address(to: str | None, pause: bool) -> str:
        query = {**({"to": to} if to else {}), **({"pause": "1"} if pause else {})}
        return escape("/?" + urlencode(query) if query else "/")

    pause = f'<a href="{address(phone, not paused)}">{"继续自动刷新" if paused else "暂停自动刷新"}</a>'
    if not phone:
        return f'<nav aria-label="显示">{pause}</nav>'
    return (
        f'<p class="note">只显示发给 {escape(phone)} 的短信。</p>'
        f'<nav aria-label="显示"><a href="{address(None, paused)}">显示全部</a>{pause}</nav>'
    )
