"""What is held about people, accounts, posts and sessions, and why."""

from __future__ import annotations

from yichuang.core.inventory import (
    DUTY,
    INTERNAL,
    OPEN,
    OWN_WORKING,
    PERSONAL,
    SECRET,
    SENSITIVE,
    STANDING,
    Field,
    Table,
    declare,
)

STAFF = "everybody who signs in, through the names of departments on pages"
NOBODY = "no page shows it; code alone compares it"

declare(
    Table(
        "people.Division",
        basis=OWN_WORKING,
        retention=STANDING,
        readers=STAFF,
        fields=(
            Field("code", "which division", OPEN),
            Field("name", "what it is called", OPEN),
            Field("parent", "to which it belongs", OPEN),
            Field("valid_from", "since when the code is used", OPEN),
            Field("valid_to", "until when the code was used", OPEN),
        ),
    ),
    Table(
        "people.Department",
        basis=OWN_WORKING,
        retention=STANDING,
        readers=STAFF,
        fields=(
            Field("id", "finds the department", INTERNAL),
            Field("code", "what packages call it", OPEN),
            Field("names", "what it is called", OPEN),
            Field("division", "of which division it is", OPEN),
            Field("reach", "whether its own system or the desk is used", INTERNAL),
            Field("copy_order", "in which order its own system shows the items", INTERNAL),
            Field("objection", "how to object to its decisions, for letters", OPEN),
            Field("address", "where it is, for letters", OPEN),
            Field("phone", "whom to call, for letters: an office's number", OPEN),
        ),
    ),
    Table(
        "people.Person",
        basis=DUTY,
        retention="person",
        subject="person",
        fields=(
            Field("id", "finds the person", INTERNAL),
            Field("public_id", "names the person in addresses, at random", INTERNAL),
            Field("name", "who the applicant is", SENSITIVE),
            Field("id_number", "sent to departments whose matters declare it", SENSITIVE),
            Field("id_blind", "one record for one number, without opening any", SENSITIVE),
            Field("created_at", "since when we know them", PERSONAL),
        ),
    ),
    Table(
        "people.Account",
        basis=DUTY,
        retention="person",
        readers="the account's own owner; colleagues see an official's display name",
        fields=(
            Field("id", "finds the account", INTERNAL),
            Field("public_id", "names the account, at random", INTERNAL),
            Field("phone", "where codes and messages go", SENSITIVE),
            Field("phone_blind", "finds the account of a phone, without opening any", SENSITIVE),
            Field("person", "whose account it is, once matched", PERSONAL),
            Field("level", "how surely we know who signs in", PERSONAL),
            Field("display", "what colleagues see of an official", PERSONAL),
            Field("holds_posts", "whether posts have to be looked for", INTERNAL),
            Field("is_active", "whether it may sign in", INTERNAL),
            Field("last_login", "kept by the framework at sign-in", PERSONAL),
            Field("created_at", "since when it exists", PERSONAL),
        ),
    ),
    Table(
        "people.Post",
        basis=OWN_WORKING,
        retention=STANDING,
        readers="the holder; auditors, through the page of who can reach a record",
        fields=(
            Field("id", "finds the post", INTERNAL),
            Field("account", "who holds it", PERSONAL),
            Field("department", "where", INTERNAL),
            Field("role", "in which capacity", INTERNAL),
            Field("from_day", "since when", INTERNAL),
            Field("to_day", "until when", INTERNAL),
        ),
    ),
    Table(
        "people.SignInCode",
        basis=DUTY,
        retention="sign-in",
        readers=NOBODY,
        fields=(
            Field("id", "finds the code", INTERNAL),
            Field("phone_blind", "for which phone", SENSITIVE),
            Field("code_digest", "compares what is typed", SECRET),
            Field("created_at", "counts codes within ten minutes", INTERNAL),
            Field("expires_at", "ends it", INTERNAL),
            Field("attempts", "stops guessing", INTERNAL),
            Field("used_at", "once only", INTERNAL),
        ),
    ),
    Table(
        "people.MatchAttempt",
        basis=DUTY,
        retention="sign-in",
        readers=NOBODY,
        fields=(
            Field("id", "tells one try from another", INTERNAL),
            Field("account", "who tried", PERSONAL),
            Field("at", "when", INTERNAL),
            Field("matched", "stops guessing of numbers", INTERNAL),
        ),
    ),
    Table(
        "sessions.Session",
        basis=DUTY,
        retention="session",
        readers=NOBODY,
        fields=(
            Field("session_key", "names the session in the cookie", SECRET),
            Field("session_data", "who signed in and who stands at the window, signed", PERSONAL),
            Field("expire_date", "ends it", INTERNAL),
        ),
    ),
    *(
        # Tables of the framework that stay empty here: access is decided by the policy alone.
        Table(model, OWN_WORKING, STANDING, tuple(Field(name, "unused", INTERNAL) for name in names), readers=NOBODY)
        for model, names in {
            "auth.Permission": ("id", "name", "content_type", "codename"),
            "auth.Group": ("id", "name", "permissions"),
            "contenttypes.ContentType": ("id", "app_label", "model"),
        }.items()
    ),
)
