"""The one screen that a newcomer sees when everything runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from yichuang.core.words import N_
from yichuang.project.run.members import ADDRESS, read_yaml
from yichuang.project.terminal import chinese, padded, said, tell

RESIDENTS_SHOWN = 3
ROLES = {
    "clerk": N_("clerk"),
    "officer": N_("officer"),
    "department-head": N_("head of a department"),
    "head": N_("head of the hall"),
    "auditor": N_("auditor"),
    "administrator": N_("administrator"),
    "archivist": N_("archivist"),
    "author": N_("author"),
}


def show(port: int, var: Path, *, demo: bool) -> None:
    """Print addresses, and in the demo the accounts and where the sign-in codes appear; the last line says ready."""
    here = f"http://{ADDRESS}:{port}"
    tell()
    _row(N_("portal"), f"{here}/", N_("residents, on a phone"))
    _row(N_("window"), f"{here}/window/", N_("clerks at the counter"))
    _row(N_("desk"), f"{here}/desk/", N_("officers of the bureaus, head of the hall"))
    _row(N_("studio"), f"{here}/studio/", N_("authors of the rules"))
    if demo:
        _show_demo(port)
    tell()
    tell(said(N_("state and logs: %(folder)s; stop: Ctrl-C"), folder=var))
    tell(said(N_("ready: %(address)s"), address=f"{here}/"))


def _show_demo(port: int) -> None:
    systems = read_yaml("demo", "systems.yaml")["systems"]
    accounts = read_yaml("demo", "accounts.yaml")
    listed = read_yaml("demo", "people.yaml")
    people = {each["key"]: each for group in listed.values() for each in group}
    for each in systems:
        if "page" in each["paths"]:
            _row(N_("sign-in codes"), f"http://{ADDRESS}:{port + each['port_offset']}/", N_("the demo's phones"))
    tell()
    tell(said(N_("Demo accounts: sign in with the phone number; the code appears among the sign-in codes.")))
    language = "zh-hans" if chinese() else "en"
    for each in accounts["residents"][:RESIDENTS_SHOWN]:
        person = people[each["person"]]
        who = f"{person['name']} {person['id_number']}"
        _account(each["phone"], said(N_("resident")), f"{who}  {each['shows'][language]}")
    departments = read_yaml("departments.yaml")["departments"]
    for each in accounts["staff"]:
        where = departments[each["department"]]["name"][language]
        _account(each["phone"], said(ROLES.get(each["role"], each["role"])), where)
    tell(said(N_("More of them: %(file)s"), file="content/hunan/demo/accounts.yaml"))


def _row(name: str, address: str, what: str) -> None:
    tell(f"  {padded(said(name), 16)}{address:<34}{said(what)}")


def _account(phone: str, role: str, what: Any) -> None:
    tell(f"  {phone:<16}{padded(role, 18)}{what}")
