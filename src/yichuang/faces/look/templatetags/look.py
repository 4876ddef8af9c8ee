"""Filters and components that every template has without loading them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from yichuang.core import clock
from yichuang.core.identifiers import mask_id_number, mask_phone
from yichuang.core.words import Sentence
from yichuang.faces.look import said as words
from yichuang.faces.look.forms import Problem
from yichuang.faces.look.routes import table
from yichuang.faces.look.terms import used_in

register = template.Library()

#: 24 × 24, drawn with a line of 2; decoration only, so always hidden from those who listen.
ICONS: Mapping[str, str] = {
    "back": "M15 5l-7 7 7 7",
    "next": "M9 5l7 7-7 7",
    "search": "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14M16.2 16.2 21 21",
    "info": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 11v5.5M12 7.4v.2",
    "warn": "M12 3.5 2.5 20h19zM12 10v4.6M12 17.2v.2",
    "check": "M5 12.5l5 5 9.5-11",
    "good": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M7.8 12.3l3 3 5.6-6",
    "bad": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M9 9l6 6M15 9l-6 6",
    "clock": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 7v5.4l3.4 2",
    "paper": "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6",
    "window": "M4 4h16v16H4zM4 12h16",
}


# --- words ---------------------------------------------------------------------------------------------------------


@register.filter
def said(value: Sentence | str | None) -> str:
    """A sentence of the code in the reader's language."""
    return words.say(value) if value else ""


@register.filter
def text(value: Mapping[str, str] | str | None) -> str:
    """A text of the content, which has its languages beside each other, in the reader's language."""
    return words.in_language(value)


@register.filter
def day(value: date | None) -> str:
    """A day; nothing for none."""
    return words.day(value) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """A moment in Beijing time; nothing for none."""
    return words.moment(value) if value else ""


@register.filter
def second(value: datetime | None) -> str:
    """The time of day of a moment in Beijing, with its seconds; nothing for none."""
    return f"{value.astimezone(clock.ZONE):%H:%M:%S}" if value else ""


@register.filter
def fen(value: int | None) -> str:
    """An amount of money given in fen; nothing for none."""
    return words.money(value) if value is not None else ""


@register.filter
def listed(value: Iterable[str]) -> str:
    """Words one after another."""
    return words.listed(value)


@register.filter
def masked_id(value: str | None) -> str:
    """An identity number as its owner knows it again."""
    return mask_id_number(value) if value else ""


@register.filter
def masked_phone(value: str | None) -> str:
    """A phone number as its owner knows it again."""
    return mask_phone(value) if value else ""


@register.filter
def articles(value: Iterable[Any]) -> str:
    """Citations as people write them, each source once: 《社会保险法》第10条、第58条，《民法典》第18条."""
    language = get_language() or "zh-hans"
    cut, joint, between = ("》", "、", "，") if words.chinese() else (" Art. ", ", ", "; ")
    sources: dict[str, list[str]] = {}
    for each in value:
        source, mark, number = each.words(language).partition(cut)
        numbers = sources.setdefault(source + mark, [])
        if number and number not in numbers:
            numbers.append(number)
    return between.join(source + joint.join(numbers) for source, numbers in sources.items())


@register.simple_tag
def now_words() -> str:
    """This moment, as a page says it."""
    return words.moment(clock.now())


@register.simple_tag
def gap() -> str:
    """What stands between two sentences: a blank, and nothing in Chinese."""
    return "" if words.chinese() else " "


# --- components ----------------------------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, size: int = 24) -> SafeString:
    """One of the line icons. KeyError for one that does not exist."""
    return format_html(
        '<svg width="{0}" height="{0}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" '
        'stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false"><path d="{1}"/></svg>',
        size,
        ICONS[name],
    )


@register.simple_tag
def logo(size: int = 32) -> SafeString:
    """The window, its upper pane lit; the bar between the panes is the 一 of 一窗."""
    return mark_safe(
        f'<svg width="{int(size)}" height="{int(size)}" viewBox="0 0 32 32" aria-hidden="true" focusable="false">'
        '<rect width="32" height="32" rx="6" fill="#0d4a5b"/><path d="M8 8h16v6.5H8z" fill="#f2b84b"/>'
        '<path d="M8 17.5h16V24H8z" fill="#fff"/></svg>'
    )


@register.simple_tag
def badge(words: str, kind: str = "") -> SafeString:
    """A short mark. ``kind``: register, declared, unverified, good, bad, busy, wait, green, amber, red, or none."""
    return format_html('<span class="badge {}">{}</span>', kind, words)


class Explained(template.Node):
    """What stands between ``{% explained %}`` and ``{% endexplained %}``, and the words of the law in it explained."""

    def __init__(self, within: template.NodeList) -> None:
        self.nodelist = within

    def render(self, context: template.Context) -> SafeString:
        shown = self.nodelist.render(context)
        found = used_in(shown)
        if not found:
            return shown
        return mark_safe(shown + render_to_string("look/parts/terms.html", {"terms": found}))


@register.tag
def explained(parser: template.base.Parser, token: template.base.Token) -> Explained:
    """Explain each term of ``terms.yaml`` below the part of the page that uses it."""
    within = parser.parse(("endexplained",))
    parser.delete_first_token()
    return Explained(within)


@register.inclusion_tag("look/parts/problems.html")
def problems(found: Sequence[Problem]) -> dict[str, Any]:
    """The summary of what is wrong, on top of the page, with a link to each field; nothing without problems."""
    return {"problems": found}


@register.inclusion_tag("look/parts/wrong.html")
def wrong(found: Sequence[Problem], field: str) -> dict[str, Any]:
    """The same words again, beside the field; nothing when the field is right."""
    return {"problem": next((each for each in found if each.field == field), None), "field": field}


@register.simple_tag
def wrong_class(found: Sequence[Problem], field: str) -> str:
    """The class of a field that has a problem."""
    return "wrong" if any(each.field == field for each in found) else ""


@register.simple_tag
def described(found: Sequence[Problem], field: str, hint: str = "") -> SafeString:
    """``aria-describedby`` and ``aria-invalid`` of an input, from its hint and its problem."""
    bad = any(each.field == field for each in found)
    ids = " ".join([*([hint] if hint else []), *([f"{field}-wrong"] if bad else [])])
    described_by = format_html(' aria-describedby="{}"', ids) if ids else SafeString("")
    return described_by + SafeString(' aria-invalid="true"' if bad else "")


@register.inclusion_tag("look/parts/option.html")
def option(
    name: str, value: str, label: str, help: str = "", side: str = "", under: str = "", chosen: bool = False
) -> dict[str, Any]:
    """An answer that is itself the submit button. ``side``: a figure on the right, ``under`` it a small word."""
    return {"name": name, "value": value, "label": label, "help": help, "side": side, "under": under, "chosen": chosen}


@register.inclusion_tag("look/parts/due.html")
def due(sentence: Sentence | None, colour: str = "") -> dict[str, Any]:
    """By when and why that day, in the one sentence that letter and message print, too."""
    return {"sentence": sentence, "colour": colour}


@register.inclusion_tag("look/parts/pages.html")
def pages(after: str = "", first: str = "") -> dict[str, Any]:
    """To the next page of a list by keyset, and back to its first; ``after`` and ``first`` are addresses or empty."""
    return {"after": after, "first": first}


@register.inclusion_tag("look/parts/language.html", takes_context=True)
def language_switch(context: template.Context) -> dict[str, Any]:
    """A button that shows this page in the other language."""
    request = context.get("request")
    return {
        "path": _same_page(request) if request is not None else "/",
        "chinese": words.chinese(),
        "csrf_token": context.get("csrf_token"),
        "shown": request is not None,
    }


def _same_page(request: Any) -> str:
    """The address under which this page can be looked at again; the first page for one that has none."""
    match = getattr(request, "resolver_match", None)
    route = table().get(match.view_name) if match else None
    return request.get_full_path() if route is not None and "GET" in route.methods else "/"
