"""What is held about ratings and complaints, and why."""

from __future__ import annotations

from yichuang.core.inventory import (
    INTERNAL,
    PERSONAL,
    SENSITIVE,
    STANDING,
    WITH_ITS_CASE,
    Field,
    Table,
    declare,
)

BY_CHOICE = "国办发〔2019〕51号, GB/T 39734-2020: given by choice; each bad one is put right"
GIVEN = (
    Field("id", "finds the rating", INTERNAL),
    Field("public_id", "names it, at random", INTERNAL),
    Field("department", "who answers for it", INTERNAL),
    Field("grade", "which of the five grades", PERSONAL),
    Field("reasons", "what was ticked", PERSONAL),
    Field("words", "what the person wrote, sealed", SENSITIVE),
    Field("channel", "where it was given", INTERNAL),
    Field("rated_at", "when", PERSONAL),
    Field("set_aside_at", "when an appeal against it was found right", INTERNAL),
)

declare(
    Table(
        "ratings.Rating",
        basis=BY_CHOICE,
        retention=WITH_ITS_CASE,
        readers="whoever gave it, with the case; figures count it",
        fields=(
            *GIVEN,
            Field("case", "what was rated", PERSONAL),
            Field("task", "which part of it", PERSONAL),
        ),
    ),
    Table(
        "ratings.VisitRating",
        basis=BY_CHOICE,
        retention="ticket",
        readers="whoever holds the address of the ticket; figures count it",
        fields=(
            *GIVEN,
            Field("ticket_id", "which visit, so that it is rated once", INTERNAL),
            Field("window", "at which window", INTERNAL),
            Field("service", "for what kind of matter", INTERNAL),
            Field("clerk", "who sat there, so that they are given nothing of it", PERSONAL),
        ),
    ),
    Table(
        "ratings.Complaint",
        basis=BY_CHOICE,
        retention=WITH_ITS_CASE,
        subject="complaint",
        fields=(
            Field("task", "the part of its case", PERSONAL),
            Field("source", "a rating or a report", INTERNAL),
            Field("rating", "which rating of a matter", PERSONAL),
            Field("visit", "which rating of a visit", INTERNAL),
            Field("department", "whose doing it is about", PERSONAL),
            Field("service", "what it is about", PERSONAL),
            Field("grade", "which of the five grades", PERSONAL),
            Field("reasons", "what was ticked", PERSONAL),
            Field("words", "what the person wrote, sealed", SENSITIVE),
            Field("phone", "where they may be called, left for this, sealed", SENSITIVE),
            Field("overseer", "the hall whose heads see it", INTERNAL),
            Field("called_at", "when they were called back last", PERSONAL),
            Field("reached", "whether somebody spoke with them", PERSONAL),
            Field("appealed_by", "who appealed against the rating", PERSONAL),
            Field("second", "who decides on the appeal", PERSONAL),
        ),
    ),
    Table(
        "ratings.Invitation",
        basis=BY_CHOICE,
        retention=WITH_ITS_CASE,
        readers="nobody: that nobody is asked twice",
        fields=(
            Field("case", "about which case somebody was asked", PERSONAL),
            Field("asked_at", "when", PERSONAL),
        ),
    ),
    Table(
        "ratings.Cause",
        basis="none needed: numbers alone",
        retention=STANDING,
        subject="cause",
        fields=(
            Field("id", "finds the cause", INTERNAL),
            Field("division", "in which division", INTERNAL),
            Field("overseer", "the hall whose heads see it", INTERNAL),
            Field("department", "whose doing", INTERNAL),
            Field("service", "what it is about", INTERNAL),
            Field("reason", "which reason", INTERNAL),
            Field("times", "how often", INTERNAL),
            Field("days", "within how many days", INTERNAL),
            Field("raised_at", "when it was found", INTERNAL),
        ),
    ),
)
