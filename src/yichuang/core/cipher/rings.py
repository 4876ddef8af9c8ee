"""The keys of a key file, in memory ready for use and on disk as JSON.

    {"version": 1, "keys": [{"id": 1, "suite": "sm", "made": "2026-11-25", "key": "base64"}, …],
     "blind": {"suite": "sm", "key": "base64"}}

The key with the highest id is in force.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from yichuang.core import clock
from yichuang.core.cipher.errors import CipherError, KeyFileError
from yichuang.core.cipher.suites import Box, Suite, suite_named
from yichuang.core.words import N_

_BROKEN = N_("The key file %(path)s is damaged. Bring it back from the key backup; without it nothing can be read.")

_VERSION = 1
_BLIND_KEY_SIZE = 32


@dataclass(frozen=True)
class Key:
    """One key-wrapping key."""

    key_id: int
    suite: Suite
    made: str
    secret: bytes = field(repr=False)
    box: Box = field(repr=False)

    @classmethod
    def fresh(cls, key_id: int, suite: Suite) -> Key:
        """A random key, made today."""
        return cls.of(key_id, suite, clock.today().isoformat(), os.urandom(suite.key_size))

    @classmethod
    def of(cls, key_id: int, suite: Suite, made: str, secret: bytes) -> Key:
        """The key with its cipher ready. Raises CipherError 'key-size'."""
        return cls(key_id, suite, made, secret, suite.box(secret))


@dataclass(frozen=True)
class Ring:
    """All keys of one file."""

    keys: Mapping[int, Key]
    current: Key
    blind_suite: Suite
    blind_secret: bytes = field(repr=False)

    @classmethod
    def fresh(cls, suite: str) -> Ring:
        """A new ring with key 1. Raises CipherError 'suite'."""
        first = Key.fresh(1, suite_named(suite))
        return cls({1: first}, first, first.suite, os.urandom(_BLIND_KEY_SIZE))

    def with_fresh_key(self, suite: str) -> Ring:
        """The ring with one more key, which is in force. Raises CipherError 'suite'."""
        added = Key.fresh(self.current.key_id + 1, suite_named(suite))
        return Ring({**self.keys, added.key_id: added}, added, self.blind_suite, self.blind_secret)

    def blind(self, data: bytes) -> bytes:
        """The keyed digest by which equal values are found."""
        return self.blind_suite.keyed_digest(self.blind_secret, data)

    @classmethod
    def read(cls, path: Path, content: bytes) -> Ring:
        """The ring that a file holds. Raises KeyFileError 'broken'."""
        try:
            data: dict[str, Any] = json.loads(content)
            if data["version"] != _VERSION:
                raise ValueError("another version")
            keys = {
                each["id"]: Key.of(each["id"], suite_named(each["suite"]), each["made"], _bytes(each["key"]))
                for each in data["keys"]
            }
            blind = data["blind"]
            return cls(keys, keys[max(keys)], suite_named(blind["suite"]), _bytes(blind["key"]))
        except (ValueError, KeyError, TypeError, CipherError) as error:
            raise KeyFileError("broken", _BROKEN, path=str(path)) from error

    def written(self) -> bytes:
        """The content of the file."""
        keys = [
            {"id": key.key_id, "suite": key.suite.name, "made": key.made, "key": _text(key.secret)}
            for key in self.keys.values()
        ]
        blind = {"suite": self.blind_suite.name, "key": _text(self.blind_secret)}
        return json.dumps({"version": _VERSION, "keys": keys, "blind": blind}, indent=1).encode() + b"\n"


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def _text(secret: bytes) -> str:
    return base64.b64encode(secret).decode()
