"""From the plain values of a file to its model; what does not fit becomes a finding at its line."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from yichuang.core.packages.marks import Marked, YamlPath
from yichuang.core.packages.texts import Strict
from yichuang.core.words import N_

Model = TypeVar("Model", bound=Strict)


def near(word: str, known: object) -> str:
    """The known word that ``word`` was probably meant to be, or nothing."""
    words = [str(one) for one in known] if hasattr(known, "__iter__") else []
    return next(iter(get_close_matches(word, words, 1)), "")


def validate(model: type[Model], marked: Marked) -> Model | None:
    """``marked`` as ``model``, or None with findings added to it."""
    if marked.findings:
        return None
    try:
        return model.model_validate(marked.value)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            _note(marked, detail)
        return None


def _note(marked: Marked, detail: ErrorDetails) -> None:
    path: YamlPath = tuple(detail["loc"])
    # A model with alternatives puts the alternative's name into the path; only what was written is a place.
    while path and path not in marked.lines and path[:-1] not in marked.lines:
        path = path[:-1]
    key = ".".join(str(part) for part in path) or marked.file
    kind = detail["type"]
    if kind == "missing":
        marked.find(path[:-1], "missing", N_("“%(key)s” is missing."), key=key)
    elif kind == "extra_forbidden":
        marked.find(path, "unknown-key", N_("There is no key “%(key)s” here."), key=key)
    elif kind == "language":
        languages = detail.get("ctx", {}).get("languages", "")
        marked.find(path, "language", N_("“%(key)s” has no text in %(languages)s."), key=key, languages=languages)
    else:
        marked.find(path, "value", N_("“%(key)s” is not as it must be: %(problem)s."), key=key, problem=detail["msg"])
