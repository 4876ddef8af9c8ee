"""A witness of somebody else's log: it signs a checkpoint only if everything that it saw before is its beginning.

It needs no database, runs anywhere, and trusts nobody but itself: what it saw last is written to its own disk before a
signature leaves. A log that shows it two histories cannot get both signed, and leaves two notes with the log's own
signature as evidence. The protocol is that of c2sp.org (tlog-checkpoint, tlog-cosignature).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import httpx

from yichuang.core import clock
from yichuang.core.cipher import Signer, notes, trees
from yichuang.core.cipher.files import replace_private
from yichuang.core.words import N_
from yichuang.project.errors import ProjectError

PATIENCE = 20.0
#: Of an answer more is not read.
LONGEST = 1024 * 1024
KEY, SEEN, FORKED = "witness.key", "seen.checkpoint", "forked.checkpoint"


class Unheard(ProjectError):
    """The log did not answer, or not with what was asked for. Nothing was signed; ask again later."""


class Forked(ProjectError):
    """The log contradicts what it signed before. Nothing is signed any more; both notes are kept as evidence."""

    status = 3


class Witness:
    """One witness of one log, with its folder: its key, the checkpoint that it saw last, evidence if there is any."""

    def __init__(self, folder: Path, name: str, url: str, log: notes.VerifierKey) -> None:
        """The key is made on first use. ``url`` is the installation's address, ``log`` its key, got by another way."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder, self._url, self._log = folder, url.rstrip("/"), log
        self._signer = signer(folder)
        self.key = notes.VerifierKey.of_witness(name, self._signer.public_bytes)

    def seen(self) -> notes.Checkpoint | None:
        """The checkpoint that was seen last."""
        whole = self._kept(SEEN)
        return None if whole is None else notes.Checkpoint.read(notes.taken_apart(whole)[0])

    def look(self) -> notes.Checkpoint:
        """Fetch the newest checkpoint, check it, remember it, sign it, send the signature; returns it.

        Raises Unheard, or Forked at once and ever after.
        """
        if (self._folder / FORKED).exists():
            raise self._forked()
        whole = self._get("checkpoint")
        new, old = self._read(whole), self.seen()
        if old is not None and not self._follows(old, new):
            replace_private(self._folder / FORKED, whole.encode())
            raise self._forked()
        if old is not None and new.size < old.size:
            raise Unheard("older", N_("The log gave an older checkpoint than before. Nothing was signed."))
        if new != old:
            replace_private(self._folder / SEEN, whole.encode())
        if not notes.is_signed(whole, self.key):
            self._send(new)
        return new

    def _follows(self, old: notes.Checkpoint, new: notes.Checkpoint) -> bool:
        """Whether one of the two begins with the other; whoever cannot prove it is not believed."""
        if old.suite != new.suite:
            return False
        first, second = sorted((old, new), key=lambda each: each.size)
        if first.size == second.size:
            return first.root == second.root
        proof = self._proof(first.size, second.size)
        return trees.consistent(old.suite, first.size, first.root, second.size, second.root, proof)

    def _proof(self, old: int, new: int) -> list[bytes]:
        text = self._get("consistency", {"old": old, "new": new})
        try:
            return [bytes.fromhex(each) for each in json.loads(text)["proof"]]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise Unheard("no-proof", N_("The log gave no proof. Nothing was signed.")) from error

    def _read(self, whole: str) -> notes.Checkpoint:
        """The checkpoint in a note that the log signed."""
        try:
            found = notes.Checkpoint.read(notes.taken_apart(whole)[0])
            if found.origin == self._log.name and notes.is_signed(whole, self._log):
                return found
        except notes.NoteError:
            pass
        raise Unheard("not-signed", N_("What came is no checkpoint that this log signed. Nothing was signed."))

    def _send(self, new: notes.Checkpoint) -> None:
        line = notes.cosigned(str(new), self._signer, self.key.name, int(clock.now().timestamp()))
        self._ask("POST", "cosignatures", json={"size": new.size, "line": line})

    def _get(self, what: str, params: Mapping[str, int] | None = None) -> str:
        return self._ask("GET", what, params=dict(params or {}))

    def _ask(self, method: str, what: str, **more: object) -> str:
        address = f"{self._url}/api/v1/log/{what}"
        try:
            with httpx.stream(method, address, timeout=PATIENCE, trust_env=False, **more) as answer:  # type: ignore[arg-type]
                text = _limited(answer)
        except httpx.HTTPError as error:
            words = N_("The log at %(address)s does not answer. Nothing was signed.")
            raise Unheard("silent", words, address=address) from error
        if answer.status_code not in (200, 201):
            words = N_("The log at %(address)s answered %(status)s. Is our key trusted there? Nothing is lost.")
            raise Unheard("refused", words, address=address, status=answer.status_code)
        return text

    def _forked(self) -> Forked:
        words = N_(
            "THE LOG WAS FORKED: it signed two histories that contradict each other. See %(seen)s and %(forked)s."
        )
        return Forked("forked", words, seen=str(self._folder / SEEN), forked=str(self._folder / FORKED))

    def _kept(self, name: str) -> str | None:
        try:
            return (self._folder / name).read_text("utf-8")
        except FileNotFoundError:
            return None


def signer(folder: Path) -> Signer:
    """The witness's key in its folder, made on first use."""
    path = folder / KEY
    try:
        return Signer(path) if path.exists() else Signer.create(path)
    except FileExistsError:
        return Signer(path)


def _limited(answer: httpx.Response) -> str:
    """The text of an answer of a decent size."""
    raw = b""
    for piece in answer.iter_bytes():
        raw += piece
        if len(raw) > LONGEST:
            raise Unheard("too-long", N_("The log's answer is too long. Nothing was signed."))
    return raw.decode("utf-8", "replace")
