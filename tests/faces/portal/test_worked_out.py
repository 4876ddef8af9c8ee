"""What is worked out and sent stands on the check page with its value, as everything else that leaves does."""

from __future__ import annotations

from tests.cast import Town, person_of_the_register, signed_in
from yichuang.lines.applications import commands


def test_a_retirement_month_is_seen_before_it_is_sent(county: Town) -> None:
    """Born 10 January 1966, a man retires at 60 years and 4 months: in May 2026."""
    member = person_of_the_register("retire-employee")
    opened = commands.begin(member.actor, "retirement")
    opened = commands.answer(member.actor, opened, {"retire_how": "statutory"})
    page = signed_in(member).get(f"/drafts/{opened.draft.public_id}/check").content.decode()
    assert "退休月份（当月1日） 2026年5月1日" in page
    assert "退休类别 男职工（原60岁）" in page
