"""The log for whoever watches it: its key, checkpoints, that each begins with the one before, witnesses' signatures.

Open to everybody: a checkpoint tells how many records there are, and nothing of what they say.
"""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema, Status
from pydantic import Field

from yichuang.faces.api.schemas import ABSENT, Strict
from yichuang.platform.audit import proofs, sealing, witnesses

router = Router(tags=["log"])

#: What is text, for whoever reads the description of the interface.
_NOTE = {"responses": {200: {"content": {"text/plain": {"schema": {"type": "string"}}}}}}

#: A number of leaves.
Size = Annotated[int, Field(ge=0, lt=2**62)]


class Sizes(Strict):
    old: Size
    new: Size


class ConsistencyOut(Schema):
    old: int
    new: int
    proof: list[str]


class CheckpointOut(Schema):
    size: int
    root: str
    time: int
    witnesses: list[str]


class CosignatureIn(Strict):
    size: Size
    line: str = Field(max_length=400)


def _text(words: str) -> HttpResponse:
    return HttpResponse(words, content_type="text/plain; charset=utf-8")


@router.get("/key", auth=None, url_name="log-key", response={200: None}, openapi_extra=_NOTE)
def key(request: HttpRequest) -> HttpResponse:
    """The key by which checkpoints and promises are checked, one line of text (c2sp.org/signed-note)."""
    return _text(f"{sealing.log_key()}\n")


@router.get("/checkpoint", auth=None, url_name="log-newest", response={200: None, **ABSENT}, openapi_extra=_NOTE)
def newest(request: HttpRequest) -> HttpResponse:
    """The newest checkpoint, a signed note (c2sp.org/tlog-checkpoint). 404 before the first."""
    found = sealing.latest()
    return _text(proofs.note_of(found if found is not None else proofs.checkpoint_of(0)))


@router.get("/checkpoints", auth=None, url_name="log-checkpoints", response=list[CheckpointOut])
def checkpoints(request: HttpRequest, before: Size | None = None) -> list[CheckpointOut]:
    """A hundred checkpoints, the newest first; those of fewer leaves than ``before``."""
    return [
        CheckpointOut(
            size=each.size,
            root=bytes(each.root).hex(),
            time=each.time,
            witnesses=[signed.witness_id for signed in each.cosignatures.all()],
        )
        for each in proofs.checkpoints(before)
    ]


@router.get("/checkpoints/{size}", auth=None, url_name="log-checkpoint", response={200: None}, openapi_extra=_NOTE)
def checkpoint(request: HttpRequest, size: Size) -> HttpResponse:
    """The checkpoint of so many leaves, as a signed note with every witness's signature."""
    return _text(proofs.note_of(proofs.checkpoint_of(size)))


@router.get("/consistency", auth=None, url_name="log-consistency", response={200: ConsistencyOut, **ABSENT})
def consistency(request: HttpRequest, sizes: Query[Sizes]) -> ConsistencyOut:
    """That the tree of ``new`` leaves begins with the one of ``old`` (RFC 9162 § 2.1.4)."""
    found = proofs.consistency(sizes.old, sizes.new)
    return ConsistencyOut(old=sizes.old, new=sizes.new, proof=[each.hex() for each in found])


@router.post("/cosignatures", auth=None, url_name="log-cosign", response={201: dict[str, Any], **ABSENT})
def cosign(request: HttpRequest, body: CosignatureIn) -> Status[dict[str, Any]]:
    """A trusted witness's signature under a checkpoint; the signature itself says who sends it."""
    kept = witnesses.cosign(body.size, body.line)
    return Status(201, {"witness": kept.witness_id, "time": kept.time})
