"""Two plain answers for whoever watches the installation: it is there; it can work. Neither says anything else."""

from __future__ import annotations

from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse

#: Once the tables were seen to be as this release needs them they stay so: they only ever go forward.
_tables_seen = False


def live(request: HttpRequest) -> HttpResponse:
    """200 while the process answers, whatever the database does: starting it anew would not help that."""
    return _said("live", 200)


def ready(request: HttpRequest) -> HttpResponse:
    """200 where a request can be worked on, else 503 with ``database`` or ``tables`` (migrations are pending)."""
    missing = _missing()
    return _said(f"not ready: {missing}", 503) if missing else _said("ready", 200)


def _missing() -> str:
    global _tables_seen
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        if not _tables_seen:
            executor = MigrationExecutor(connection)
            if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                return "tables"
            _tables_seen = True
    except (DatabaseError, InterfaceError):
        connection.close()
        return "database"
    return ""


def _said(text: str, status: int) -> HttpResponse:
    return HttpResponse(
        f"{text}\n", status=status, content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"}
    )
