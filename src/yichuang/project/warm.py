"""The application as a running installation serves it: the packages in force are compiled beside the first requests, so
that nobody waits for it. It is not done where `wsgi` is only loaded, to be forked or looked at."""

from __future__ import annotations

import logging
from threading import Thread

from yichuang.project.wsgi import application

__all__ = ["application"]


def _warm() -> None:
    from django.db import connection

    from yichuang.platform.catalog.queries import warm

    try:
        warm()
    except Exception:  # then the first visitor of each package waits, and nothing else is lost
        logging.getLogger(__name__).exception("the packages could not be compiled ahead")
    finally:
        connection.close()


Thread(target=_warm, name="warm", daemon=True).start()
