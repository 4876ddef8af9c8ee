"""Every class of ``retention.yaml`` is searched and ended, and so is every table that names one (TRUST 12).

What a keeper says that it ends is tried in ``test_end``, ``test_people``, ``test_objections`` and ``test_streams``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.module_loading import autodiscover_modules

from tests.platform.retention.test_goes_along import GOES
from yichuang.core.inventory import OPEN, STANDING, WITH_ITS_CASE, Field, Table, tables
from yichuang.core.retention import HAND_OVER, LAPSE, Class
from yichuang.platform.retention.keepers import AnyKeeper, Keeper, Lapse, keepers
from yichuang.platform.retention.rules import classes

autodiscover_modules("inventory")

#: Tables that end with a case, draft or person though no column says so, and what ends them.
ALONG = {
    "files.File": "with what it was handed in for (keeping.leave)",
    "applications.OwedPaper": "with the promise that it stands in (applications.keeping)",
    "licences.Showing": "with the licence that it shows (letting_go)",
    "exchange.Delivery": "with the part that it is about (letting_go)",
    "exchange.Discrepancy": "with the part that it is about (letting_go)",
    "people.Record": "its contents, with the person, account, mandate or proposal (record.erase)",
}


def findings(known: Mapping[str, Class], found: Mapping[str, AnyKeeper], declared: Iterable[Table]) -> list[str]:
    """What is kept for ever though it says otherwise, as sentences that say what to do."""
    wrong = [f"nothing searches the class {name}: register a keeper (keepers.keep)" for name in set(known) - set(found)]
    wrong += [f"{name} is searched and has no period in retention.yaml" for name in set(found) - set(known)]
    for name in set(known) & set(found):
        keeper, then = found[name], known[name].then
        if (then == LAPSE) != isinstance(keeper, Lapse):
            wrong.append(f"{name}: only what lapses ends by itself")
        if isinstance(keeper, Keeper) and (then == HAND_OVER) != (keeper.pack is not None):
            wrong.append(f"{name}: what goes to the archive is packed, and nothing else is")
    claimed = [(model, name) for name, keeper in found.items() for model in keeper.tables]
    wrong += [f"{model} is ended by {name} and by another" for model, name in claimed if dict(claimed)[model] != name]
    ended, goes = dict(claimed), {each.rpartition(".")[0] for each in GOES} | set(ALONG) | {"cases.Event"}
    for table in declared:
        for name in {each.retention or table.retention for each in table.fields} - {STANDING}:
            if name == WITH_ITS_CASE:
                wrong += [] if table.model in goes else [f"{table.model}: nothing ends it with its case"]
            elif ended.get(table.model) != name:
                wrong.append(f"{table.model} names the class {name}, whose keeper does not end it")
    return wrong


def test_every_class_is_searched_and_every_table_ends_by_its_class() -> None:
    known, unreadable = classes()
    assert unreadable == []
    assert findings(known, keepers(), tables()) == []


def test_a_class_that_nothing_searches_and_a_table_that_nothing_ends_are_found() -> None:
    known, _ = classes()
    planted = Table("cases.Diary", "law", "diary", (Field("id", "finds it", OPEN),))
    loose = Table("cases.Note", "law", WITH_ITS_CASE, (Field("id", "finds it", OPEN),))
    assert set(findings({**known, "diary": known["draft"]}, keepers(), [*tables(), planted, loose])) == {
        "nothing searches the class diary: register a keeper (keepers.keep)",
        "cases.Diary names the class diary, whose keeper does not end it",
        "cases.Note: nothing ends it with its case",
    }
    missing = {name: each for name, each in keepers().items() if name != "account"}
    assert "people.Account names the class account, whose keeper does not end it" in findings(known, missing, tables())
