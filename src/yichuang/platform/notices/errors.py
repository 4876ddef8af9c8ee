"""What can go wrong with a paper."""

from __future__ import annotations


class NoticeError(Exception):
    """A paper cannot be made. Its reader is who runs or extends the software, never an applicant."""


class UnknownKind(NoticeError):
    """No paper of this kind is known."""


class BadData(NoticeError):
    """The data of a paper lack something, have something too much, or something of another form.

    The message names the places, never what stands there: data are personal.
    """


class FontsMissing(NoticeError):
    """The faces that papers are set in are not installed as they should be."""


class TypesettingFailed(NoticeError):
    """The compiler refused a sheet: a fault of the templates."""
