"""The order of questions is reckoned once, when a package is published, and kept with the version."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from tests.cast import Town
from tests.core.packages.sample import CONTENT
from yichuang.core.packages import load
from yichuang.platform.catalog.models import PackageVersion
from yichuang.platform.catalog.queries import compiled, current, world


def test_the_order_is_kept_with_the_version_and_read_from_it(county: Town) -> None:
    reckoned = load(CONTENT / "enrolment", world()).asking.keys
    kept = PackageVersion.objects.get(name="enrolment", current=True)
    assert tuple(kept.asking) == reckoned
    assert current("enrolment").package.kept == reckoned
    assert current("enrolment").package.order == reckoned


def test_what_was_published_before_that_was_kept_is_reckoned_when_it_is_used(county: Town) -> None:
    kept = PackageVersion.objects.get(name="newborn", current=True)
    package = load(kept.files, world())
    assert (package.kept, package.order) == ((), tuple(kept.asking))
    assert compiled(kept.digest, kept.pk).order == package.order


def test_it_is_never_changed(county: Town) -> None:
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        PackageVersion.objects.filter(name="newborn").update(asking=[])
