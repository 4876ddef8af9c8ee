"""Packages as their authors read them: their files, their versions, what two say otherwise; and tried as anybody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import RootModel

from yichuang.core.packages import Package
from yichuang.core.packages.difference import Part, What, differences
from yichuang.core.words import N_, Said
from yichuang.faces.api.schemas import Moment
from yichuang.faces.api.trials import Invented, TrialOut, somebody, trial_out
from yichuang.faces.look.said import in_language
from yichuang.platform.catalog import queries as catalog
from yichuang.platform.catalog import revisions
from yichuang.platform.catalog.errors import NoSuchService
from yichuang.platform.catalog.models import PackageVersion

router = Router()


class PackageOut(Schema):
    """The version in force, with its files as they were published."""

    name: str
    title: str
    version: int
    digest: str
    in_force: date
    files: dict[str, str]


class VersionOut(Schema):
    """One published version. ``revision``: the draft it came of; null where the operator's command published it.

    ``inexact``: what cannot be proved, with what its author looked at instead.
    """

    version: int
    published_at: Moment
    current: bool
    proposed_by: str | None
    decided_by: str | None
    revision: str | None
    inexact: dict[str, str]


class FileValue(RootModel["bool | int | str | list[FileValue] | dict[str, FileValue] | None"]):
    """A value as a package's file has it: days and decimals as text, amounts in fen; null where there is none."""


class AspectOut(Schema):
    """One thing that is said otherwise: the key of the file, and both values."""

    field: str
    before: FileValue
    after: FileValue


class DifferenceOut(Schema):
    """A part of a package that was added, removed or changed; ``aspects``: in what it was changed."""

    part: Part
    key: str
    title: str
    what: What
    aspects: list[AspectOut]


class DifferencesOut(Schema):
    before: int
    after: int
    differences: list[DifferenceOut]


def file_value(value: Any) -> FileValue:
    """A value of a package's file as JSON holds it."""
    return FileValue(_plain(value))


def _plain(value: Any) -> Any:
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json", by_alias=True, exclude_none=True)
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(one) for one in value]
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def differences_out(before: Package, after: Package) -> list[DifferenceOut]:
    """What ``after`` says otherwise than ``before``, for a program."""
    return [
        DifferenceOut(
            part=one.part,
            key=one.key,
            title=in_language(one.title),
            what=one.what,
            aspects=[
                AspectOut(field=each.field, before=file_value(each.before), after=file_value(each.after))
                for each in one.aspects
            ],
        )
        for one in differences(before, after)
    ]


def _versions(name: str) -> list[PackageVersion]:
    found = revisions.versions(name)
    if not found:
        raise NoSuchService(name)
    return found


def _named(versions: Iterable[PackageVersion], number: int | None, usual: PackageVersion, field: str) -> PackageVersion:
    if number is None:
        return usual
    for one in versions:
        if one.version == number:
            return one
    raise Said("no-version", N_("There is no such version."), field=field)


@router.get("/studio/packages/{name}", url_name="package", response=PackageOut)
def package(request: HttpRequest, name: str) -> PackageOut:
    """A package as it is in force: its files as text."""
    found = catalog.current(name)
    return PackageOut(
        name=found.name,
        title=in_language(found.package.title),
        version=found.version,
        digest=found.digest,
        in_force=found.package.in_force,
        files=dict(found.package.files),
    )


@router.post("/studio/packages/{name}/try", url_name="try-package", response=TrialOut)
def try_package(request: HttpRequest, name: str, body: Invented) -> TrialOut:
    """Try the version in force as an invented person: what is asked, what applies, and why."""
    found = catalog.current(name).package
    return trial_out(found, somebody(found, body))


@router.get("/studio/packages/{name}/versions", url_name="versions", response=list[VersionOut])
def versions(request: HttpRequest, name: str) -> list[VersionOut]:
    """Every version of a package, the newest first."""
    return [_version(one) for one in _versions(name)]


def _version(one: PackageVersion) -> VersionOut:
    made = getattr(one, "revision", None)
    return VersionOut(
        version=one.version,
        published_at=one.published_at,
        current=one.current,
        proposed_by=made.proposed_by.display if made and made.proposed_by else None,
        decided_by=made.decided_by.display if made and made.decided_by else None,
        revision=made.public_id if made else None,
        inexact=one.inexact,
    )


@router.get("/studio/packages/{name}/differences", url_name="differences", response=DifferencesOut)
def compare(request: HttpRequest, name: str, before: int | None = None, after: int | None = None) -> DifferencesOut:
    """What one version says otherwise than another; without a choice the last two."""
    found = _versions(name)
    new = _named(found, after, found[0], "after")
    old = _named(found, before, found[1] if len(found) > 1 else found[0], "before")
    packages = [catalog.compiled(one.digest, one.pk) for one in (old, new)]
    return DifferencesOut(before=old.version, after=new.version, differences=differences_out(*packages))
