"""What a loaded package still has wrong: words that lead nowhere, needless questions, promises beyond the statute."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from yichuang.core.packages.files import near
from yichuang.core.packages.marks import Marked, YamlPath
from yichuang.core.packages.owing import check_owing
from yichuang.core.packages.parameters import period, place
from yichuang.core.words import N_, Sentence

if TYPE_CHECKING:
    from yichuang.core.packages.facts import Fact
    from yichuang.core.packages.package import Package

# Working days a calendar unit has at least, so that a promise in one unit is never let pass against another.
_LEAST_WORKDAYS = {"workdays": 1.0, "days": 5 / 7, "months": 20.0, "years": 240.0}


def check(package: Package, marks: Mapping[str, Marked]) -> None:
    """Add what is wrong to the findings of ``marks``, at file and line."""
    marked = marks["package.yaml"]
    _codes(package, marked)
    _references(package, marked)
    _facts(package, marked)
    _needless(package, marked)
    _parameters(package, marks)
    _clocks(package, marked)
    _owing(package, marked)
    _dates(package, marks)
    _law(package, marks)


def _known(marked: Marked, path: YamlPath, code: str, known: Iterable[str], template: str) -> None:
    if code in known:
        return
    closest = near(code, known)
    what = Sentence(template, {"code": code})
    near_it = Sentence(N_("%(what)s Did you mean “%(near)s”?"), {"what": what, "near": closest})
    marked.note(path, "unknown", near_it if closest else what)


def _codes(package: Package, marked: Marked) -> None:
    """Matters, refusals, referrals and materials share one list of codes."""
    seen: set[str] = set()
    text = package.text
    parts = {
        "matters": [one.code for one in text.matters],
        "refusals": [one.code for one in text.refusals],
        "referrals": [one.code for one in text.referrals],
        "materials": [one.code for one in text.materials],
    }
    for part, codes in parts.items():
        for at, code in enumerate(codes):
            if code in seen:
                marked.find((part, at), "twice", N_("“%(key)s” stands here twice."), key=code)
            seen.add(code)


def _references(package: Package, marked: Marked) -> None:
    matter, department, licence, fact = (
        N_("There is no matter “%(code)s”."),
        N_("There is no department “%(code)s”."),
        N_("There is no licence “%(code)s”."),
        N_("There is no fact “%(code)s”: nobody supplies it."),
    )
    text, world = package.text, package.world
    for at, key in enumerate(text.order):
        had = {one for one, each in package.facts.items() if each.derive is None and each.parameter is None}
        _known(marked, ("order", at), key, had, N_("“%(code)s” is nothing that is asked or looked up."))
        if key in text.order[:at]:
            marked.find(("order", at), "twice", N_("“%(key)s” stands here twice."), key=key)
    for at, one in enumerate(text.matters):
        path: YamlPath = ("matters", at)
        _known(marked, (*path, "department"), one.department, world.departments, department)
        if one.pays:
            _known(marked, (*path, "pays", "collector"), one.pays.collector, world.departments, department)
        for index, given in enumerate(one.gives):
            _known(marked, (*path, "gives", index, "licence"), given.licence, world.licences, licence)
        for index, key in enumerate(one.sends):
            _known(marked, (*path, "sends", index), key, package.facts, fact)
    for at, refusal in enumerate(text.refusals):
        for index, code in enumerate(refusal.refuses):
            _known(marked, ("refusals", at, "refuses", index), code, package.matters, matter)
    for at, referral in enumerate(text.referrals):
        _known(marked, ("referrals", at, "department"), referral.department, world.departments, department)
        for index, code in enumerate(referral.refers):
            _known(marked, ("referrals", at, "refers", index), code, package.matters, matter)
    for at, material in enumerate(text.materials):
        for index, code in enumerate(material.matters):
            _known(marked, ("materials", at, "matters", index), code, package.matters, matter)
        for index, proof in enumerate(material.proved_by):
            if proof.licence is not None:
                _known(marked, ("materials", at, "proved_by", index), proof.licence, world.licences, licence)
            if proof.fact is not None:
                _proving_fact(package, marked, ("materials", at, "proved_by", index), proof.fact)
    for at, group in enumerate(text.never):
        for index, code in enumerate(group):
            _known(marked, ("never", at, index), code, package.matters, matter)


def _proving_fact(package: Package, marked: Marked, path: YamlPath, key: str) -> None:
    """Only what a register holds proves a paper needless; a person's own word proves nothing."""
    registered = [code for code, fact in package.facts.items() if fact.registry]
    _known(marked, path, key, registered, N_("There is no fact “%(code)s” that a register holds."))


def _facts(package: Package, marked: Marked) -> None:
    held = {key: code for code, one in package.world.registries.items() for key in one.items}
    for key, fact in package.facts.items():
        path: YamlPath = ("facts", key)
        if key == "today":
            marked.find(path, "today", N_("“today” is the legal date; a fact needs another name."))
        if fact.registry:
            _registry_fact(package, marked, fact)
        elif fact.asked and key in held:
            marked.find(
                (*path, "ask"),
                "held",
                N_("“%(key)s” is asked though the register “%(registry)s” holds it."),
                key=key,
                registry=held[key],
            )
        for name in fact.members.keys() & {*package.facts, "today"}:
            marked.find(
                (*path, "members", name),
                "twice",
                N_("“%(key)s” is the name of a fact, too; a rule could not tell them apart."),
                key=name,
            )
        if fact.type == "choice" and not fact.options:
            marked.find(path, "options", N_("A choice has options."))
        if fact.tick and not package.ticks[key]:
            marked.find((*path, "tick"), "tick", N_("This tick brings no matter."))
        if fact.bounds and fact.type not in ("money", "integer"):
            marked.find((*path, "bounds"), "bounds", N_("Only an amount has bounds."))
        codes = {"true", "false"} if fact.type == "boolean" else fact.options.keys()
        if fact.likely and (
            fact.likely.keys() != codes or min(fact.likely.values()) < 0 or not any(fact.likely.values())
        ):
            marked.find(
                (*path, "likely"),
                "likely",
                N_("“likely” says of each answer how many give it, and of some that somebody does."),
            )
        if fact.type == "boolean" and not fact.options.keys() <= {"true", "false"}:
            marked.find((*path, "options"), "options", N_("A yes-or-no question has the options “true” and “false”."))


def _registry_fact(package: Package, marked: Marked, fact: Fact) -> None:
    path: YamlPath = ("facts", fact.key, "from")
    item = package.world.item(fact.place or "")
    if item is None:
        registries = package.world.registries
        places = [f"{code}.{key}" for code, one in registries.items() for key in one.items]
        _known(marked, path, fact.place or "", places, N_("There is no register item “%(code)s”."))
        return
    if (item.type, item.format, item.unit) != (
        fact.type,
        fact.format,
        fact.unit,
    ) or item.options.keys() != fact.options.keys():
        marked.find(
            path,
            "item",
            N_("The register holds “%(place)s” as another type, in another unit or with other options."),
            place=fact.place,
        )
    held = {key: (one.type, one.format, one.unit, set(one.options)) for key, one in item.members.items()}
    if held != {key: (one.type, one.format, one.unit, set(one.options)) for key, one in fact.members.items()}:
        marked.find(
            ("facts", fact.key, "members"),
            "item",
            N_("The register holds other members of “%(place)s”."),
            place=fact.place,
        )
    allowed = {"boolean": bool, "integer": int, "money": int, "list": list}.get(fact.type, str)
    if fact.if_absent is None:
        return
    fits = type(fact.if_absent) is allowed and (fact.type != "choice" or fact.if_absent in fact.options)
    if not fits:
        marked.find(("facts", fact.key, "if_absent"), "value", N_("“if_absent” is no value of this fact."))


def _needless(package: Package, marked: Marked) -> None:
    """A fact that no department gets and no rule reads is not taken from anyone."""
    used = {key for matter in package.matters.values() for key in matter.sends}
    for rule in package.conditions.values():
        used |= rule.names
    for key in package.facts:
        used |= package.names_behind(key)
    for rule in package.derived.values():
        used |= rule.names
    for key in package.facts:
        if key not in used:
            marked.find(("facts", key), "needless", N_("No department gets “%(key)s” and no rule reads it."), key=key)


def _parameters(package: Package, marks: Mapping[str, Marked]) -> None:
    marked = marks["package.yaml"]
    missing = N_("There is no parameter “%(code)s”.")
    used: set[str] = set()
    for key, fact in package.facts.items():
        for name, path in ((fact.parameter, ("facts", key, "from")), (fact.among, ("facts", key, "among"))):
            if name is None:
                continue
            used.add(name)
            _known(marked, path, name, package.parameters, missing)
            kind = "money-list" if name == fact.among else fact.type
            figure = package.figure(name, package.in_force)
            if name in package.parameters and figure is None:
                marked.find(path, "date", N_("“%(name)s” has no value on %(day)s."), name=name, day=package.in_force)
            elif figure is not None and figure.type != kind:
                marked.find(path, "type", N_("“%(name)s” is of another type."), name=name)
            elif figure is not None and name == fact.parameter and figure.unit != (fact.unit or ""):
                marked.find(
                    ("facts", key, "unit"),
                    "unit",
                    N_("“%(name)s” has the unit “%(there)s” in parameters.csv, and “%(here)s” here."),
                    name=name,
                    there=figure.unit or "–",
                    here=fact.unit or "–",
                )
    used |= {time for matter in package.matters.values() for time in matter.clock.times}
    used |= set(package.text.owing.times if package.text.owing else ())
    for name in package.parameters.keys() - used:
        marks["parameters.csv"].find((), "unused", N_("Nothing uses the parameter “%(name)s”."), name=name)


def _clocks(package: Package, marked: Marked) -> None:
    """Each time is one; whatever figures hold over the years, none promises more than the statute beside it."""
    for at, matter in enumerate(package.text.matters):
        path: YamlPath = ("matters", at, "clock")
        statutes = _times(package, marked, (*path, "statutory"), matter.clock.statutory)
        if matter.clock.extension is not None:
            _times(package, marked, (*path, "extension", "by"), matter.clock.extension.by)
        for text, promised in _times(package, marked, (*path, "promised"), matter.clock.promised):
            for longest, statutory in statutes:
                if _longer(promised, statutory):
                    marked.find(
                        (*path, "promised"),
                        "promise",
                        N_("The promise (%(promised)s) is longer than the statute (%(statutory)s)."),
                        promised=text,
                        statutory=longest,
                    )


def _owing(package: Package, marked: Marked) -> None:
    """What is owed has a time, and it is there in time."""
    owing = package.text.owing
    names = {"term": owing.term, "longest": owing.longest, "before": owing.before} if owing else {}
    times = {text: _times(package, marked, ("owing", name), text) for name, text in names.items() if text}
    for matter in package.text.matters:
        for text in matter.clock.times:
            read = [str(figure.value) for figure in package.parameters.get(text, ())] or [text]
            times.setdefault(text, [(each, found) for each in read if (found := period(each)) is not None])
    check_owing(package, marked, times)


def _times(package: Package, marked: Marked, path: YamlPath, written: str | None) -> list[tuple[str, tuple[int, str]]]:
    """The times that a clock may come to, as written and as read; a finding for what is no time."""
    if written is None:
        return []
    if written in package.parameters and package.figure(written, package.in_force) is None:
        marked.find(path, "date", N_("“%(name)s” has no value on %(day)s."), name=written, day=package.in_force)
    texts = [str(figure.value) for figure in package.parameters.get(written, ())] or [written]
    for text in texts:
        if period(text) is None:
            marked.find(path, "period", N_("“%(text)s” is no time: write “10 workdays”."), text=text)
    return [(text, read) for text in texts if (read := period(text)) is not None]


def _longer(promised: tuple[int, str], statutory: tuple[int, str]) -> bool:
    if promised[1] == statutory[1]:
        return promised[0] > statutory[0]
    return promised[0] * _LEAST_WORKDAYS[promised[1]] > statutory[0] * _LEAST_WORKDAYS[statutory[1]]


def _dates(package: Package, marks: Mapping[str, Marked]) -> None:
    """No source ends before it begins; no example is of a day before the package."""
    for key, source in package.law.items():
        if source.until is not None and source.until < source.in_force:
            what = N_("“%(name)s” ends on %(until)s, before it begins on %(since)s.")
            days = {"until": source.until, "since": source.in_force}
            marks["law.yaml"].find(("sources", key, "until"), "date", what, name=key, **days)
    for at, example in enumerate(package.examples):
        if example.on < package.in_force:
            what = N_("An example of %(day)s: the package is in force from %(first)s on.")
            path: YamlPath = ("examples", at, "on")
            marks["examples.yaml"].find(path, "date", what, day=example.on, first=package.in_force)


def _law(package: Package, marks: Mapping[str, Marked]) -> None:
    """Every article named exists; every article that exists is named, or says why it is not."""
    named: set[str] = set()
    refs = [
        (marks[name], path, ref)
        for name in ("package.yaml", "examples.yaml")
        for path, ref in _refs(marks[name].value, ())
    ]
    rows = marks["parameters.csv"]
    for versions in package.parameters.values():
        refs += [(rows, place(figure), figure.law) for figure in versions]
    for table in package.tables.values():
        refs += [(marks[table.file], (row.number,), ref) for row in table.rows for ref in row.law]
    articles = {f"{key}/{number}" for key, source in package.law.items() for number in source.articles}
    for marked, path, ref in refs:
        named.add(ref)
        _known(marked, path, ref, articles, N_("There is no article “%(code)s” in law.yaml."))
    for key, source in package.law.items():
        for number, article in source.articles.items():
            path = ("sources", key, "articles", number)
            if f"{key}/{number}" not in named and article.not_encoded is None:
                marks["law.yaml"].find(
                    path, "not-encoded", N_("Nothing names this article: name it, or say in “not_encoded” why not.")
                )


def _refs(value: object, path: YamlPath) -> Iterator[tuple[YamlPath, str]]:
    if isinstance(value, dict):
        for key, part in value.items():
            if key in ("law", "because") and isinstance(part, list):
                yield from (((*path, key, at), str(ref)) for at, ref in enumerate(part))
            else:
                yield from _refs(part, (*path, key))
    elif isinstance(value, list):
        for at, part in enumerate(value):
            yield from _refs(part, (*path, at))
