"""Invented people for walks: a valid number under a place that no county has, known to the population register."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any

import httpx
from django.conf import settings

from yichuang.core import clock
from yichuang.core.identifiers import make_id_number
from yichuang.core.words import N_
from yichuang.platform.exchange.models import System
from yichuang.project.errors import WalkError

#: A division code that no place has, so that an invented number belongs to nobody.
NOWHERE = "439900"


def invent(systems: Mapping[str, System], wanted: Mapping[str, Any]) -> tuple[str, str, str]:
    """Let the population stand-in know a new person as ``wanted``; returns (phone, name, number).

    The serial's parity says the sex (GB 11643). Raises WalkError when the stand-in refuses.
    """
    born = wanted["birth_date"] if isinstance(wanted["birth_date"], date) else date.fromisoformat(wanted["birth_date"])
    register = systems[settings.POPULATION_SYSTEM]
    for _ in range(20):
        serial = secrets.randbelow(450) * 2 + (1 if wanted["sex"] == "male" else 0) + 100
        # The day is drawn anew, so that years of walks do not run out of numbers.
        day = date.fromordinal(born.toordinal() - secrets.randbelow(300))
        number = make_id_number(NOWHERE, day, serial % 1000)
        phone = f"1990{secrets.randbelow(10_000_000):07d}"
        name = "走查" + "".join(secrets.choice("一二三四五六七八九十") for _ in range(3))
        person = {
            "id_number": number,
            "name": name,
            "phone": phone,
            "items": {"birth_date": day.isoformat(), "sex": wanted["sex"], "division": wanted["division"]},
        }
        answer = httpx.post(f"{register.endpoint}/people", json=person, timeout=10, trust_env=False)
        if answer.status_code == 201:
            for code, items in wanted.get("registers", {}).items():
                _hold(systems[code], person, items)
            return phone, name, number
        if answer.status_code != 409:  # 409: the number is taken; draw again
            break
    raise WalkError(
        "no-person",
        N_("The population stand-in did not take an invented person (%(status)s)."),
        status=answer.status_code,
    )


def _hold(register: System, person: Mapping[str, Any], items: Mapping[str, Any]) -> None:
    """Let another register stand-in hold what it is to know of the person. Raises WalkError when it refuses.

    ``{today}`` in a text is the day of the walk.
    """
    held = {key: each.format(today=clock.today()) if isinstance(each, str) else each for key, each in items.items()}
    answer = httpx.post(f"{register.endpoint}/people", json={**person, "items": held}, timeout=10, trust_env=False)
    if answer.status_code != 201:
        raise WalkError(
            "no-person",
            N_("The stand-in %(system)s did not take an invented person (%(status)s)."),
            system=register.code,
            status=answer.status_code,
        )
