"""The log for whoever watches it: its key, checkpoints, that each begins with the one before, witnesses' signatures.

Open to everybody: a checkpoint tells how many records there are, and nothing of what they say.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from yichuang.faces.api import schemas
from yichuang.platform.audit import proofs, sealing, witnesses

router = Router(tags=["log"])

#: What is text, for whoever reads the description of the interface.
_NOTE = {"responses": {200: {"content": {"text/plain": {"schema": {"type": "string"}}}}}}


def _text(words: str) -> HttpResponse:
    return HttpResponse(words, content_type="text/plain; charset=utf-8")


@router.get("/key", auth=None, url_name="log-key", response={200: None}, openapi_extra=_NOTE)
def key(request: HttpRequest) -> HttpResponse:
    """The key by which checkpoints and promises are checked, one line of text (c2sp.org/signed-note)."""
    return _text(f"{sealing.log_key()}\n")


@router.get(
    "/checkpoint", auth=None, url_name="log-newest", response={200: None, **schemas.ABSENT}, openapi_extra=_NOTE
)
def newest(request: HttpRequest) -> HttpResponse:
    """The newest checkpoint, a signed note (c2sp.org/tlog-checkpoint). 404 before the first."""
    found = sealing.latest()
    return _text(proofs.note_of(found if found is not None else proofs.checkpoint_of(0)))


@router.get("/checkpoints", auth=None, url_name="log-checkpoints", response=list[schemas.CheckpointOut])
def checkpoints(request: HttpRequest, before: schemas.Size | None = None) -> list[schemas.CheckpointOut]:
    """A hundred checkpoints, the newest first; those of fewer leaves than ``before``."""
    return [
        schemas.CheckpointOut(
            size=each.size,
            root=bytes(each.root).hex(),
            time=each.time,
            witnesses=[signed.witness_id for signed in each.cosignatures.all()],
        )
        for each in proofs.checkpoints(before)
    ]


@router.get("/checkpoints/{size}", auth=None, url_name="log-checkpoint", response={200: None}, openapi_extra=_NOTE)
def checkpoint(request: HttpRequest, size: schemas.Size) -> HttpResponse:
    """The checkpoint of so many leaves, as a signed note with every witness's signature."""
    return _text(proofs.note_of(proofs.checkpoint_of(size)))


@router.get(
    "/consistency", auth=None, url_name="log-consistency", response={200: schemas.ConsistencyOut, **schemas.ABSENT}
)
def consistency(request: HttpRequest, sizes: Query[schemas.Sizes]) -> schemas.ConsistencyOut:
    """That the tree of ``new`` leaves begins with the one of ``old`` (RFC 9162 § 2.1.4)."""
    found = proofs.consistency(sizes.old, sizes.new)
    return schemas.ConsistencyOut(old=sizes.old, new=sizes.new, proof=[each.hex() for each in found])


@router.post("/cosignatures", auth=None, url_name="log-cosign", response={201: dict[str, Any], **schemas.ABSENT})
def cosign(request: HttpRequest, body: schemas.CosignatureIn) -> Status[dict[str, Any]]:
    """A trusted witness's signature under a checkpoint; the signature itself says who sends it."""
    kept = witnesses.cosign(body.size, body.line)
    return Status(201, {"witness": kept.witness_id, "time": kept.time})
