"""The services on offer are found as people look for them (X-05), in one query."""

from __future__ import annotations

import pytest
from django.test.utils import CaptureQueriesContext

from tests.cast import Town
from yichuang.platform.catalog import commands, queries
from yichuang.platform.catalog.models import PackageVersion, SearchEntry

pytestmark = pytest.mark.django_db


def names(text: str) -> list[str]:
    return [each.name for each in queries.services(text)]


@pytest.mark.parametrize(
    "text", ["", "参保", "canbao", "cbyjs", "灵活就业", "yilao", "一保", "参宝一件事", "enrolment"]
)
def test_found(county: Town, text: str) -> None:
    assert "enrolment" in names(text)


@pytest.mark.parametrize("text", ["驾驶证", "zzzz", "、。", "参保 驾驶证"])
def test_not_found(county: Town, text: str) -> None:
    assert names(text) == []


def test_one_query_through_the_index(county: Town) -> None:
    from django.db import connection

    with CaptureQueriesContext(connection) as taken:
        assert names("参保")
    assert len(taken) == 1
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "service_by_grams" in SearchEntry.objects.filter(grams__overlap=["c:参保"]).explain()


def test_a_new_version_is_found_by_its_new_words_alone(county: Town) -> None:
    before = SearchEntry.objects.count()
    current = PackageVersion.objects.get(name="enrolment", current=True)
    text = current.files["package.yaml"]
    files = {**current.files, "package.yaml": text.replace("灵活就业, 城乡居民]", "舞龙灯, 城乡居民]", 1)}
    made, new = commands.publish(files, current.division_id)
    assert new
    assert [each.pk for each in queries.services("舞龙灯")] == [made.pk]
    assert SearchEntry.objects.count() == before
