"""What becomes of what was filed: officers, visitors and heads make the steps that the walk declares for each part."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

from yichuang.core.words import N_
from yichuang.lines.applications.kind import ENDED, HEAD, TRANSITIONS
from yichuang.project.errors import WalkError
from yichuang.project.terminal import said
from yichuang.project.walking.client import Client
from yichuang.project.walking.papers import picture
from yichuang.project.walking.reached import Reached
from yichuang.project.walking.run import Walk, staff_phone
from yichuang.project.walking.visitors import Visitor, a_phone, on_the_phone

#: From this grade on somebody answers for it.
BAD = 4


class Offices:
    """Officers and heads, signed in, each at what is theirs."""

    def __init__(self, walk: Walk, reached: Reached) -> None:
        self.walk, self.plan, self.reached = walk, walk.declared, reached
        self.officers = {code: walk.client(staff_phone(key)) for code, key in self.plan["officers"].items()}
        self.heads = {code: walk.client(staff_phone(key)) for code, key in self.plan["heads"].items()}
        #: Case number and matter → department and part, of those that are worked on at a desk.
        self.parts: dict[tuple[str, str], tuple[str, str]] = {}

    def look(self) -> None:
        """Read what every officer has to take on, and what was taken on at a window without a paper, page by page."""
        for code, officer in self.officers.items():
            for name in ("open", "accepted"):
                after: str | None = ""
                while after is not None:
                    page = officer.get("/tasks", list=name, after=after)
                    rows = [row for row in page["tasks"] if name == "open" or row["owed_until"]]
                    self.parts |= {(row["number"], row["matter"]): (code, row["task"]) for row in rows}
                    after = page["next"] or None

    def work(self, visitor: Visitor, when: str) -> None:
        """Make the steps that the visitor's plan has ``when`` (``acts`` or ``later``) for each part at a desk."""
        usual: Sequence[str] = self.plan["usual"] if when == "acts" else ()
        declared: Mapping[str, Sequence[str]] = visitor.plan.get(when, {})
        for case in visitor.filed:
            for (number, matter), (code, task) in self.parts.items():
                if number == case["number"]:
                    for verb in declared.get(matter, usual):
                        self._step(verb, visitor, case["case"], code, task)

    def _step(self, verb: str, visitor: Visitor, case: str, code: str, task: str) -> None:
        """One step, by whoever the table lets make it: the visitor rather than the department, where either may."""
        roles = next((each.roles for each in TRANSITIONS if each.verb == verb), frozenset())
        body = self.plan["words"].get(verb, {})
        if verb == "hand-in":
            self._hand_in(on_the_phone(self.walk, visitor), case, task)
        elif verb == "owed-lapsed":
            self._lapsed(on_the_phone(self.walk, visitor), case, task)
        elif "resident" in roles:
            phone = on_the_phone(self.walk, visitor)
            phone.post(f"/cases/{case}/{verb}" if verb == "withdraw" else f"/cases/{case}/parts/{task}/{verb}", body)
        else:
            (self.heads if roles == HEAD else self.officers)[code].post(f"/tasks/{task}/{verb}", body)

    def _hand_in(self, phone: Client, case: str, task: str) -> None:
        """A picture of every paper that the part owes, from the phone; then its card is gone. Raises WalkError."""
        for material in _owed(phone, case, task)["papers"]:
            path = f"/cases/{case}/owed/{material['material']}"
            phone.hand_in(f"{path}/files", "page.png", picture())
            left = phone.post(f"{path}/hand-in")["owed"]
        if any(each["task"] == task for each in left):
            raise WalkError("still-owed", N_("Every paper is there, and the case still says that one is owed."))

    def _lapsed(self, phone: Client, case: str, task: str) -> None:
        """Until the worker has noted that the day for the papers is over. Raises WalkError."""
        deadline = time.monotonic() + self.walk.patience
        while (found := _owed(phone, case, task)["state"]) != "lapsed":
            if time.monotonic() > deadline:
                words = N_("The day for the papers is over, and the worker has not noted it: %(state)s")
                raise WalkError("not-lapsed", words, state=found)
            time.sleep(0.2)

    def wait(self, visitor: Visitor) -> None:
        """Until every part of the visitor's cases has its outcome; then read every paper. Raises WalkError."""
        phone, deadline = on_the_phone(self.walk, visitor), time.monotonic() + self.walk.patience
        for case in visitor.filed:
            while left := [
                f"{part['matter']} {part['state']}"
                for part in phone.get(f"/cases/{case['case']}")["parts"]
                if part["state"] not in ENDED
            ]:
                if time.monotonic() > deadline:
                    raise WalkError(
                        "not-concluded",
                        N_("%(number)s was not concluded within %(seconds)s seconds: %(states)s"),
                        number=case["number"],
                        seconds=int(self.walk.patience),
                        states=", ".join(left),
                    )
                time.sleep(0.1)

    def read(self, visitor: Visitor) -> int:
        """Every paper of the visitor's cases, and their licences, as PDF; how many there were. Raises WalkError."""
        phone, count = on_the_phone(self.walk, visitor), 0
        for case in visitor.filed:
            self._paper(phone, "receipt", f"/cases/{case['case']}/receipt.pdf")
            count += 1
            for paper in phone.get(f"/cases/{case['case']}/papers"):
                self._paper(phone, paper["kind"], f"/cases/{case['case']}/papers/{paper['number']}")
                count += 1
        return count

    def licences(self, visitor: Visitor, clerk: Client) -> int:
        """The visitor's licences, for which a window must have seen them (level 2); how many there were."""
        assert visitor.identity is not None
        _, name, number = visitor.identity
        clerk.post("/window/person", {"name": name, "id_number": number})
        found = clerk.get("/licences")["licences"]
        for each in found:
            self._paper(clerk, "licence", f"/licences/{each['id']}/pdf")
            square = clerk.get(f"/licences/{each['id']}")["verify"].rpartition("/")[2]
            if not clerk.get(f"/verify/{square}")["holds"]:
                raise WalkError("not-verified", N_("%(number)s is not verified."), number=each["number"])
        clerk.post("/window/leave")
        return len(found)

    def _paper(self, client: Client, kind: str, path: str) -> None:
        if not client.fetch(path).startswith(b"%PDF-"):
            raise WalkError("no-paper", N_("%(path)s is no PDF."), path=path)
        self.reached.saw_paper(kind)

    def rate(self, visitor: Visitor, anybody: Client) -> int:
        """What the visitor says of visit and case; a bad one goes the way that is declared. How many were given."""
        rates = visitor.plan.get("rates", {})
        for about, grade in ((each, rates[each]) for each in ("visit", "case") if each in rates):
            body = {"grade": grade}
            if grade >= BAD:
                body |= {"reasons": rates["reasons"]} | ({"phone": a_phone()} if rates.get("phone") else {})
            if about == "visit":
                given = anybody.post(f"/tickets/{visitor.ticket}/rating", body)
            else:
                phone = on_the_phone(self.walk, visitor)
                given = phone.post(f"/cases/{visitor.filed[0]['case']}/rating", body)
            if given["complaint"]:
                for verb in visitor.plan["complaint"]:
                    self._complaint(given["complaint"]["id"], verb)
                self.walk.step(said(N_("a bad rating was answered")), given["complaint"]["number"])
        return len({"visit", "case"} & set(rates))

    def _complaint(self, complaint: str, verb: str) -> None:
        """One step of a complaint, by the head who may make it. Raises WalkError where none may."""
        for head in self.heads.values():
            try:
                verbs = head.get(f"/desk/complaints/{complaint}")["verbs"]
            except WalkError:
                continue  # not theirs
            if verb in verbs:
                head.post(f"/desk/complaints/{complaint}/{verb}", self.plan["words"][verb])
                return
        raise WalkError("nobody", N_("No head may do this with the complaint: %(verb)s"), verb=verb)


def _owed(phone: Client, case: str, task: str) -> Mapping[str, Any]:
    """What the part owes, as the case says it to whoever applied. Raises WalkError where it owes nothing."""
    for each in phone.get(f"/cases/{case}")["owed"]:
        if each["task"] == task:
            found: Mapping[str, Any] = each
            return found
    raise WalkError("nothing-owed", N_("The case says nothing of a paper that is owed."))
