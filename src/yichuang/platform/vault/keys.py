"""The key holder and the signer of this installation."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings

from yichuang.core.cipher import FileKeyHolder, KeyHolder, Signer


@lru_cache(maxsize=1)
def holder() -> KeyHolder:
    """The key holder in force: software keys from ``settings.KEYRING``, made on first use (mode 0600)."""
    if not settings.KEYRING.exists():
        settings.KEYRING.parent.mkdir(parents=True, exist_ok=True)
        try:
            FileKeyHolder.create(settings.KEYRING, settings.CIPHER_SUITE)
        except FileExistsError:
            pass  # another process was first; its keys are the keys
    return FileKeyHolder(settings.KEYRING)


@lru_cache(maxsize=1)
def signer() -> Signer:
    """The installation's own signature, with which every outgoing request is signed."""
    if not settings.SIGNING_KEY.exists():
        settings.SIGNING_KEY.parent.mkdir(parents=True, exist_ok=True)
        try:
            Signer.create(settings.SIGNING_KEY)
        except FileExistsError:
            pass
    return Signer(settings.SIGNING_KEY)
