"""One walk: its runs in order, each step printed with case number, holder and time taken."""

from __future__ import annotations

import base64
import secrets
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

import yaml
from django.conf import settings

from yichuang.core.cipher import notes, trees
from yichuang.core.words import N_, Sentence
from yichuang.lines.applications.kind import STATE_WORDS
from yichuang.platform.audit import sealing
from yichuang.platform.cases.reconcile import Difference, differences
from yichuang.platform.exchange.models import System
from yichuang.platform.people import commands as people
from yichuang.platform.people import queries as people_queries
from yichuang.platform.people.models import Department
from yichuang.project.errors import WalkError
from yichuang.project.terminal import chinese, padded, said
from yichuang.project.walking.client import Client
from yichuang.project.walking.papers import picture
from yichuang.project.walking.people import invent

#: What an officer does to a part, in order, as it is printed.
_VERBS = {
    "take": N_("officer took the part"),
    "accept": N_("officer accepted"),
    "note-receipt": N_("officer noted the other system's number"),
    "grant": N_("officer granted"),
}


@dataclass
class Walk:
    """The state of a walk: where the installation is, what was filed, what is printed."""

    base: str
    declared: Mapping[str, Any]
    systems: Mapping[str, System]
    say: Callable[[str], None]
    desk: frozenset[str] = frozenset()
    #: Seconds to wait for the last outcome of a case.
    patience: float = 60.0
    numbers: list[str] = field(default_factory=list)
    #: What was filed: by which run, and by whom it can be read.
    filed: list[tuple[Mapping[str, Any], Client, Mapping[str, Any]]] = field(default_factory=list)
    closing: ExitStack = field(default_factory=ExitStack)
    #: Everybody who has signed in.
    clients: list[Client] = field(default_factory=list)
    _since: float = field(default_factory=time.monotonic)

    def step(self, what: str, number: str = "", holder: str = "") -> None:
        """Print one step with the time since the step before."""
        now = time.monotonic()
        took, self._since = now - self._since, now
        self.say(f"  {padded(what, 44)} {number:<26} {padded(holder, 16)} {took:6.2f} s")

    def sms(self) -> str:
        """The address of the SMS stand-in."""
        return min(
            (each for each in self.systems.values() if each.kind == System.Kind.SMS), key=lambda one: one.rank
        ).endpoint

    def client(self, phone: str) -> Client:
        """A session signed in with ``phone``; its connections are closed when the walk ends."""
        client = self.closing.enter_context(Client(self.base))
        client.sign_in(phone, self.sms())
        self.clients.append(client)
        return client


def walk(
    declared: Mapping[str, Any], base: str, desk: frozenset[str], say: Callable[[str], None], patience: float
) -> list[Difference]:
    """Do every run of a walk and compare both sides' records; returns the differences (none: all is well).

    Departments in ``desk`` work at the desk here while the walk runs, and go back to what they were; those that have
    no system of their own always do.
    """
    systems = {each.code: each for each in System.objects.all()}
    state = Walk(base, declared, systems, say, desk, patience)
    without = Department.objects.filter(code__in=declared["officers"], reach=Department.Reach.DESK)
    state.desk |= frozenset(without.values_list("code", flat=True))
    with at_desk(desk), state.closing:
        for run in declared["runs"]:
            say(run["title"]["zh-hans" if chinese() else "en"])
            _run(state, run)
        say(said(N_("Receipts")))  # after all of them: one checkpoint proves many
        for run, client, case in state.filed:
            _prove(state, client, case)
            if run["by"] == "clerk":
                client.post("/window/leave")
    found = differences(frozenset(state.numbers))
    state.step(said(N_("the records differ: %(count)s"), count=len(found)) if found else said(N_("the records agree")))
    return found


@contextmanager
def at_desk(desk: Collection[str]) -> Iterator[None]:
    """Let these departments work at the desk meanwhile, and go back to what they were."""
    before = {each.code: each.reach for each in Department.objects.filter(code__in=desk)}
    try:
        for code in desk:
            people.set_reach(code, Department.Reach.DESK)
        if desk:
            time.sleep(people_queries.DEPARTMENTS_FRESH + 0.5)  # the web processes read departments every few seconds
        yield
    finally:
        for code, reach in before.items():
            people.set_reach(code, Department.Reach(reach))


def _run(walk: Walk, run: Mapping[str, Any]) -> None:
    phone, name, number = invent(walk.systems, run["person"])
    if run["by"] == "clerk":
        client = _clerk(walk, run["account"])
        client.post("/window/person", {"name": name, "id_number": number})
        walk.step(said(N_("clerk saw the identity card")))
    elif run["by"] == "employer":
        client = _employer(walk, run)
        run = {**run, "answers": _filled(run["answers"], {"phone": phone, "name": name, "number": number})}
    else:
        client = walk.client(phone)
        walk.step(said(N_("resident signed in")))
        client.post("/identify", {"name": name, "id_number": number})
        walk.step(said(N_("name, number and phone match")))
    case = file(walk, run, client)
    for code in sorted(walk.desk):
        _work_at_desk(walk, code, case["number"])
    _await(walk, run, client, case["case"])
    walk.filed.append((run, client, case))


def _employer(walk: Walk, run: Mapping[str, Any]) -> Client:
    """The representative of a demo company, acting for it; the company's register confirms them."""
    people = {each["key"]: each for each in _demo("people")["people"]}
    company = next(each for each in _demo("organisations")["organisations"] if each["key"] == run["company"])
    wanted = company["representative"]["id_number"]
    who = next(each for each in people.values() if each["id_number"] == wanted)
    client = walk.client(who["phone"])
    walk.step(said(N_("resident signed in")))
    client.post("/identify", {"name": who["name"], "id_number": who["id_number"]})
    mandate = client.post("/companies", {"credit_code": company["code"]})
    client.post("/acting", {"mandate": mandate["id"]})
    walk.step(said(N_("acts for the company")), holder=company["name"])
    return client


def _filled(answers: Mapping[str, str], known: Mapping[str, str]) -> dict[str, str]:
    """The answers with what is known of the invented person in the places that are kept for it."""
    return {key: text.format(**known) for key, text in answers.items()}


def file(walk: Walk, run: Mapping[str, Any], client: Client) -> dict[str, Any]:
    """Answer what the guide asks, hand in papers, submit twice; what was filed. Raises WalkError for another end.

    What the run ``owes`` is not handed in: at a window it is taken on without, the visitor promises it (容缺受理).
    """
    draft = client.post(f"/services/{walk.declared['service']}/drafts")
    walk.step(said(N_("service opened, registers asked")))
    answers, given = dict(run["answers"]), 0
    hands = [_clerk(walk, run["window"]), client] if "window" in run else []
    ticks = list(run.get("ticks", ()))
    while draft["ask"] or ticks:
        if not draft["ask"]:
            tick = ticks.pop(0)
            draft = client.post(f"/drafts/{draft['id']}/answers", {"answers": {tick: "true"}})
            walk.step(said(N_("ticked: %(fact)s"), fact=tick))
            continue
        if hands and given:
            client, draft = _hand_over(walk, client, hands.pop(0), draft)
        fact = draft["ask"][0]["fact"]
        if fact not in answers:
            raise WalkError("no-answer", N_("The guide asks %(fact)s, for which the walk has no answer."), fact=fact)
        draft = client.post(f"/drafts/{draft['id']}/answers", {"answers": {fact: answers[fact]}})
        given += 1
        walk.step(said(N_("answered: %(fact)s"), fact=fact))
    owes = list(run.get("owes", ()))
    draft = _hand_in(walk, client, draft, owes)
    if not draft["complete"] or set(draft["matters"]) != set(run["ends"]):
        raise WalkError(
            "other-matters",
            N_("The guide came to %(found)s, the walk expects %(wanted)s."),
            found=", ".join(draft["matters"] + draft["refusals"]) or draft["outcome"],
            wanted=", ".join(run["ends"]),
        )
    key, body = {"Idempotency-Key": secrets.token_hex(16)}, {"version": draft["version"]}
    body |= {"owed": owes, "promised": True} if owes else {}
    filed: dict[str, Any] = client.post(f"/drafts/{draft['id']}/file", body, **key)
    again = client.post(f"/drafts/{draft['id']}/file", body, **key)
    if again["number"] != filed["number"] or again["new"]:
        raise WalkError("twice", N_("The same submission twice made two cases."))
    walk.numbers.append(filed["number"])
    walk.step(said(N_("filed (twice, still one case)")), filed["number"])
    return filed


def _hand_in(walk: Walk, client: Client, draft: dict[str, Any], owes: Collection[str]) -> dict[str, Any]:
    """A picture of every paper that nothing proves, but of those that follow later."""
    for paper in draft["materials"]:
        if not paper["files"] and paper["material"] not in owes:
            draft = client.hand_in(f"/drafts/{draft['id']}/materials/{paper['material']}", "page.png", picture())
            walk.step(said(N_("handed in: %(paper)s"), paper=paper["material"]))
    return draft


def _clerk(walk: Walk, account: str) -> Client:
    client = walk.client(staff_phone(account))
    walk.step(said(N_("clerk signed in")), holder=account)
    return client


def _hand_over(walk: Walk, here: Client, there: Client, draft: dict[str, Any]) -> tuple[Client, dict[str, Any]]:
    """Take the draft from one screen to the other by its code; what was answered must have come along."""
    code = here.post(f"/drafts/{draft['id']}/hand-over")["code"]
    taken = there.post("/continue", {"code": code})
    if taken["id"] != draft["id"] or taken["values"] != draft["values"]:
        raise WalkError("other-draft", N_("The code led to another draft, or answers were lost on the way."))
    walk.step(said(N_("handed over by its code, every answer there")))
    return there, taken


def _work_at_desk(walk: Walk, code: str, number: str) -> None:
    """An officer finds the parts by due day, takes each, accepts, notes the other system's number, grants."""
    client = walk.client(staff_phone(walk.declared["officers"][code]))
    walk.step(said(N_("officer signed in")), holder=code)
    found, after = [], ""
    while True:
        page = client.get("/tasks", list="open", after=after)
        found += [row["task"] for row in page["tasks"] if row["number"] == number]
        after = page["next"] or ""
        if not after:
            break
    for task in found:
        for verb, body in (
            ("take", {}),
            ("accept", {}),
            ("note-receipt", {"receipt_number": f"DESK-{secrets.token_hex(4).upper()}"}),
            ("grant", {"reason": "已登记。"}),
        ):
            sheet = client.post(f"/tasks/{task}/{verb}", body)
            walk.step(said(_VERBS[verb]), number, sheet["part"]["holder"])


def _await(walk: Walk, run: Mapping[str, Any], client: Client, case: str) -> None:
    """Wait until every part has its outcome, printing what changes."""
    seen: dict[str, str] = {}
    deadline = time.monotonic() + walk.patience
    while True:
        view = client.get(f"/cases/{case}")
        for part in view["parts"]:
            if seen.get(part["matter"]) != part["state"]:
                seen[part["matter"]] = part["state"]
                state = Sentence(STATE_WORDS[part["state"]])
                what = said(N_("%(matter)s: %(state)s"), matter=part["matter"], state=state)
                walk.step(what, view["number"], part["holder"])
        if view["state"] == "concluded":
            break
        if time.monotonic() > deadline:
            raise WalkError(
                "not-concluded",
                N_("%(number)s was not concluded within %(seconds)s seconds: %(states)s"),
                number=view["number"],
                seconds=int(walk.patience),
                states=", ".join(f"{part['matter']} {part['state']} ({part['reached']})" for part in view["parts"]),
            )
        time.sleep(0.1)
    ends = {part["matter"]: part["state"] for part in view["parts"]}
    if ends != dict(run["ends"]):
        raise WalkError(
            "other-end", N_("The parts ended as %(found)s, expected %(wanted)s."), found=ends, wanted=run["ends"]
        )


def _prove(walk: Walk, client: Client, filed: Mapping[str, Any]) -> None:
    """Wait until the filing is below a signed checkpoint, and check the proof and that the promise was kept."""
    log, deadline = sealing.log_key(), time.monotonic() + sealing.WITHIN
    while (proof := client.get(f"/cases/{filed['case']}/proof"))["events"][0]["index"] is None:
        if time.monotonic() > deadline:
            raise WalkError("not-sealed", N_("%(number)s is not sealed after a minute."), number=filed["number"])
        time.sleep(0.5)
    first, said_then = proof["events"][0], notes.taken_apart(proof["checkpoint"])[0]
    seen = notes.Checkpoint.read(said_then)
    leaf = trees.leaf_hash(seen.suite, first["entry"].encode())
    path = [bytes.fromhex(each) for each in first["path"]]
    kept = proof["promise"] == filed["promise"] and base64.b64encode(leaf).decode() in filed["promise"]
    proved = kept and trees.included(seen.suite, leaf, first["index"], seen.size, path, seen.root)
    if not (proved and notes.is_signed(proof["checkpoint"], log) and notes.is_signed(filed["promise"], log)):
        raise WalkError("not-proved", N_("The proof of %(number)s does not hold."), number=filed["number"])
    place = {"place": first["index"] + 1, "size": seen.size}
    walk.step(said(N_("receipt proved: record %(place)s of %(size)s"), **place), filed["number"])


def staff_phone(key: str) -> str:
    """The phone of a demo staff account, by its key in ``demo/accounts.yaml``."""
    return str(next(row["phone"] for row in _demo("accounts")["staff"] if row["key"] == key))


def _demo(name: str) -> Any:
    """One of the demo's files."""
    return yaml.safe_load((settings.CONTENT / "demo" / f"{name}.yaml").read_text("utf-8"))
