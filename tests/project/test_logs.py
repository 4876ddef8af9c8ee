"""Nothing personal reaches a log by way of an exception's words."""

from __future__ import annotations

import logging
import sys

from yichuang.project.logs import QuietFormatter


def line() -> str:
    """A log record with an exception that quotes a number."""
    try:
        try:
            raise KeyError("439900199003070046")
        except KeyError as error:
            raise ValueError("试例一 19900000101") from error
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "it failed", None, sys.exc_info())
    return QuietFormatter("%(levelname)s %(message)s").format(record)


def test_types_and_places_are_kept() -> None:
    text = line()
    assert text.startswith("ERROR it failed")
    assert "builtins.ValueError" in text
    assert "builtins.KeyError" in text
    assert "test_logs.py" in text


def test_words_are_not() -> None:
    text = line()
    assert "4399" not in text
    assert "试例一" not in text
    assert "1990" not in text
