"""The evidence package of a detection is taken out, and that is written down.  R-116."""

from django.db import transaction

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.files import api as files
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, WrongState
from lianzhi.sensing import settings
from lianzhi.sensing.access import EVIDENCE
from lianzhi.sensing.models import Detection
from lianzhi.sensing.queries.reach import nothing
from lianzhi.sensing.rules import evidence
from lianzhi.sensing.rules.kinds import DetectionState


@transaction.atomic
def take_out(detection_id: int, *, by: Actor) -> bytes:
    """The package as a zip. Raises NotFound, NotAllowed, WrongState for one that nobody has found to be something."""
    row = Detection.objects.select_related("device", "track").filter(pk=detection_id).first()
    if row is None or not access.may(by, EVIDENCE, row):
        raise nothing()
    if row.state not in (DetectionState.MATTER, DetectionState.JOINED):
        raise WrongState(
            "sensing.no_evidence",
            N_("Only what became a matter is evidence."),
            way_out=N_("Judge it first."),
        )
    images = {photo.id: files.whole(photo.id) or b"" for photo in files.of(row.subject)}
    links = [tuple(each)[: evidence.LINK + 1] for each in audit.links(row.subject)]
    content, digest = evidence.packed(_facts(row), images, links)
    audit.record(by, "sensing.evidence", row.subject, {"manifest": digest})
    return content


def _facts(row: Detection) -> dict[str, object]:
    device, name = row.device, settings.name_of(row.klass)
    first = settings.class_of(row.klass_said).code  # a person may have corrected it since
    came_in = {"device": device.code, "class": first, "seen_at": row.seen_at.isoformat()}
    return {
        "subject": row.subject, "came_in": came_in, "class": row.klass,
        "class_name": {"zh": name.zh, "en": name.en}, "confidence": row.confidence,
        "device": {"code": device.code, "kind": device.kind, "name": device.name, "gb_id": device.gb_id,
                   "lon": device.lon, "lat": device.lat, "height_m": device.height_m, "owner": device.owner},
        "place": {"lon": row.lon, "lat": row.lat, "by": row.placed_by, "accuracy_m": row.accuracy_m, "area": row.area_code,
                  "datum": "WGS84"},
        "received_at": row.received_at.isoformat(), "through": row.through, "box": row.box, "bearing": row.bearing,
        "judged": {"verdict": row.verdict, "by": row.judged_by_name, "at": row.judged_at and row.judged_at.isoformat()},
        "case": row.track.case_number if row.track else "", "made_at": clock.now().isoformat(),
    }  # fmt: skip
