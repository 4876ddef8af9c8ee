"""Load the demo county: divisions, departments, outside systems, packages, staff accounts. Safe to run again."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.db import transaction

from yichuang.core import clock
from yichuang.core.identifiers import parse_phone, public_id
from yichuang.core.words import N_
from yichuang.platform.catalog import commands as catalog
from yichuang.platform.exchange.models import System
from yichuang.platform.people.models import Account, Department, Division, Post
from yichuang.platform.people.queries import phone_blind
from yichuang.project.terminal import said

#: Where stand-ins are: on this machine, at a port that follows the installation's.
STAND_INS = "http://127.0.0.1:"


def load(base_port: int, keys: Path, say: Callable[[str], None] = print) -> None:
    """Load ``settings.CONTENT`` with stand-in systems at ``base_port`` plus their offsets; ``keys`` holds ``*.pub``.

    What exists is brought up to date; what people filed is left alone.
    """
    content: Path = settings.CONTENT
    with transaction.atomic():
        divisions(content / "divisions.csv")
        systems = yaml.safe_load((content / "demo" / "systems.yaml").read_text("utf-8"))["systems"]
        reached = {each["department"] for each in systems if each["kind"] == "department"}
        departments(content / "departments.yaml", reached)
        for each in systems:
            system(each, base_port, keys)
        catalog.keep_world(content)
        staff(yaml.safe_load((content / "demo" / "accounts.yaml").read_text("utf-8"))["staff"])
    for folder in sorted(path.parent for path in content.glob("*/package.yaml")):
        version, new = catalog.publish(folder, settings.DIVISION)
        what = N_("%(name)s: version %(version)s published") if new else N_("%(name)s: version %(version)s as before")
        say("  " + said(what, name=version.name, version=version.version))


def divisions(path: Path) -> None:
    """Bring the table of divisions up to date; parents stand before their children in the file."""
    with path.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    made = [
        Division(
            code=row["code"],
            name=row["name"],
            parent_id=row["parent"] or None,
            valid_from=date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
            valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        )
        for row in rows
    ]
    Division.objects.bulk_create(
        made,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "parent", "valid_from", "valid_to"],
    )


def departments(path: Path, reached: set[str]) -> None:
    """Bring the departments up to date: those in ``reached`` have a system of their own, the others the desk."""
    declared = yaml.safe_load(path.read_text("utf-8"))["departments"]
    for code, each in declared.items():
        Department.objects.update_or_create(
            code=code,
            defaults={
                "names": each["name"],
                "division_id": settings.DIVISION,
                "reach": Department.Reach.CONNECTOR if code in reached else Department.Reach.DESK,
                "copy_order": each["copy_order"],
                "objection": each["objection"],
            },
        )


def system(declared: Mapping[str, Any], base_port: int, keys: Path) -> None:
    """Bring one outside system up to date: where it is, whose it is, which key is its own.

    Only while its stand-in answers for it: an administrator who entered another address has another system there, with
    a key and limits of its own, and all of its row stays.
    """
    held = System.objects.filter(code=declared["code"]).values_list("endpoint", flat=True).first()
    if held is not None and not held.startswith(STAND_INS):
        return
    System.objects.update_or_create(
        code=declared["code"],
        defaults={
            "kind": declared["kind"],
            "names": declared["title"],
            "register": declared.get("register", ""),
            "department": declared.get("department", ""),
            "endpoint": f"{STAND_INS}{base_port + declared['port_offset']}",
            "public_key": (keys / f"{declared['code']}.pub").read_text().strip(),
            "timeout_ms": declared["timeout_ms"],
            "min_level": declared.get("min_level", 1),
            "wait_limit_minutes": declared.get("wait_limit_minutes", 10),
            "rank": declared.get("rank", 1),
            "scopes": declared.get("scopes", []),
        },
    )


def staff(declared: list[Mapping[str, str]]) -> None:
    """Bring the staff accounts and their posts up to date."""
    known = {each.code: each for each in Department.objects.all()}
    for each in declared:
        number = parse_phone(each["phone"])
        account, _ = Account.objects.update_or_create(
            phone_blind=phone_blind(number),
            defaults={"display": each["name"], "holds_posts": True},
            create_defaults={
                "phone": number,
                "public_id": public_id(),
                "display": each["name"],
                "holds_posts": True,
                "created_at": clock.now(),
            },
        )
        Post.objects.get_or_create(
            account=account,
            department=known[each["department"]],
            role=each["role"],
            defaults={"from_day": date(2026, 1, 1)},
        )
