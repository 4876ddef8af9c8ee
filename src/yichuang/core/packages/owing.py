"""Papers that may follow after intake (容缺受理): which ones, by when, and what contradicts that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from yichuang.core.packages.marks import Marked, YamlPath
from yichuang.core.packages.texts import Ref, Strict
from yichuang.core.words import N_

if TYPE_CHECKING:
    from yichuang.core.packages.package import Package
    from yichuang.core.packages.schema import Matter

#: Working days that a unit has at most, so that a term in one unit is never let pass against a clock in another.
_MOST_WORKDAYS = {"workdays": 1.0, "days": 1.0, "months": 23.0, "years": 262.0}
_LEAST_WORKDAYS = {"workdays": 1.0, "days": 5 / 7, "months": 20.0, "years": 240.0}


class Owable(Strict):
    """That a paper may be owed: the published list or the rule that says so. A key paper has none of this."""

    law: list[Ref] = Field(min_length=1)


class Owing(Strict):
    """By when papers that are owed must be there: ``term`` from intake on, as "5 workdays" or the name of a parameter.

    ``longest``: how far an officer may set the day; without it no further than ``term``. ``before``: how long before
    the last day of the part they must be there, where its clock runs on. ``remind``: with how many working days left
    the applicant is reminded (ours, no law's).
    """

    term: str
    longest: str | None = None
    before: str | None = None
    remind: list[Annotated[int, Field(ge=1, le=60)]] = [3, 1]
    law: list[Ref] = Field(min_length=1)

    @property
    def times(self) -> list[str]:
        """Every time that it names, as "10 workdays" or the name of a parameter."""
        return [each for each in (self.term, self.longest, self.before) if each]


Time = tuple[str, tuple[int, str]]


def check_owing(package: Package, marked: Marked, times: dict[str, list[Time]]) -> None:
    """Add what contradicts itself about owed papers to the findings. ``times``: what each written time may come to."""
    owing, owed = package.text.owing, [at for at, one in enumerate(package.text.materials) if one.owed is not None]
    if owing is None:
        for at in owed:
            what = N_("“%(code)s” may be owed, and the package does not say by when: it needs “owing”.")
            marked.find(("materials", at, "owed"), "owed", what, code=package.text.materials[at].code)
        return
    if not owed:
        marked.find(("owing",), "owed", N_("No paper may be owed: leave “owing” out, or give a paper “owed”."))
    for at in owed:
        material = package.text.materials[at]
        if any(proof.level for proof in material.proved_by):
            what = N_("“%(code)s” says who applies: that is a key paper, and never owed.")
            marked.find(("materials", at, "owed"), "owed", what, code=material.code)
        for matter in package.text.matters:
            if not material.matters or matter.code in material.matters:
                _in_time(package, marked, ("materials", at, "owed"), matter, times)
    _bounded(package, marked, times)


def _in_time(package: Package, marked: Marked, path: YamlPath, matter: Matter, times: dict[str, list[Time]]) -> None:
    """The paper is there before the part's last day, where its clock runs on while it is owed."""
    owing, clock = package.text.owing, matter.clock
    if owing is None or "owed" in clock.pauses_on:
        return
    shown = clock.promised or clock.statutory
    for term, read in times.get(owing.term, ()):
        for _, margin in times.get(owing.before or "", [("", (0, "workdays"))]):
            for last, least in times.get(shown or "", ()):
                needed = _most(read) + _most(margin)
                if needed >= least[0] * _LEAST_WORKDAYS[least[1]]:
                    what = N_(
                        "Owed for %(term)s, it would come after the last day of “%(matter)s” (%(last)s): a shorter "
                        "term, or “pauses_on: [owed]” for its clock."
                    )
                    marked.find(path, "owed", what, term=term, matter=matter.code, last=last)


def _bounded(package: Package, marked: Marked, times: dict[str, list[Time]]) -> None:
    owing = package.text.owing
    if owing is None or owing.longest is None:
        return
    for term, read in times.get(owing.term, ()):
        for longest, most in times.get(owing.longest, ()):
            if _most(read) > most[0] * _LEAST_WORKDAYS[most[1]] and read != most:
                what = N_("The usual term (%(term)s) is longer than the longest (%(longest)s).")
                marked.find(("owing", "longest"), "owed", what, term=term, longest=longest)


def _most(read: tuple[int, str]) -> float:
    return read[0] * _MOST_WORKDAYS[read[1]]
