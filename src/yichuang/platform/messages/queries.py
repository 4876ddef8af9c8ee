"""Reads of ``messages``."""

from __future__ import annotations

from uuid import UUID

from yichuang.platform.messages.models import Message


def told(person_id: UUID, limit: int = 50) -> list[Message]:
    """What a person was told, newest first."""
    return list(Message.objects.filter(person_id=person_id).order_by("-created_at")[:limit])
