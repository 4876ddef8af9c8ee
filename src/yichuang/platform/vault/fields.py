"""A model field whose value is text in Python and an envelope in the database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

from yichuang.platform.vault.keys import holder

if TYPE_CHECKING:
    _Bytes = models.BinaryField[Any, Any]
else:
    _Bytes = models.BinaryField


class SealedTextField(_Bytes):
    """Text that is sealed with the installation's keys when it is written and opened when it is read.

    The envelope is bound to ``table.column``, so that a value copied into another column does not open. It cannot be
    searched: equality goes through a blind index beside it (``holder().blind``).
    """

    def _context(self) -> bytes:
        return f"{self.model._meta.db_table}.{self.column}".encode()

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if isinstance(value, str):
            value = self.sealed(value)
        return super().get_db_prep_value(value, connection, prepared)

    def sealed(self, text: str) -> bytes:
        """The envelope of ``text`` for this column, for statements written by hand."""
        return holder().seal_value(text, self._context())

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str | None:
        return None if value is None else self.opened(value)

    def opened(self, envelope: bytes | memoryview) -> str:
        """The text of an envelope of this column, for statements written by hand."""
        return holder().open_value(bytes(envelope), self._context())

    def to_python(self, value: Any) -> Any:
        return value

    def value_to_string(self, obj: models.Model) -> str:
        raise TypeError("a sealed value is never serialised")
