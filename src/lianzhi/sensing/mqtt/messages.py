"""What a message on a topic says.  R-114, R-127.

    lianzhi/detections/<device>   {"id", "class", "confidence", "seen_at", "lon", "lat", "bearing", "distance_m", "tilt",
                                   "box", "images": [base64 of a JPEG, PNG or WebP; three at most]}
    lianzhi/doors/<device>        {"at", "open"}        without "open": a sign of life

The device is the topic's, which the broker's own access list gives to that device alone; a device in the payload is refused.
Times are ISO 8601 with a zone.
"""

import binascii
import json
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from lianzhi.kernel.errors import N_, BadInput
from lianzhi.sensing.contracts import NewDetection, NewReading

ROOT = "lianzhi"
TOPICS = (f"{ROOT}/detections/+", f"{ROOT}/doors/+")
LARGEST, MOST_IMAGES = 8 * 1024 * 1024, 3


class _Detection(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: str = Field(min_length=1, max_length=80)
    klass: str = Field(alias="class", min_length=1, max_length=40)
    confidence: float = Field(ge=0, le=1)
    seen_at: AwareDatetime
    lon: float | None = None
    lat: float | None = None
    bearing: float | None = None
    distance_m: float | None = None
    tilt: float | None = None
    box: tuple[float, float, float, float] | None = None
    images: list[str] = Field(default=[], max_length=MOST_IMAGES)


class _Reading(BaseModel):
    model_config = ConfigDict(extra="forbid")

    at: AwareDatetime
    open: bool | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """``detection`` still without its images; ``images`` as bytes."""

    detection: NewDetection | None = None
    reading: NewReading | None = None
    images: tuple[bytes, ...] = ()


def read(topic: str, payload: bytes) -> Message:
    """Raises BadInput with the field: such a message is kept with the reason, and never asked for again."""
    kind, device = _topic(topic)
    if len(payload) > LARGEST:
        raise _bad("payload", N_("The message is too large."), N_("Send smaller or fewer pictures."))
    try:
        said = json.loads(payload)
    except (ValueError, UnicodeDecodeError, RecursionError) as error:
        raise _bad("payload", N_("This is no JSON."), N_("Send one object in UTF-8.")) from error
    try:
        return _READERS[kind](device, said)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))[:40]
        raise BadInput(
            "sensing.message", N_("“%(field)s” cannot be read: %(why)s."), way_out=N_("Compare docs/interfaces.md."),
            field=where, params={"field": where, "why": first["msg"]},
        ) from error  # fmt: skip


def _topic(topic: str) -> tuple[str, str]:
    root, _, rest = topic.partition("/")
    kind, _, device = rest.partition("/")
    if root != ROOT or kind not in _READERS or not device or "/" in device:
        raise _bad(
            "topic",
            N_("Nothing listens to this topic."),
            N_("lianzhi/detections/DEVICE or lianzhi/doors/DEVICE."),
        )
    return kind, device


def _detection(device: str, said: Any) -> Message:
    found = _Detection.model_validate(said)
    new = NewDetection(
        device, found.id, found.klass, found.confidence, found.seen_at, lon=found.lon, lat=found.lat, bearing=found.bearing,
        distance_m=found.distance_m, tilt=found.tilt, box=found.box, through="mqtt",
    )  # fmt: skip
    return Message(detection=new, images=tuple(_image(text) for text in found.images))


def _reading(device: str, said: Any) -> Message:
    found = _Reading.model_validate(said)
    return Message(reading=NewReading(device, found.at, found.open))


_READERS: dict[str, Callable[[str, Any], Message]] = {"detections": _detection, "doors": _reading}


def _image(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise _bad("images", N_("A picture is no base64."), N_("Encode the file as it is.")) from error


def _bad(field: str, message: str, way_out: str) -> BadInput:
    return BadInput("sensing.message", message, way_out=way_out, field=field)
