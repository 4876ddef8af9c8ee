"""A file that somebody handed in, on its way to whoever may have it: shown or saved, never run."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from yichuang.faces.look.errors import unavailable
from yichuang.platform.files.errors import FileGone
from yichuang.platform.files.models import File
from yichuang.platform.files.queries import content

#: What a browser may show in its window; everything else is saved.
SHOWN = frozenset({"image/jpeg", "image/png"})


def file_response(request: HttpRequest, file: File, name: str) -> HttpResponse:
    """The content under ``name`` and its own ending; 503 where it is gone or was changed, before anything was sent.

    Whatever is in it, it has no rights of this site: its policy is an empty sandbox, and no type is guessed.
    """
    manner = "inline" if file.media_type in SHOWN else "attachment"
    try:
        whole = content(file)
    except FileGone:
        return unavailable(request)
    return HttpResponse(
        whole,
        content_type=file.media_type,
        headers={
            "Content-Disposition": f'{manner}; filename="{name}.{file.ending}"',
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cross-Origin-Resource-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        },
    )
