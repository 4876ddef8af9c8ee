"""Files that were handed in, as people read them: which paper, how large, and by which digits it is known again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext

from yichuang.core.packages import Citation, Material, Package
from yichuang.core.uploads import KINDS
from yichuang.core.uploads.errors import KIND_WORDS
from yichuang.faces.look.said import in_language, listed, say
from yichuang.faces.present.facts import cited, department_name
from yichuang.lines.applications.commands.files import SUPPLEMENT, Limits, limits_of
from yichuang.lines.applications.queries import Opened
from yichuang.platform.cases.models import Attachment

#: What a browser's file dialogue offers for each kind.
ACCEPT = {"photo": "image/jpeg,image/png", "pdf": "application/pdf"}


def size_words(size: int) -> str:
    """A size as people read it: 350 KB, 1.2 MB."""
    return f"{max(1, round(size / 1024))} KB" if size < 1024**2 else f"{size / 1024**2:.1f} MB"


@dataclass(frozen=True)
class FileLine:
    """One file: its paper and place in it, kind and size, SHA-256 in groups, whether something was taken out of it."""

    id: str
    title: str
    number: int
    kind: str
    size: str
    sha256: str
    stripped: bool
    picture: bool


def file_line(attachment: Attachment, title: str, number: int) -> FileLine:
    """One file as a list shows it."""
    file = attachment.file
    picture = file.media_type.startswith("image/")
    return FileLine(
        id=attachment.public_id,
        title=title,
        number=number,
        kind=gettext("Photo") if picture else gettext("PDF, %(pages)s pages") % {"pages": file.pages},
        size=size_words(file.size),
        sha256=bytes(file.sha256).hex(),
        stripped=bytes(file.sha256) != bytes(file.received_sha256),
        picture=picture,
    )


def file_lines(package: Package, attachments: Iterable[Attachment]) -> list[FileLine]:
    """Files under the titles of their materials, or as answers to a supplement, numbered within each."""
    found: list[FileLine] = []
    counted: dict[str, int] = {}
    for each in attachments:
        material = package.materials.get(each.material)
        title = in_language(material.title) if material else gettext("Answer to the department")
        counted[title] = counted.get(title, 0) + 1
        found.append(file_line(each, title, counted[title]))
    return found


@dataclass(frozen=True)
class Field:
    """What a field for files takes, in words and for the browser."""

    kinds: str
    accept: str
    pages: int
    megabytes: int
    camera: bool


def field_of(limits: Limits) -> Field:
    """The field for files within ``limits``."""
    return Field(
        kinds=say(KIND_WORDS[frozenset(limits.kinds)]),
        accept=",".join(ACCEPT[each] for each in KINDS if each in limits.kinds),
        pages=limits.pages,
        megabytes=limits.megabytes,
        camera="photo" in limits.kinds,
    )


def supplement_field() -> Field:
    """The field for files that answer a supplement."""
    return field_of(SUPPLEMENT)


@dataclass(frozen=True)
class Answering:
    """One item of a supplement: the name of its field, what is asked, what was typed, what was chosen."""

    field: str
    item: str
    typed: str
    files: list[FileLine]

    @property
    def files_field(self) -> str:
        """The name of its field for files."""
        return f"{self.field}-files"


def answer_files(attachments: Iterable[Attachment], items: int) -> list[list[FileLine]]:
    """The files that were chosen for each item of a supplement."""
    found: list[list[FileLine]] = [[] for _ in range(items)]
    for each in attachments:
        if each.item is not None and each.item < items:
            found[each.item].append(file_line(each, gettext("File"), len(found[each.item]) + 1))
    return found


@dataclass(frozen=True)
class MaterialPage:
    """One paper that is asked for: why, by which article, who gets it, and what is there of it already."""

    code: str
    title: str
    why: str
    help: str
    law: list[Citation]
    unverified: bool
    needed_by: str
    field: Field
    files: list[FileLine]
    step: int
    steps: int


def material_page(opened: Opened, material: Material) -> MaterialPage:
    """The page of a material that is wanted."""
    package, guide = opened.published.package, opened.guide
    getting = [one.department for one in guide.matters if not material.matters or one.code in material.matters]
    law = cited(package, material.law)
    title = in_language(material.title)
    return MaterialPage(
        code=material.code,
        title=title,
        why=in_language(material.why),
        help=in_language(material.help),
        law=law,
        unverified=not all(one.verified for one in law),
        needed_by=listed(department_name(package, code) for code in dict.fromkeys(getting)),
        field=field_of(limits_of(material)),
        files=[file_line(each, title, at) for at, each in enumerate(opened.attachments[material.code], 1)],
        step=len(guide.answered) + 1 + opened.wanted.index(material),
        steps=guide.steps,
    )


@dataclass(frozen=True)
class MaterialRow:
    """A material on the check page: how it is proved, or what was handed in."""

    code: str
    title: str
    proved: str
    files: list[FileLine]


def material_rows(opened: Opened) -> list[MaterialRow]:
    """The materials of what applies, proved or handed in."""
    wanted = {one.code for one in opened.wanted}
    rows = []
    for one in opened.guide.materials:
        title = in_language(one.title)
        given = opened.attachments.get(one.code, ())
        files = [file_line(each, title, at) for at, each in enumerate(given, 1)]
        rows.append(MaterialRow(one.code, title, "" if one.code in wanted else _proved(one), files))
    return rows


def _proved(material: Material) -> str:
    if any(proof.level for proof in material.proved_by):
        return gettext("Proved by signing in")
    return gettext("On record already")
