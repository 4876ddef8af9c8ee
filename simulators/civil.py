"""Civil status in the population register: present name and number, former numbers, death, children under age."""

import json
from collections.abc import Mapping
from typing import Any

import yaml

from simulators.canonical import canonical
from simulators.clock import stamp
from simulators.config import Config, read_yaml
from simulators.errors import Refusal
from simulators.identity import is_id_number, is_name
from simulators.store import Store
from simulators.web import Answer, Request

SCHEMA = """
create table if not exists civil (
    id_number text primary key,
    former text not null default '[]',
    deceased_on text,
    children text not null default '[]',
    touched integer not null default 0
) strict;
"""


class Civil:
    """What the register knows of a person beside the items: a person without a row here is alive and has none of it."""

    def __init__(self, store: Store, config: Config) -> None:
        self._store = store
        file = config.path("people")
        try:
            people = read_yaml(file)["people"]
            by_key = {each["key"]: each for each in people}
            rows = [
                (each["id_number"], canonical([_named(by_key[key]) for key in each["civil"]["children"]]).decode())
                for each in people
                if "civil" in each
            ]
        except (OSError, yaml.YAMLError, KeyError, TypeError, UnicodeDecodeError) as error:
            raise config.wrong("people", f"points to {file}, which cannot be used ({error!r})") from error
        with store.transaction() as connection:
            connection.executemany(
                "insert into civil (id_number, children) values (?, ?) "
                "on conflict (id_number) do update set children = excluded.children where not touched",
                rows,
            )

    def ask(self, request: Request) -> Answer:
        """What is known under a present or a former number."""
        body = request.json()
        if set(body) != {"id_number", "purpose"} or not is_id_number(body["id_number"]):
            raise Refusal(422, "items", "Give a number and a purpose.", invalid=["id_number"])
        number = self._present(body["id_number"])
        held = self._store.one("select name from held where id_number = ?", (number,))
        if held is None:
            return Answer(200, {"found": False})
        row = self._store.one("select * from civil where id_number = ?", (number,))
        return Answer(
            200,
            {
                "found": True,
                "name": held["name"],
                "id_number": number,
                "former": json.loads(row["former"]) if row else [],
                "deceased_on": row["deceased_on"] if row else None,
                "children": json.loads(row["children"]) if row else [],
                "as_of": stamp(),
            },
        )

    def _present(self, number: str) -> str:
        """The number that took the place of this one, or itself."""
        for row in self._store.all("select id_number, former from civil"):
            if number in json.loads(row["former"]):
                return str(row["id_number"])
        return number

    def change(self, said: Mapping[str, Any]) -> Answer:
        """By hand: ``id_number`` and any of ``name``, ``new_number``, ``deceased_on``, ``children``, ``phone``."""
        number = said.get("id_number")
        held = self._store.one("select * from held where id_number = ?", (number,))
        known = {"id_number", "name", "new_number", "deceased_on", "children", "phone"}
        if held is None or set(said) - known:
            raise Refusal(422, "civil", "Give the number of somebody who is held, and what changes.")
        if not is_name(said.get("name", "x")) or not is_id_number(said.get("new_number", number)):
            raise Refusal(422, "civil", "Not a name or not a number.")
        row = self._store.one("select * from civil where id_number = ?", (number,))
        former = json.loads(row["former"]) if row else []
        present = said.get("new_number", number)
        name, items = said.get("name", held["name"]), json.loads(held["items"])
        items |= {key: value for key, value in (("name", name), ("id_number", present)) if key in items}
        died = said.get("deceased_on", row["deceased_on"] if row else None)
        children = said.get("children", json.loads(row["children"]) if row else [])
        with self._store.transaction() as connection:
            connection.execute(
                "update held set id_number = ?, name = ?, phone = ?, items = ?, touched = 1 where id_number = ?",
                (present, name, said.get("phone", held["phone"]), canonical(items).decode(), number),
            )
            connection.execute("delete from civil where id_number = ?", (number,))
            connection.execute(
                "insert into civil (id_number, former, deceased_on, children, touched) values (?, ?, ?, ?, 1)",
                (
                    present,
                    canonical([*former, number] if present != number else former).decode(),
                    died,
                    canonical(children).decode(),
                ),
            )
        return Answer(200, {"changed": True})


def _named(person: Mapping[str, Any]) -> dict[str, str]:
    return {"name": person["name"], "id_number": person["id_number"]}
