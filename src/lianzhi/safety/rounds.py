"""One round of the worker: the register's side of cylinders, then every area that is due: its cylinders, its buildings."""

from django.db import transaction

from lianzhi.kernel.areas import covers
from lianzhi.kernel.errors import NotFound
from lianzhi.safety.actions.alerting import check_cylinders
from lianzhi.safety.actions.following import follow
from lianzhi.safety.actions.recompute import mark_due, recompute
from lianzhi.safety.contracts import Done
from lianzhi.safety.models import Due
from lianzhi.territory import api as territory


def all_due() -> None:
    """The whole town, at the next round; nothing where no town is loaded."""
    try:
        mark_due(territory.town().code)
    except NotFound:
        return


def work_off() -> list[Done]:
    """Areas in the order of their codes: the town goes first, and its parts need no turn of their own then."""
    follow()
    done = []
    while area := Due.objects.order_by("area_code").values_list("area_code", flat=True).first():
        done.append(judge(area))
    return done


def judge(area: str) -> Done:
    """Cylinders first, for buildings count what is wrong with them.

    The mark goes before the facts are read, in a transaction of its own: what changes meanwhile marks the area again and
    waits for nobody. An area that could not be judged is marked again.
    """
    _unmark(area)
    whole = "" if area == territory.town().code else area
    try:
        with transaction.atomic():
            held, found = check_cylinders(whole), recompute(whole)
    except Exception:
        mark_due(area)
        raise
    return Done(found.judged, found.raised, found.fell, held.alerts, held.settled)


@transaction.atomic
def _unmark(area: str) -> None:
    """The area's mark, and those of what lies in it."""
    marks = Due.objects.select_for_update().values_list("pk", "area_code")
    Due.objects.filter(pk__in=[pk for pk, code in marks if covers(area, code)]).delete()
