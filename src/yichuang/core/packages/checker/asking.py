"""What is asked of people though somebody holds it already, as far as names tell, and topics that cannot be kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from yichuang.core.packages.checker.outcomes import finding
from yichuang.core.packages.errors import Finding
from yichuang.core.packages.texts import LANGUAGES, in_language
from yichuang.core.words import N_

if TYPE_CHECKING:
    from yichuang.core.packages.package import Package


def check_asking(package: Package) -> Iterator[Finding]:
    """What is asked of people and should not be, or not so; where only names tell that, it is a warning."""
    yield from _facts(package)
    yield from _papers(package)
    yield from _topics(package)


def _facts(package: Package) -> Iterator[Finding]:
    """A fact that is asked and is called what an item of a register is called."""
    items = {
        in_language(item.label, LANGUAGES[0]): (f"{code}.{key}", item)
        for code, registry in package.world.registries.items()
        for key, item in registry.items.items()
    }
    for key, fact in package.facts.items():
        place, item = items.get(in_language(fact.label, LANGUAGES[0]), ("", None))
        if fact.asked and item is not None and item.type == fact.type:
            yield finding(
                package,
                ("facts", key, "ask"),
                "asked-of-register",
                N_("“%(key)s” is asked, and %(place)s is called the same. If it is the same, look it up."),
                key=key,
                place=place,
            )


def _topics(package: Package) -> Iterator[Finding]:
    """Topics that no order keeps together."""
    if not package.asking.together:
        topics = dict.fromkeys(fact.topic for fact in package.facts.values() if fact.topic)
        yield finding(
            package,
            ("facts",),
            "topic",
            N_(
                "No order asks each topic in one go: %(topics)s. What is only sent is asked when its matter is "
                "certain: give it a topic of its own, or pin less."
            ),
            topics=", ".join(topics),
        )


def _papers(package: Package) -> Iterator[Finding]:
    """A paper called like a licence on record, or that is to prove what a register of this package says."""
    held = {key: fact for key, fact in package.facts.items() if fact.registry}
    for at, one in enumerate(package.text.materials):
        proofs = {proof.licence for proof in one.proved_by} | {proof.fact for proof in one.proved_by}
        if any(proof.level for proof in one.proved_by):
            continue
        title, why = in_language(one.title, LANGUAGES[0]), in_language(one.why, LANGUAGES[0])
        licences = [
            code
            for code, licence in package.world.licences.items()
            if code not in proofs and in_language(licence.title, LANGUAGES[0]) in title
        ]
        facts = [
            key
            for key, fact in held.items()
            if key not in proofs
            and len(in_language(fact.label, LANGUAGES[0])) > 1
            and in_language(fact.label, LANGUAGES[0]) in title + why
        ]
        if licences or (facts and not one.proved_by):
            yield finding(
                package,
                ("materials", at),
                "paper-held",
                N_("“%(code)s” is asked though %(held)s may prove it: name that in “proved_by”."),
                code=one.code,
                held=", ".join([*licences, *facts]),
            )
