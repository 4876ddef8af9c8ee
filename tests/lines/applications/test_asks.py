"""What users of other products reported, at the level of commands: days, numbers, texts, who is named (ASKS)."""

from __future__ import annotations

import io
import json
import re
from datetime import date

from django.db import connection, transaction
from django.test import Client
from pypdf import PdfReader

from tests.cast import Member, Town, person_of_the_register, staff
from tests.simulators.world import BY_KEY
from tests.walks.people import file_case, part_of, system_of
from yichuang.core.access import Actor
from yichuang.core.cipher import unseal
from yichuang.core.words import Sentence
from yichuang.lines.applications import commands, queries
from yichuang.lines.applications.kind import ENDED
from yichuang.platform.cases.models import Case, Task
from yichuang.platform.exchange.ledger import BODY_CONTEXT
from yichuang.platform.exchange.models import Delivery
from yichuang.platform.messages.models import Message
from yichuang.platform.notices.models import Notice
from yichuang.platform.people.models import Account
from yichuang.platform.vault.keys import holder

#: Every mark that breaks programs, a character beyond the basic plane, one of a minority script, a long run.
TEXT = "<b>&amp;\"'{{ 7*7 }} ; -- 𠮷野家㐂 བོད་ ئۇيغۇر \\n %(name)s " + "长" * 1500


def dayless(due_on: date | None, why: Sentence | None) -> bool:
    """Whether a part has neither a day nor words for having none."""
    return due_on is None and (why is None or not str(why))


def without_a_day() -> list[tuple[str, str]]:
    """Open parts that have neither a day by which they are due nor a sentence that says why not: (number, matter)."""
    found = []
    for task in Task.objects.exclude(state__in=ENDED).select_related("case"):
        view = queries.case_view(person_actor(task.case), task.case.public_id)
        [part] = [each for each in view.parts if each.task.pk == task.pk]
        if dayless(task.due_on, part.due):
            found.append((task.case.number, task.matter))
    return found


def person_actor(case: Case) -> Actor:
    """Whoever the case belongs to, as they act."""
    member = next(person_of_the_register(key) for key in PEOPLE if BY_KEY[key]["id_number"] == case.person.id_number)
    return member.actor


PEOPLE = ("flexible-1", "flexible-2", "flexible-3", "flexible-4")


def test_every_open_part_has_a_due_day_or_says_why_not(county: Town) -> None:
    """Filed, accepted, waiting for the applicant, going on again (Signalen 2, TRUST 13)."""
    _, accepted, waiting, again = (file_case(person_of_the_register(key)) for key in PEOPLE)
    officer = staff("人社经办一号").actor
    commands.accept(officer, part_of(accepted, "hrss").pk)
    for case in (waiting, again):
        commands.supplement(system_of(part_of(case, "hrss")), part_of(case, "hrss").pk, ["请写明"], "材料不全。")
    commands.resubmit(person_actor(again), part_of(again, "hrss").pk, ["送餐员"])
    assert without_a_day() == []
    assert Task.objects.exclude(state__in=ENDED).filter(due_on=None).count() <= 1  # the one whose clock stands still
    assert dayless(None, None)
    assert dayless(None, Sentence(""))
    assert not dayless(None, Sentence("stands still"))


def test_a_number_never_returns_even_after_a_restore(county: Town, resident: Member) -> None:
    """What is filed after going back to an earlier state has another number (Open Zaak 2)."""
    seen: set[str] = set()
    for _ in range(4):
        with transaction.atomic():
            case = file_case(resident)
            assert case.number not in seen
            seen.add(case.number)
            transaction.set_rollback(True)  # as a backup of before would have it
    assert not Case.objects.exists()
    assert file_case(resident).number not in seen
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_default FROM information_schema.columns WHERE table_name = 'cases_case'"
            " AND column_name IN ('number', 'public_id') AND column_default IS NOT NULL"
        )
        assert cursor.fetchall() == []  # no sequence that a restore could rewind


def test_a_text_is_the_same_everywhere(county: Town, resident: Member) -> None:
    """What an applicant writes reaches the officer and the department's system as it was written (Démarche 9)."""
    case = file_case(resident)
    part = part_of(case, "hrss")
    commands.supplement(system_of(part), part.pk, ["请写明"], "材料不全。")
    commands.resubmit(resident.actor, part.pk, [TEXT])
    sheet = queries.part_sheet(staff("人社经办一号").actor, part.public_id)
    [payload] = [sheet.payloads[each.position] for each in sheet.events if each.verb == "resubmit"]
    assert payload["answers"] == [TEXT]
    sent = Delivery.objects.get(subject_id=part.pk, type__contains="supplemented")
    key = holder().unwrap(bytes(sent.wrapped_key), BODY_CONTEXT)
    event = json.loads(unseal(key, bytes(sent.body), context=BODY_CONTEXT))
    assert event["data"]["answers"] == [TEXT]


def test_nothing_that_goes_out_names_staff(county: Town, resident: Member) -> None:
    """Messages and papers of a whole case name no official and no phone (Signalen 5)."""
    officer, other = staff("人社经办一号"), staff("医保经办一号")
    case = file_case(resident)
    for acting, code in ((officer, "hrss"), (other, "medical")):
        part = part_of(case, code)
        commands.take(acting.actor, part.pk)
        if code == "hrss":
            commands.supplement(acting.actor, part.pk, ["请写明"], "材料不全。")
            commands.resubmit(resident.actor, part.pk, ["送餐员"])
        commands.accept(acting.actor, part.pk)
        commands.grant(acting.actor, part.pk, "已登记。")
    client = Client()
    client.force_login(Account.objects.get(pk=resident.account_id))
    texts = [each.text for each in Message.objects.filter(case_id=case.pk)]
    for notice in Notice.objects.filter(case_id=case.pk):
        paper = client.get(f"/cases/{case.public_id}/papers/{notice.number}.pdf")
        pages = PdfReader(io.BytesIO(paper.content)).pages
        texts.append(re.sub(r"\s", "", "".join(page.extract_text() for page in pages)))
    assert len(texts) >= 5
    for text in texts:
        for name in ("经办一号", officer.phone, other.phone, resident.phone, BY_KEY["flexible-1"]["id_number"]):
            assert name not in text, text[:200]
