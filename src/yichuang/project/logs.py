"""Log lines without anything personal: of an exception its type and its places, never its words.

The words of an exception quote what failed: a template's context, a row's values, an answer that could not be read.
"""

from __future__ import annotations

import logging
import traceback
from types import TracebackType

Info = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class QuietFormatter(logging.Formatter):
    """Formats exceptions as ``module:line function`` lines and type names."""

    def formatException(self, ei: Info) -> str:  # noqa: N802 - logging's own name
        """The chain of exceptions, oldest first, without their words."""
        lines: list[str] = []
        error = ei[1]
        while error is not None:
            frames = traceback.extract_tb(error.__traceback__)
            places = [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
            lines = [*places, f"{type(error).__module__}.{type(error).__qualname__}", *lines]
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(lines)
