"""Loading the house: a process that begins loads some 1,600 modules, and leaves few of their objects ever again.

Python's collector would look through all of them again and again while they come, and once more when the process ends:
a third of the time that the web's application takes to be imported and let go.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """Nothing is collected within; what was loaded is taken for permanent afterwards and never looked at again.

    Not for a process that loads and forgets: what is garbage at the end of the block stays.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
