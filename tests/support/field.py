"""Entries as a grid worker's phone makes them, and a phone that sends them."""

import hashlib
import json
from datetime import UTC, datetime
from uuid import uuid4

from django.test import Client

PIECE = 256 * 1024


def entry(kind: str = "report", **values) -> dict:
    made = datetime(2026, 11, 22, 1, 30, tzinfo=UTC).isoformat()
    return {"key": str(uuid4()), "kind": kind, "made_at": made, "zone": "Asia/Shanghai"} | values


def picture(content: bytes, role: str = "shown", picture_id: str = "", **values) -> dict:
    digest = hashlib.sha256(content).hexdigest()
    return {
        "upload": str(uuid4()), "picture": picture_id or str(uuid4()), "role": role, "name": "a.jpg", "size": len(content),
        "sha256": digest,
    } | values  # fmt: skip


def send(client: Client, body: dict, **headers):
    return client.post(
        "/g/send/",
        json.dumps(body),
        content_type="application/json",
        headers={"accept": "application/json"} | headers,
    )


def piece(client: Client, upload: str, offset: int, body: bytes):
    return client.post(
        f"/files/piece/{upload}?offset={offset}", body, content_type="application/octet-stream",
        headers={"accept": "application/json"},
    )  # fmt: skip


def upload_all(client: Client, upload: str, content: bytes):
    """All pieces in order; the last answer."""
    answer = None
    for offset in range(0, len(content), PIECE):
        answer = piece(client, upload, offset, content[offset : offset + PIECE])
    return answer
