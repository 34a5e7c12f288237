"""A person decided what a written address means: open matters that were reported with it get its code (issue 4 part 2)."""

from django.db import transaction

from lianzhi.cases.actions.report import locate
from lianzhi.cases.actions.standing import relimit
from lianzhi.cases.actions.statistics import corrected
from lianzhi.cases.actions.stepping import locked
from lianzhi.cases.actions.telling import tell
from lianzhi.cases.models import Case
from lianzhi.cases.searching import keep_case
from lianzhi.foundation.audit import api as audit
from lianzhi.kernel.actor import Actor
from lianzhi.territory import api as territory

LOOKED_AT = 20_000


def place_decided(key: str, *, by: Actor) -> int:
    """Each open matter whose place is written so and that no pin put on the map; how many got another code.

    ``key``: what territory keeps the decision under (``territory.address_key``).
    """
    rows = Case.objects.filter(item__closed_at=None, item__isnull=False).exclude(place_text="")
    rows = rows.filter(lon=None) | rows.exclude(place_code="")
    newest = rows.order_by("-pk").values_list("pk", "place_text")[:LOOKED_AT]
    found = [pk for pk, said in newest if territory.address_key(said) == key]
    return sum(_placed(pk, by) for pk in sorted(found))


@transaction.atomic
@audit.late()
def _placed(case_id: int, by: Actor) -> bool:
    case = locked(case_id)
    if case.item is None or case.item.closed_at or (case.lon is not None and not case.place_code):
        return False
    spot = locate(case.place_text, None, None)
    if spot.lon is None or spot.place_code == case.place_code:
        return False
    before = {"area": case.area_code, "code": case.place_code}
    case.lon, case.lat, case.area_code, case.area_now = spot.lon, spot.lat, spot.area_code, None
    case.place_code = spot.place_code
    case.save(update_fields=["lon", "lat", "area_code", "area_now", "place_code"])
    keep_case(case)
    corrected(case)
    relimit(case)
    after = {"area": case.area_code, "code": case.place_code}
    audit.record(by, "cases.place_decided", f"case:{case.pk}", {"before": before, "after": after})
    tell(case.pk, "corrected")
    return True
