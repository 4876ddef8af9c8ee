"""A department's own system gets a token for what it may do, and nobody else does (RFC 6749 § 4.4, RFC 7523)."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest

from tests.cast import Town
from tests.platform.tokens.programs import ALL, AUDIENCE, Program, url64
from tests.simulators.world import Key
from yichuang.core import clock
from yichuang.platform.audit.sealing import Sealer
from yichuang.platform.audit.verifying import differences
from yichuang.platform.exchange.models import System
from yichuang.platform.people.commands import set_reach
from yichuang.platform.people.models import Department
from yichuang.platform.tokens import assertions, commands
from yichuang.platform.tokens.models import Assertion, Token, TokenRecord


@pytest.fixture
def hrss(county: Town) -> Program:
    """The system of 人社局."""
    return Program.of(county, "hrss")


@pytest.fixture
def medical(county: Town) -> Program:
    """The system of 医保局."""
    return Program.of(county, "medical")


def last_record() -> TokenRecord:
    return TokenRecord.objects.latest("at", "id")


def refused(answer: Any, status: int, error: str, code: str) -> None:
    """The answer says it in the protocol's word and in a sentence, and it is on record."""
    assert (answer.status_code, answer.json()["error"], answer.json()["code"]) == (status, error, code)
    assert answer.json()["sentence"]
    assert answer.json()["error_description"].isascii()
    assert answer.headers["Cache-Control"] == "no-store"
    assert (last_record().verb, last_record().reason) == ("refused", code)
    assert not Token.objects.exists()


def test_it_works(hrss: Program) -> None:
    answer = hrss.ask("parts.read parts.work")
    assert answer.status_code == 200
    said = answer.json()
    assert (said["token_type"], said["expires_in"], said["scope"]) == ("Bearer", 600, "parts.read parts.work")
    assert answer.headers["Cache-Control"] == "no-store"
    held = Token.objects.get()
    assert (held.system_id, held.scopes) == ("hrss", ["parts.read", "parts.work"])
    assert said["access_token"].encode() not in bytes(held.blind)
    assert (last_record().verb, last_record().token_id, last_record().scopes) == (
        "issued",
        held.pk,
        "parts.read parts.work",
    )


def test_by_the_newer_name_of_the_same_algorithm(hrss: Program) -> None:
    assert hrss.ask(assertion=hrss.assertion({"alg": "Ed25519"})).status_code == 200


def test_what_is_signed_by_another_key_is_refused(hrss: Program, medical: Program) -> None:
    hrss.key = medical.key
    refused(hrss.ask(), 401, "invalid_client", "not-signed")
    assert last_record().system == "hrss"


def test_no_algorithm_is_no_signature(hrss: Program) -> None:
    head, body, _ = hrss.assertion({"alg": "none"}).split(".")
    refused(hrss.ask(assertion=f"{head}.{body}."), 401, "invalid_client", "not-signed")


def test_the_public_key_is_no_secret_to_sign_with(hrss: Program) -> None:
    import hashlib
    import hmac

    head, body, _ = hrss.assertion({"alg": "HS256"}).split(".")
    public = System.objects.get(pk="hrss").public_key.encode()
    forged = url64(hmac.new(public, f"{head}.{body}".encode(), hashlib.sha256).digest())
    refused(hrss.ask(assertion=f"{head}.{body}.{forged}"), 401, "invalid_client", "not-signed")


@pytest.mark.parametrize("text", ["x", "a.b.c", "é.b.c", "..", "eyJhbGciOiJFZERTQSJ9.e30.", "a" * 7000])
def test_what_is_no_assertion_is_refused(hrss: Program, text: str) -> None:
    refused(hrss.ask(assertion=text), 401, "invalid_client", "not-signed")
    assert last_record().system == ""


@pytest.mark.parametrize(
    "audience",
    [
        "https://elsewhere.example/api/v1/oauth/token",
        AUDIENCE + "/",
        AUDIENCE[:-6],
        [AUDIENCE, "https://elsewhere"],
        [],
    ],
)
def test_what_is_meant_for_another_server_is_refused(hrss: Program, audience: object) -> None:
    answer = hrss.ask(assertion=hrss.assertion(aud=audience))
    refused(answer, 401, "invalid_client", "wrong-claim" if audience == [] else "wrong-audience")


def test_the_audience_may_stand_in_a_list(hrss: Program) -> None:
    assert hrss.ask(assertion=hrss.assertion(aud=[AUDIENCE])).status_code == 200


@pytest.mark.parametrize("claim", ["iss", "sub", "aud", "exp", "jti"])
def test_without_one_of_its_claims_it_is_refused(hrss: Program, claim: str) -> None:
    answer = hrss.ask(assertion=hrss.assertion(**{claim: None}))
    refused(answer, 401, "invalid_client", "not-signed" if claim == "sub" else "wrong-claim")


@pytest.mark.parametrize(
    "claims",
    [{"iss": "medical"}, {"jti": "x" * 201}, {"jti": "\ud800"}, {"jti": 5}, {"exp": "soon"}, {"exp": 1e300}],
    ids=str,
)
def test_a_claim_that_is_not_right_is_refused(hrss: Program, claims: dict[str, object]) -> None:
    refused(hrss.ask(assertion=hrss.assertion(**claims)), 401, "invalid_client", "wrong-claim")


def test_an_assertion_expires(hrss: Program) -> None:
    now = int(time.time())
    refused(hrss.ask(assertion=hrss.assertion(exp=now - 61)), 401, "invalid_client", "assertion-expired")
    refused(hrss.ask(assertion=hrss.assertion(nbf=now + 90)), 401, "invalid_client", "wrong-claim")


def test_an_assertion_that_would_hold_for_ever_is_refused(hrss: Program) -> None:
    far = int(time.time()) + 3600
    refused(hrss.ask(assertion=hrss.assertion(exp=far)), 401, "invalid_client", "assertion-too-long")


def test_an_assertion_works_once(hrss: Program) -> None:
    text = hrss.assertion()
    assert hrss.ask(assertion=text).status_code == 200
    Token.objects.all().delete()
    refused(hrss.ask(assertion=text), 401, "invalid_client", "assertion-used")


def test_an_assertion_is_used_up_by_a_refusal_too(hrss: Program) -> None:
    text = hrss.assertion()
    refused(hrss.ask("parts.everything", assertion=text), 400, "invalid_scope", "wrong-scope")
    refused(hrss.ask(assertion=text), 401, "invalid_client", "assertion-used")


def test_two_systems_may_choose_the_same_id(hrss: Program, medical: Program) -> None:
    assert hrss.ask(assertion=hrss.assertion(jti="1")).status_code == 200
    assert medical.ask(assertion=medical.assertion(jti="1")).status_code == 200


def test_used_assertions_are_forgotten_when_they_have_expired(hrss: Program) -> None:
    hrss.token()
    Assertion.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    hrss.token()
    assert Assertion.objects.count() == 1


@pytest.mark.parametrize("scope", ["", " ", "parts.everything", "parts.read parts.everything", "PARTS.READ"])
def test_a_scope_that_it_may_not_have_is_refused(hrss: Program, scope: str) -> None:
    refused(hrss.ask(scope), 400, "invalid_scope", "wrong-scope")


def test_a_system_without_scopes_gets_no_token(hrss: Program) -> None:
    System.objects.filter(pk="hrss").update(scopes=[])
    refused(hrss.ask("parts.read"), 400, "invalid_scope", "wrong-scope")


@pytest.mark.parametrize(
    ("form", "error", "code"),
    [
        ({"grant_type": ""}, "invalid_request", "token-request"),
        ({"grant_type": "password"}, "unsupported_grant_type", "grant-type"),
        ({"client_assertion_type": ""}, "invalid_request", "token-request"),
        ({"client_assertion": ""}, "invalid_request", "token-request"),
    ],
)
def test_another_protocol_is_refused(hrss: Program, form: dict[str, str], error: str, code: str) -> None:
    refused(hrss.ask(**form), 400, error, code)


def test_only_a_department_whose_system_is_connected_gets_one(hrss: Program) -> None:
    set_reach("hrss", Department.Reach.DESK)
    refused(hrss.ask(), 401, "invalid_client", "not-signed")


def test_a_register_gets_none(county: Town) -> None:
    System.objects.filter(pk="population").update(scopes=ALL.split())
    population = Program("population", Key.of(county["population"].var, "population"))
    refused(population.ask(), 401, "invalid_client", "not-signed")


def test_too_many_within_a_minute_are_refused_and_no_bad_one_counts(hrss: Program) -> None:
    for _ in range(commands.MOST + 5):
        assert hrss.ask(assertion="x.y.z").status_code == 401
    for _ in range(commands.MOST):
        assert hrss.ask().status_code == 200
    answer = hrss.ask()
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    assert last_record().reason == "too-many-tokens"
    TokenRecord.objects.filter(verb="issued").update(at=clock.now() - commands.MINUTE)
    assert hrss.ask().status_code == 200


def test_nobody_fills_the_record(hrss: Program) -> None:
    forged = f"{hrss.assertion()}x"
    for _ in range(commands.MOST + 20):
        hrss.ask(assertion=forged)
    assert TokenRecord.objects.count() == commands.MOST
    hrss.ask("parts.everything")
    assert last_record().reason == "wrong-scope"  # another reason is noted all the same


def test_the_record_is_sealed_and_a_change_is_found(hrss: Program) -> None:
    hrss.token()
    assert Sealer().run() is not None
    assert list(differences()) == []
    TokenRecord.objects.update(scopes="parts.conclude")
    assert list(differences()) != []


def test_the_audience_is_the_address_of_this_installation(hrss: Program) -> None:
    assert assertions.audience() == AUDIENCE
