"""Writes of ``applications`` on the way to a filing: begin, look up, answer, object, file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import cast
from uuid import UUID

from django.conf import settings
from django.db import transaction

from yichuang.core import clock
from yichuang.core.access import Actor, require
from yichuang.core.identifiers import new_id, public_id
from yichuang.core.packages import Answer, Fact, Matter, Undecided
from yichuang.core.packages.world import Registry
from yichuang.core.words import Said
from yichuang.lines.applications import content as contents
from yichuang.lines.applications import manifest, papers
from yichuang.lines.applications.commands import owing
from yichuang.lines.applications.commands.owing import ToFollow
from yichuang.lines.applications.content import Content
from yichuang.lines.applications.errors import (
    MaterialMissing,
    NobodyAtTheWindow,
    OpenCase,
    OtherAudience,
    OtherIdentity,
    UnknownQuestion,
)
from yichuang.lines.applications.kind import APPLICATION
from yichuang.lines.applications.queries.cases import open_case_of
from yichuang.lines.applications.queries.drafts import Opened, applicant_of, newest_draft, open_draft
from yichuang.platform.cases import clocks
from yichuang.platform.cases.errors import Incomplete, Refused, StaleForm
from yichuang.platform.cases.filing import KEY_CONTEXT, Filed, Filing, Part, file
from yichuang.platform.cases.models import Draft
from yichuang.platform.catalog import queries as catalog
from yichuang.platform.catalog.queries import Published
from yichuang.platform.exchange import civil
from yichuang.platform.exchange import queries as exchange
from yichuang.platform.exchange.errors import LevelTooLow, RegisterDown
from yichuang.platform.people import queries as people
from yichuang.platform.people.errors import Deceased
from yichuang.platform.people.models import Department, Organisation, Person
from yichuang.platform.vault.keys import holder


def begin_shown(actor: Actor, service: str, *, again: bool = False) -> Opened:
    """As :func:`begin`, for whoever was shown what is there already: their draft, else an open case of the service.

    Raises OpenCase where a case of the same service has no outcome yet, unless ``again`` confirms that it is about
    something else.
    """
    if not again and newest_draft(applicant_who_may(actor, service), service) is None:
        case = open_case_of(actor, service)
        if case is not None:
            raise OpenCase(case, catalog.current(service).package.one_at_a_time)
    return begin(actor, service)


def applicant_who_may(actor: Actor, service: str) -> UUID:
    """The applicant, of whom the actor may begin a draft of the service. Raises NobodyAtTheWindow, NotAllowed."""
    applicant_id = applicant_of(actor)
    if applicant_id is None or actor.account_id is None:
        raise NobodyAtTheWindow
    require(actor, "answer", "draft", {"applicant_id": applicant_id, "package_version__name": service})
    return applicant_id


def begin(actor: Actor, service: str, about: Person | None = None) -> Opened:
    """The applicant's open draft of ``service``, or a new one with what the registers know already in it.

    A draft of an earlier version goes on by the version in force (`renewed`).

    The applicant is the actor, the visitor at the clerk's window, or whom the actor's mandate is of. Where an
    organisation applies, registers are not asked: they answer about people to these people alone. ``about``: whom it
    is about, where that is not the applicant (an employer's employee); the agent if nobody is named.
    Raises NoSuchService, NobodyAtTheWindow, OtherAudience, NotAllowed, Deceased; OpenCase where the service takes one
    application at a time and one has no outcome yet.
    """
    published = catalog.current(service)
    applicant_id = applicant_who_may(actor, service)
    require_audience(actor, published)
    if about is None and (mine := newest_draft(applicant_id, service)) is not None:
        return renewed(actor, open_draft(actor, mine), published)
    if published.package.one_at_a_time and about is None and (case := open_case_of(actor, service)) is not None:
        raise OpenCase(case, only_one=True)
    own = actor.agent_id if actor.organisation_id and actor.agent_id else applicant_id
    person = about or Person.objects.get(pk=own)
    content, key = Content(), holder().new_data_key()
    if actor.organisation_id is None:
        person = civil.brought_up_to_date(actor, person)
        if person.deceased_on is not None:
            raise Deceased
        look_up(actor, person, published, content)
    else:
        put_organisation(published, content, Organisation.objects.get(pk=actor.organisation_id))
    with transaction.atomic():
        # Pressed twice, both ask the registers; then one at a time: the first makes the draft, the others find it.
        kind = Organisation if actor.organisation_id else Person
        kind._default_manager.select_for_update(no_key=True).get(pk=applicant_id)
        if about is None and (mine := newest_draft(applicant_id, service)) is not None:
            return open_draft(actor, mine)
        draft = new_draft(actor, published, person, content, key)
    return open_draft(actor, draft.public_id)


def renewed(actor: Actor, opened: Opened, published: Published) -> Opened:
    """A draft moved to the version in force: every answer that it can read is kept, registers are asked for the rest.

    One of that version already is returned as it is. Raises NotAllowed, StaleForm.
    """
    draft = opened.draft
    if draft.package_version_id == published.id:
        return opened
    require(actor, "answer", "draft", opened.attributes)
    content = opened.content.readable(published.package)
    if draft.organisation is not None:
        put_organisation(published, content, draft.organisation)
    else:
        look_up(actor, draft.person, published, content)
    changed = Draft.objects.filter(pk=draft.pk, version=draft.version, filed_case_id__isnull=True).update(
        package_version_id=published.id,
        content=contents.sealed(content, opened.key),
        version=draft.version + 1,
        updated_at=clock.now(),
    )
    if not changed:
        raise StaleForm
    return open_draft(actor, draft.public_id)


def put_organisation(published: Published, content: Content, organisation: Organisation) -> None:
    """Note what the register of organisations confirmed of the organisation: it is neither asked nor typed."""
    register = settings.ORGANISATION_SYSTEM
    confirmed = {"name": organisation.name, "code": organisation.code}
    for fact in published.package.facts.values():
        if fact.registry == register and (item := contents.item_of(fact)) in confirmed:
            content.put(fact, confirmed[item], register, organisation.as_of)


def require_audience(actor: Actor, published: Published) -> None:
    """Raises OtherAudience where the service is for people and an organisation applies, or the other way round."""
    wanted = "organisation" if actor.organisation_id else "person"
    if wanted not in published.package.audience:
        raise OtherAudience(wanted)


def new_draft(actor: Actor, published: Published, person: Person, content: Content, key: bytes) -> Draft:
    now = clock.now()
    assert actor.account_id is not None  # ``begin`` has looked
    return Draft.objects.create(
        id=new_id(),
        public_id=public_id(),
        package_version_id=published.id,
        person=person,
        organisation_id=actor.organisation_id,
        account_id=actor.account_id,
        channel=actor.channel,
        content=contents.sealed(content, key),
        wrapped_key=holder().wrap(key, KEY_CONTEXT),
        created_at=now,
        updated_at=now,
    )


def look_up(actor: Actor, person: Person, published: Published, content: Content) -> None:
    """Ask every register that the package draws on, side by side, for what is not yet known.

    A register that is down is noted as such: the page names it, and the guide offers to answer by hand where the
    package allows. Changes ``content`` in memory alone.
    """
    wanted: dict[str, list[Fact]] = {}
    for key, fact in published.package.facts.items():
        if fact.registry is not None and key not in content.facts:
            wanted.setdefault(fact.registry, []).append(fact)
    registries = published.package.world.registries
    systems = {each.register: each for each in exchange.systems().values() if each.register in wanted}

    def ask(code: str) -> exchange.Answer | str:
        try:
            items = [contents.item_of(fact) for fact in wanted[code]]
            found = exchange.look_up(actor, person, systems[code], items, registries[code].law["zh-hans"])
            return contents.DOWN if _of_another(found, person) else found
        except LevelTooLow:
            return ""
        except (KeyError, RegisterDown):
            return contents.DOWN

    with ThreadPoolExecutor(max_workers=max(1, len(wanted))) as pool:
        for code, answer in zip(wanted, pool.map(ask, wanted), strict=True):
            _take_answer(content, wanted[code], registries[code], answer)
    _put_proved(actor, person, published, content)


def _of_another(answer: exchange.Answer, person: Person) -> bool:
    """Whether a register that was asked about ``person`` answered about somebody else; then nothing of it is used."""
    number = answer.items.get("id_number")
    return number is not None and number != person.id_number


#: What an application says of whom it is for: the same as was proved, whatever a register says later.
IDENTITY = ("name", "id_number")


def _proved_by(published: Published, fact: Fact) -> bool:
    """Whether a fact is what signing in, or the card at the window, has proved already."""
    verifies = published.package.world.registries[fact.registry].verifies if fact.registry else []
    return contents.item_of(fact) in verifies and contents.item_of(fact) in IDENTITY


def _put_proved(actor: Actor, person: Person, published: Published, content: Content) -> None:
    """Note name and number from the person where their register gave none now: neither is asked, nor can be another's.

    The register confirmed them when the person signed in; at the window the clerk has seen the card.
    """
    proved = {"name": person.name, "id_number": person.id_number}
    for key, fact in published.package.facts.items():
        held = content.facts.get(key)
        if _proved_by(published, fact) and (held is None or held["value"] is None):
            source = contents.CLERK if actor.role == "clerk" else str(fact.registry)
            content.put(fact, proved[contents.item_of(fact)], source, clock.now())


def _take_answer(content: Content, facts: Sequence[Fact], registry: Registry, answer: exchange.Answer | str) -> None:
    """Note what one register said; values that are none of their kind are nonsense, so it counts as down."""
    code, now = registry.code, clock.now()
    if isinstance(answer, str):
        if answer:
            content.registers[code] = {"state": answer, "at": now.isoformat()}
        return
    try:
        names = {fact.key: contents.item_of(fact) for fact in facts}
        values = {
            fact.key: contents.from_register(fact, registry.items[names[fact.key]], answer.items.get(names[fact.key]))
            for fact in facts
        }
    except (ValueError, Said):
        content.registers[code] = {"state": contents.DOWN, "at": now.isoformat()}
        return
    state = contents.ANSWERED if answer.found else contents.ABSENT
    content.registers[code] = {"state": state, "at": answer.at.isoformat()}
    for fact in facts:
        content.put(fact, values[fact.key], code, answer.at)


def ask_registers_again(actor: Actor, opened: Opened) -> Opened:
    """Ask the registers that were down once more (the person pressed the button, or came back later)."""
    for code in opened.content.down():
        del opened.content.registers[code]
    look_up(actor, opened.draft.person, opened.published, opened.content)
    return _save(opened)


def answer(actor: Actor, opened: Opened, given: Mapping[str, str]) -> Opened:
    """Note answers in text form, all or none. Every other answer stays, also one that does not matter now.

    Raises what ``Fact.read`` raises (a sentence that names the field), UnknownQuestion for what is not asked,
    OtherIdentity for another name or number than was proved.
    """
    require(actor, "answer", "draft", opened.attributes)
    package, now = opened.published.package, clock.now()
    for name, text in given.items():
        fact = package.facts.get(name)
        if fact is None or not opened.may_answer(name):
            raise UnknownQuestion
        value = opened.guide.read(name, text)
        if _proved_by(opened.published, fact) and value != getattr(opened.draft.person, contents.item_of(fact)):
            raise OtherIdentity(name)
        source = contents.CLERK if actor.role == "clerk" else contents.PERSON
        opened.content.put(fact, value, source, now)
    return _save(opened)


def _save(opened: Opened) -> Opened:
    """Save the content; raises StaleForm where somebody else saved meanwhile."""
    draft = opened.draft
    changed = Draft.objects.filter(pk=draft.pk, version=draft.version, filed_case_id__isnull=True).update(
        content=contents.sealed(opened.content, opened.key),
        version=draft.version + 1,
        updated_at=clock.now(),
    )
    if not changed:
        raise StaleForm
    draft.version += 1
    return replace(opened, draft=draft)


def submit(
    actor: Actor, opened: Opened, version: int, key: str = "", body: bytes = b"", follow: ToFollow | None = None
) -> Filed:
    """File the draft as it was at ``version``. The same intention again answers with the same case.

    ``follow``: which papers a clerk takes it on without (容缺受理).
    Raises StaleForm, Incomplete, Refused, OtherBody, Deceased, MaterialMissing, and what ``owing.checked`` does; then
    nothing is written and the draft is as it was.
    """
    require(actor, "file", "draft", opened.attributes)
    draft, guide, package = opened.draft, opened.guide, opened.published.package
    if draft.filed_case_id is None:
        if opened.died is not None:
            raise Deceased
        if draft.version != version:
            raise StaleForm
        if not guide.complete:
            raise Incomplete
        if not opened.fileable:
            raise Refused
        follows = follow.materials if follow is not None else frozenset()
        for one in opened.missing:
            if one.code not in follows:
                raise MaterialMissing(one.code)
    until = owing.checked(actor, opened, follow) if follow is not None and draft.filed_case_id is None else None
    departments = people.departments_cached()
    given = [each for found in opened.attachments.values() for each in found]
    parts = [_part(opened, matter, departments[matter.department], guide.sends(matter)) for matter in guide.matters]
    parts += [_referred(opened, undecided, departments) for undecided in guide.undecided]
    if follow is not None and until is not None:
        parts = [replace(part, owed=_owed(opened, part.matter, follow, until)) for part in parts]
    filing = Filing(
        kind=APPLICATION,
        draft=draft,
        draft_version=version,
        data_key=opened.key,
        division=opened.published.division,
        package=package.name,
        facts={
            "facts": {key: opened.content.facts[key] for key in guide.kept if key in opened.content.facts},
            "sends": {part.matter: dict(part.sends) for part in parts},
        },
        parts=parts,
        callback=f"{settings.PUBLIC_URL}/api/v1/callbacks/{{department}}",
        attachments={each.pk: manifest.noted(each) for each in given},
        told=papers.told_when_filed(opened.phone, len({part.department_code for part in parts})),
    )
    intent = (key or f"{draft.public_id}:{version}", body or draft.public_id.encode())
    if follow is None or until is None:
        return file(filing, actor, *intent)
    with transaction.atomic():
        # Pressed twice, one waits here for the other, and then finds the case.
        Draft.objects.select_for_update(no_key=True).get(pk=draft.pk)
        filed = file(filing, actor, *intent)
        if filed.new:
            owing.take_on(actor, filed.case_id, follow.materials, until)
    return filed


def _owed(opened: Opened, matter: str, follow: ToFollow, until: date) -> list[dict[str, str]]:
    """What the department's own system is told of papers that follow later."""
    mine = opened.published.package.materials_of(matter)
    return [
        {"material": one.code, "title": one.title["zh-hans"], "until": until.isoformat()}
        for one in mine
        if one.code in follow.materials
    ]


def _part(opened: Opened, matter: Matter, department: Department, sends: Mapping[str, object]) -> Part:
    """What filing needs to know of one matter."""
    package, today = opened.published.package, clock.today()
    law = "、".join(package.cite(ref).words("zh-hans") for ref in matter.clock.law)
    statutory, promised = (package.statutory(matter.clock, today), package.promised(matter.clock, today))
    ledger = [(clocks.STATUTORY, statutory, law)] if statutory is not None else []
    if promised is not None:
        ledger.append((clocks.PROMISED, promised, ""))
    return Part(
        matter=matter.code,
        item_code=matter.item_code,
        department_id=department.pk,
        department_code=department.code,
        by_connector=department.reach == Department.Reach.CONNECTOR,
        clocks=tuple(ledger),
        amber=matter.clock.amber,
        sends={key: package.facts[key].plain(cast("Answer | None", value)) for key, value in sends.items()},
        files=[
            manifest.told(package, each)
            for one in package.materials_of(matter.code)
            for each in opened.attachments.get(one.code, ())
        ],
    )


def _referred(opened: Opened, undecided: Undecided, departments: Mapping[str, Department]) -> Part:
    """A matter that no rule decides: a person of the department does, at the desk, whatever system it has."""
    department = departments[undecided.department]
    part = _part(opened, undecided.matter, department, opened.guide.sends_undecided(undecided))
    return replace(part, by_connector=False)
