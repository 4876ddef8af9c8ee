"""The configuration of one stand-in, a YAML file that is read strictly: what is missing or surplus is named."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import yaml

from simulators.errors import CannotStart

T = TypeVar("T")


def read_yaml(file: Path) -> Any:
    """What a YAML file holds, read by the C parser where there is one (ten times as fast)."""
    return yaml.load(file.read_text("utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))


class Config:
    """A mapping of a YAML file together with where it stands, so that every complaint names the place."""

    def __init__(self, values: Mapping[str, Any], file: Path, place: str = "") -> None:
        self._values = values
        self._place = place
        self.file = file

    @classmethod
    def read(cls, file: Path) -> "Config":
        """The configuration in `file`; CannotStart when it is absent or no YAML mapping."""
        try:
            values = read_yaml(file)
        except (OSError, UnicodeDecodeError) as error:
            raise CannotStart(f"The configuration {file} cannot be read ({error}).") from error
        except yaml.YAMLError as error:
            raise CannotStart(f"The configuration {file} is no YAML: {error}") from error
        if not isinstance(values, dict):
            raise CannotStart(f"The configuration {file} is no mapping.")
        return cls(values, file)

    def wrong(self, key: str, what: str) -> CannotStart:
        """The complaint about `key`, to be raised."""
        return CannotStart(f"{self.file}: {self._place}{key} {what}.")

    def only(self, *keys: str) -> None:
        """Refuse keys that nobody reads: most of them are misspelt."""
        for key in self._values:
            if key not in keys:
                raise self.wrong(str(key), f"is unknown; known are {', '.join(keys)}")

    def get(self, key: str, kind: type[T], default: T | None = None) -> T:
        """The value of `key`, of the type `kind`; without a default it must be there."""
        value = self._values.get(key, default)
        if value is None:
            raise self.wrong(key, "is missing")
        if kind is float and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self.wrong(key, f"is no {kind.__name__}")
        return value

    def has(self, key: str) -> bool:
        """Whether `key` is given."""
        return self._values.get(key) is not None

    def section(self, key: str, *, optional: bool = False) -> "Config":
        """The mapping under `key`."""
        values: Mapping[str, Any] = self.get(key, dict, {} if optional else None)
        return Config(values, self.file, f"{self._place}{key}.")

    def sections(self) -> Iterator[tuple[str, "Config"]]:
        """Each key with the mapping under it."""
        for key in self._values:
            yield str(key), self.section(key)

    def texts(self) -> dict[str, str]:
        """All values, which must be texts."""
        return {str(key): self.get(key, str) for key in self._values}

    def plain(self) -> dict[str, str | bool]:
        """All values, each a text or a yes or no."""
        return {
            str(key): self.get(key, bool) if isinstance(value, bool) else self.get(key, str)
            for key, value in self._values.items()
        }

    def path(self, key: str) -> Path:
        """A path, relative to the folder of the configuration."""
        return self.file.parent / self.get(key, str)
