"""What somebody sent when nobody was signed in any more: kept through the sign-in, so that nothing is typed twice.

It waits in the session, sealed, for half an hour, and is given back once, on the page that it was sent to.
"""

from __future__ import annotations

import base64
import json
from datetime import datetime, timedelta

from django.http import HttpRequest

from yichuang.core import clock
from yichuang.core.cipher import CipherError
from yichuang.core.identifiers import LONGEST_TEXT
from yichuang.platform.vault.keys import holder

SESSION_KEPT = "kept-form"
LIFE = timedelta(minutes=30)
#: Larger forms are not kept. A text of the greatest length that is taken, of characters of four bytes, is.
MOST_BYTES = 4 * LONGEST_TEXT + 50_000
_CONTEXT = b"look.kept-form"


def keep(request: HttpRequest) -> None:
    """Keep the form of this request."""
    fields = {name: value for name, value in request.POST.items() if name != "csrfmiddlewaretoken"}
    text = json.dumps({"path": request.path, "at": clock.now().isoformat(), "fields": fields}, ensure_ascii=False)
    if len(text.encode()) <= MOST_BYTES:
        request.session[SESSION_KEPT] = base64.b64encode(holder().seal_value(text, _CONTEXT)).decode()


def take(request: HttpRequest) -> dict[str, str]:
    """The form that was kept for this page, once; empty when there is none."""
    kept = request.session.get(SESSION_KEPT)
    if not kept:
        return {}
    try:
        form = json.loads(holder().open_value(base64.b64decode(kept), _CONTEXT))
        fresh = clock.now() - datetime.fromisoformat(form["at"]) < LIFE
    except (CipherError, ValueError, KeyError):
        form, fresh = {}, False
    if fresh and form["path"] != request.path:
        return {}
    del request.session[SESSION_KEPT]
    return {str(name): str(value) for name, value in form["fields"].items()} if fresh else {}
