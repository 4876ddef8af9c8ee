"""A version that goes by working days goes by another notice as soon as it is there; others are compiled once."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from pathlib import Path

from pytest_django.fixtures import Settings

from tests.cast import Town
from tests.core.packages.sample import CONTENT
from yichuang.core.packages import WORKDAYS
from yichuang.core.packages.loader import texts
from yichuang.platform.catalog.commands import publish
from yichuang.platform.catalog.models import PackageVersion
from yichuang.platform.catalog.queries import current

NOTICE = "years: {2027: {source: made up for this test, rest: [2027-01-04]}}"


def test_it_works(county: Town, settings: Settings, tmp_path: Path) -> None:
    files = texts(CONTENT / "newborn")
    old = files["package.yaml"]
    article = re.findall(r"law: \[([^],]+)", old)[0]
    fact = "type: date, label: {zh-hans: 到期日, en: last day}, derive: \"add_working_days(date '2026-12-31', 1)\""
    changed = old.replace("\nfacts:\n", f"\nfacts:\n  last_day: {{{fact}, law: [{article}]}}\n", 1)
    files["package.yaml"] = changed.replace("sends: [", "sends: [last_day, ", 1)
    publish(files, PackageVersion.objects.get(name="newborn", current=True).division_id)
    content = tmp_path / "content"
    shutil.copytree(settings.CONTENT, content)
    settings.CONTENT = content

    def last_day() -> object:
        package = current("newborn").package
        return package.derived["last_day"].evaluate(package.start(dt.date(2026, 12, 1)))

    others = current("enrolment").package
    assert last_day() == dt.date(2027, 1, 4)
    assert current("newborn").package is current("newborn").package
    (content / WORKDAYS).write_text(NOTICE, "utf-8")
    assert last_day() == dt.date(2027, 1, 5)
    assert current("enrolment").package is others
