"""One message of a broker is taken in, or kept with the reason why not.  R-091, R-114, R-127."""

from dataclasses import replace

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from lianzhi.foundation.files import api as files
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor, system
from lianzhi.kernel.errors import Refused
from lianzhi.sensing.actions.doors import take_reading
from lianzhi.sensing.actions.taking import take_detection
from lianzhi.sensing.models import Detection, Refusal
from lianzhi.sensing.mqtt import messages

MQTT = system("mqtt")
KEPT = 4000


def hear(topic: str, payload: bytes, *, by: Actor = MQTT) -> str:
    """``kept``, ``known`` or ``refused``. Whatever else is raised (no database) means: ask for it again."""
    try:
        with transaction.atomic():
            return _take(messages.read(topic, payload), by)
    except Refused as refused:
        said = payload[:KEPT].decode("utf-8", "replace").replace("\x00", "")
        Refusal.objects.create(
            at=clock.now(), topic=topic[:200].replace("\x00", ""), payload=said, code=refused.code[:60], why=str(refused)[:300],
            field=refused.field[:40],
        )  # fmt: skip
        return "refused"


def _take(message: messages.Message, by: Actor) -> str:
    if message.reading is not None:
        return "kept" if take_reading(message.reading, by=by) else "known"
    new = message.detection
    assert new is not None  # noqa: S101  a message is one or the other
    if Detection.objects.filter(device__code=new.device, external_id=new.external_id).exists():
        return "known"
    photos = [_kept(content, by) for content in message.images]
    return "kept" if take_detection(replace(new, images=photos), by=by).new else "known"


def _kept(content: bytes, by: Actor) -> str:
    upload = SimpleUploadedFile("device.jpg", content)
    return files.take_photo(upload, by=by, purpose="report").id
