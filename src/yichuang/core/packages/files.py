"""From the plain values of a file to its model; what does not fit becomes a finding at its line."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import TypeVar, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from yichuang.core.packages.marks import Marked, YamlPath
from yichuang.core.packages.texts import Strict
from yichuang.core.words import N_, Sentence

YEARS = N_("%(day)s is no legal date: these lie in the years 1900 to 2199.")
_PROBLEMS = {
    "string_type": N_("a text is needed"),
    "date_type": N_("a date is needed, written 2026-01-31"),
    "bool_type": N_("true or false is needed"),
    "int_type": N_("a whole number is needed"),
    "decimal_type": N_("a number is needed"),
    "list_type": N_("a list is needed"),
    "dict_type": N_("keys are needed, each with its value"),
    "model_type": N_("keys are needed, each with its value"),
    "literal_error": N_("it is one of %(expected)s"),
    "too_short": N_("one at least is needed"),
    "string_too_short": N_("%(min_length)s characters at least are needed"),
    "string_too_long": N_("%(max_length)s characters are the most"),
    "greater_than_equal": N_("%(ge)s is the least"),
    "less_than_equal": N_("%(le)s is the most"),
    "years": N_("a date of the years 1900 to 2199 is needed"),
    "form": N_("“%(value)s” is not written as %(form)s"),
}
"""What is to stand there, by the kind of error that pydantic raises; `PydanticCustomError`s of ours among them."""

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
            _note(marked, detail, model)
        return None


def _note(marked: Marked, detail: ErrorDetails, model: type[Strict]) -> None:
    path: YamlPath = tuple(detail["loc"])
    # A model with alternatives puts the alternative's name into the path; only what was written is a place.
    while path and path not in marked.lines and path[:-1] not in marked.lines:
        path = path[:-1]
    key = ".".join(str(part) for part in path) or marked.file
    kind = detail["type"]
    if kind == "missing":
        marked.find(path[:-1], "missing", N_("“%(key)s” is missing."), key=key)
    elif kind == "extra_forbidden":
        what = Sentence(N_("There is no key “%(key)s” here."), {"key": key})
        meant = near(str(path[-1]), _keys(model, path[:-1]))
        near_it = Sentence(N_("%(what)s Did you mean “%(near)s”?"), {"what": what, "near": meant})
        marked.note(path, "unknown-key", near_it if meant else what)
    elif kind == "language":
        languages = detail.get("ctx", {}).get("languages", "")
        marked.find(path, "language", N_("“%(key)s” has no text in %(languages)s."), key=key, languages=languages)
    else:
        problem = _problem(detail)
        while path and path not in marked.lines:  # one of the alternatives that stand in no file
            path, problem = path[:-1], Sentence(N_("a value of this kind cannot stand here"))
        template = N_("“%(key)s” is not as it must be: %(problem)s.")
        key = ".".join(str(part) for part in path) or marked.file
        marked.find(path, "value", template, key=key, problem=problem)


def _keys(model: type[Strict], path: YamlPath) -> list[str]:
    """The keys that may stand at ``path``."""
    models = [model]
    for part in path:
        fields = [(field.alias or name, field) for one in models for name, field in one.model_fields.items()]
        inside = [field for name, field in fields if name == part]
        models = [one for field in inside for one in _models(field.annotation)] if inside else models
    return [field.alias or name for one in models for name, field in one.model_fields.items()]


def _models(annotation: object) -> Iterator[type[Strict]]:
    if isinstance(annotation, type) and issubclass(annotation, Strict):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)


def _problem(detail: ErrorDetails) -> Sentence:
    """What is wrong with a value, in our own words where we have them: authors read it in their language."""
    kind, found = detail["type"], dict(detail.get("ctx", {}))
    if kind == "value_error":  # raised by a model of ours, its words marked for translation
        return Sentence(str(found["error"]))
    if kind == "form":
        found["form"] = Sentence(str(found["form"]))
    if kind == "literal_error":
        found["expected"] = str(found["expected"]).replace("'", "").replace(" or ", ", ")
    return Sentence(_PROBLEMS[kind], found) if kind in _PROBLEMS else Sentence(detail["msg"].replace("%", "%%"))
