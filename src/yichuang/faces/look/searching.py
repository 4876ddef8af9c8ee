"""Words that are searched for, sealed: a page of results has an address, and the address says nothing.

People type their own numbers into any field. By GET the words would stand in every log on the way; as the answer to a
POST a page cannot be gone back to. So the words are posted, and the page of results is got under their envelope.
"""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode

from django.http import HttpRequest

from yichuang.core.cipher import CipherError
from yichuang.platform.vault.keys import holder

LONGEST = 60
PARAMETER = "s"
_CONTEXT = b"faces.look.searching"


def posted(request: HttpRequest) -> str:
    """The words that were sent, cut to `LONGEST` characters."""
    return request.POST.get("q", "")[:LONGEST].strip()


def query_of(words: str) -> str:
    """The query of an address for these words, "" for none."""
    if not words:
        return ""
    return f"?{PARAMETER}={urlsafe_b64encode(holder().seal_value(words, _CONTEXT)).decode().rstrip('=')}"


def sought(request: HttpRequest) -> str:
    """The words of a page of results; "" where there are none, or where the envelope is none of ours."""
    envelope = request.GET.get(PARAMETER, "")[: LONGEST * 12]
    try:
        return holder().open_value(urlsafe_b64decode(envelope + "=" * (-len(envelope) % 4)), _CONTEXT)
    except (CipherError, binascii.Error, ValueError):
        return ""
