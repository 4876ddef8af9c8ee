"""What is held about objections and payments, and why."""

from __future__ import annotations

from yichuang.core.inventory import (
    DUTY,
    INTERNAL,
    LOGS,
    PERSONAL,
    SECRET,
    SENSITIVE,
    WITH_ITS_CASE,
    Field,
    Table,
    declare,
)

declare(
    Table(
        "applications.Objection",
        basis="政务数据共享条例: the holder's duty to correct; 个人信息保护法 Art. 13(3)",
        retention="objection",
        subject="objection",
        fields=(
            Field("id", "finds the objection", INTERNAL),
            Field("public_id", "names it in addresses, at random", INTERNAL),
            Field("person", "who objects", PERSONAL),
            Field("draft", "in which draft the value stood", PERSONAL),
            Field("department", "who owns the register", PERSONAL),
            Field("registry", "which register", PERSONAL),
            Field("fact", "which value", PERSONAL),
            Field("registered", "what the register says, sealed", SENSITIVE),
            Field("stated", "what the person says, sealed", SENSITIVE),
            Field("raised_at", "when", PERSONAL),
            Field("answer", "what the department says, sealed", SENSITIVE),
            Field("answered_at", "when it was answered", PERSONAL),
        ),
    ),
    Table(
        "applications.Payment",
        basis=DUTY,
        retention=WITH_ITS_CASE,
        subject="case",
        fields=(
            Field("task", "for which part", PERSONAL),
            Field("collector", "who collects", INTERNAL),
            Field("known", "whether the collector has answered", INTERNAL),
            Field("amount_fen", "how much, in fen", PERSONAL),
            Field("pay_by", "until when", PERSONAL),
            Field("where", "where to pay", PERSONAL),
            Field("covered_from", "from when the person is covered", PERSONAL),
            Field("asked_at", "when the collector was asked", INTERNAL),
            Field("next_at", "when it is asked again", INTERNAL),
        ),
    ),
    Table(
        "applications.Handover",
        basis=DUTY,
        retention=WITH_ITS_CASE,
        subject="draft",
        fields=(
            Field("id", "finds the handover", INTERNAL),
            Field("draft", "which draft changes hands", PERSONAL),
            Field("code_blind", "finds it by its code, which is kept nowhere", SECRET),
            Field("issued_by", "who gave the code out", PERSONAL),
            Field("seen_card", "whether a clerk had seen the person's card", INTERNAL),
            Field("created_at", "when", PERSONAL),
            Field("expires_at", "until when the code works", INTERNAL),
            Field("used_at", "when it was used, once", PERSONAL),
            Field("used_by", "who used it", PERSONAL),
        ),
    ),
    Table(
        "applications.HandoverTry",
        basis=LOGS,
        retention="sign-in",
        readers="nobody; counted",
        fields=(
            Field("id", "finds the try", INTERNAL),
            Field("account", "whose wrong tries are counted", PERSONAL),
            Field("at", "when", PERSONAL),
        ),
    ),
    Table(
        "applications.Presence",
        basis=DUTY,
        retention=WITH_ITS_CASE,
        subject="draft",
        fields=(
            Field("id", "finds the presence", INTERNAL),
            Field("draft", "which draft is open", PERSONAL),
            Field("account", "who has it open", PERSONAL),
            Field("channel", "on a phone or at a window", PERSONAL),
            Field("at", "when they last did something", PERSONAL),
        ),
    ),
)
