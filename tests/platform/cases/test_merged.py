"""Lists and counts of what nobody may see: nothing, and no error."""

from __future__ import annotations

import pytest

from yichuang.core.identifiers.keys import new_id
from yichuang.platform.cases.models import Task
from yichuang.platform.cases.paging import counted, merged

LISTS = {"open": ("open",), "ended": ("granted", "refused")}


@pytest.mark.django_db
def test_of_what_nobody_may_see_every_list_is_empty_and_every_count_nothing() -> None:
    office = new_id()
    for found in (Task.objects.none(), Task.objects.filter(department_id=office)):
        assert merged(found, ("-state_since", "-id"), 3, {"state": LISTS["ended"]}) == []
        assert counted(found.order_by("due_on", "id"), LISTS) == {("open",): 0, ("ended",): 0}
        by_office = counted(found.order_by("due_on", "id"), LISTS, [office])
        assert by_office == {(office, "open"): 0, (office, "ended"): 0}
