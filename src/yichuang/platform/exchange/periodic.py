"""What the worker does again and again: rooms and lines register it, the worker runs it.

A run happens in one process at a time and must be safe to repeat: two workers each keep their own hours.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Periodic:
    """One thing to do every so many seconds, counted from the end of one run to the start of the next.

    What is ``apart`` has a thread of its own, since it must be on time whatever else takes long.
    """

    name: str
    every_seconds: float
    function: Callable[[], object]
    apart: bool = False


_registered: dict[str, Periodic] = {}


def register(name: str, every_seconds: float, function: Callable[[], object], *, apart: bool = False) -> None:
    """Have ``function`` run by the worker. Raises ValueError when two claim one name."""
    known = _registered.get(name)
    if known is not None and known.function is not function:
        raise ValueError(f"two periodic functions are called {name}")
    _registered[name] = Periodic(name, every_seconds, function, apart)


def registered() -> list[Periodic]:
    """Everything that is registered, by name."""
    return [_registered[name] for name in sorted(_registered)]
