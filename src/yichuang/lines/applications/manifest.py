"""What is said of files that were handed in: in the chain of events, and to departments."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from yichuang.core.packages import Package
from yichuang.platform.cases.models import Attachment


def noted(attachment: Attachment) -> dict[str, Any]:
    """What the event keeps: enough to show later that a file is the one that was handed in."""
    file = attachment.file
    found: dict[str, Any] = {"id": attachment.public_id, "sha256": bytes(file.sha256).hex(), "size": file.size}
    if file.received_sha256 != file.sha256:
        found["received_sha256"] = bytes(file.received_sha256).hex()
    found["material" if attachment.material else "item"] = attachment.material or attachment.item
    return found


def told(package: Package, attachment: Attachment) -> dict[str, Any]:
    """What a department's own system is told; it fetches the file itself. "{task}" is the part's public id."""
    file, material = attachment.file, package.materials.get(attachment.material)
    return {
        "id": attachment.public_id,
        "material": attachment.material,
        "item": attachment.item,
        "title": material.title["zh-hans"] if material else "",
        "position": attachment.position,
        "media_type": file.media_type,
        "size": file.size,
        "pages": file.pages,
        "sha256": bytes(file.sha256).hex(),
        "url": f"{settings.PUBLIC_URL}/api/v1/parts/{{task}}/files/{attachment.public_id}",
    }
