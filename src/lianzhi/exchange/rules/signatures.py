"""Signed webhooks: HMAC-SHA256 over id, time and body, in the header names of the Standard Webhooks convention.  Pure.

``webhook-signature: v1,<base64>`` of the text ``<id>.<timestamp>.<body>``. The receiver computes it with the secret it
was shown, compares in constant time, and refuses a timestamp that is more than five minutes off, so that a recorded
call cannot be played again.
"""

import hmac
from base64 import b64decode, b64encode
from hashlib import sha256

PREFIX = "whsec_"
TOLERANCE_S = 300


def sign(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    key = b64decode(secret.removeprefix(PREFIX))
    text = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + b64encode(hmac.new(key, text, sha256).digest()).decode()


def headers(secret: str, message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": sign(secret, message_id, timestamp, body),
    }


def holds(secret: str, sent: dict[str, str], body: bytes, now: int) -> bool:
    """What a receiver does; here for our own remotes and for tests of the description."""
    try:
        timestamp = int(sent["webhook-timestamp"])
        wanted = sign(secret, sent["webhook-id"], timestamp, body)
    except (KeyError, ValueError):
        return False
    given = sent.get("webhook-signature", "").split(" ")
    return abs(now - timestamp) <= TOLERANCE_S and any(hmac.compare_digest(wanted, each) for each in given)
