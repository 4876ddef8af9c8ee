"""办事指南: the service guide of a package (items of GB/T 39046)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.urls import reverse

from yichuang.core.packages import Citation, Matter, Package
from yichuang.core.packages.schema import Guidance, Phone
from yichuang.core.workdays import parse_period
from yichuang.faces.look.said import in_language, listed, say
from yichuang.faces.present.facts import cited, department_name
from yichuang.platform.catalog import queries as catalog
from yichuang.platform.catalog.models import PackageVersion


@dataclass(frozen=True)
class Line:
    """A sentence with its articles."""

    words: str
    law: list[Citation]


@dataclass(frozen=True)
class Times:
    """How long a matter takes: by law, and as promised here (each empty where nothing is)."""

    statutory: str
    promised: str
    unverified: bool
    law: list[Citation]


@dataclass(frozen=True)
class Office:
    """A department with the matters of the service that it works on."""

    name: str
    duty: str
    matters: list[str]
    times: Times


@dataclass(frozen=True)
class ServicePage:
    """What the guide page of a service shows."""

    name: str
    title: str
    summary: str
    who: Line
    conditions: list[Line]
    materials: list[tuple[str, bool, list[Citation]]]
    steps: list[str]
    offices: list[Office]
    fee: Line
    places: list[str]
    phones: list[Phone]
    laws: list[tuple[str, str]]
    quickest: str
    by_table: bool


def service_address(name: str) -> str:
    """Where a service is found: what its square says."""
    return settings.PUBLIC_URL + reverse("portal:service", args=[name])


def service_page(package: Package, on: date) -> ServicePage:
    """The guide page as of the legal date ``on``."""
    guide = package.service_guide
    offices = _offices(package, on)
    return ServicePage(
        name=package.name,
        title=in_language(package.title),
        summary=in_language(package.summary),
        who=_line(package, guide.who),
        conditions=[_line(package, one) for one in guide.conditions],
        materials=[
            (in_language(one.title), bool(one.proved_by), cited(package, one.law)) for one in package.materials.values()
        ],
        steps=[in_language(one) for one in guide.steps],
        offices=offices,
        fee=_line(package, guide.fee),
        places=[in_language(one) for one in guide.places],
        phones=list(guide.phones),
        laws=[(in_language(one.title), in_language(one.number)) for one in package.law.values()],
        quickest=next((one.times.promised or one.times.statutory for one in offices), ""),
        by_table="organisation" in package.audience,
    )


def _line(package: Package, guidance: Guidance) -> Line:
    return Line(in_language(guidance.text), cited(package, guidance.law))


def times(package: Package, matter: Matter, on: date) -> Times:
    """The times of a matter in words."""
    statutory, promised = package.statutory(matter.clock, on), package.promised(matter.clock, on)
    return Times(
        statutory=say(parse_period(statutory).words()) if statutory else "",
        unverified=not package.sure_of(matter.clock, on),
        promised=say(parse_period(promised).words()) if promised else "",
        law=cited(package, matter.clock.law),
    )


def _offices(package: Package, on: date) -> list[Office]:
    """The departments in the order of their first matter; matters of one department with one time stand together."""
    found: dict[str, list[Matter]] = {}
    for matter in package.matters.values():
        found.setdefault(matter.department, []).append(matter)
    return [
        Office(
            name=department_name(package, code),
            duty=in_language(package.world.departments[code].duty),
            matters=[in_language(matter.title) for matter in matters],
            times=times(package, matters[0], on),
        )
        for code, matters in found.items()
    ]


@dataclass(frozen=True)
class Offered:
    """A service in a list."""

    name: str
    title: str
    summary: str
    offices: str


def offered(text: str = "", audience: str = "") -> list[Offered]:
    """The services on offer, to 'person' or 'organisation' alone where given: those for people before the others.

    With ``text`` those that it finds, best first.
    """
    found = [(row, catalog.compiled(row.digest, row.pk)) for row in catalog.services(text)]
    if not text:
        found.sort(key=lambda one: "person" not in one[1].audience)
    return [_offered(row, package) for row, package in found if not audience or audience in package.audience]


def _offered(row: PackageVersion, package: Package) -> Offered:
    names = dict.fromkeys(department_name(package, matter.department) for matter in package.matters.values())
    return Offered(row.name, in_language(package.title), in_language(package.summary), listed(names))
