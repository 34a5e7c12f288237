"""Notices to staff (站内通知): who is called, urged, copied, asked or answered learns of it wherever they work.  R-165, R-277.

Told in the transaction of what happened, or in the worker that heard of it; the open pages of exactly these people
hear ``notice.changed``. Kept for ``KEPT``; a person's count is capped, so that nothing here grows with the town.
"""

from collections.abc import Iterable
from datetime import timedelta

from django.db import connection, transaction

from lianzhi.foundation.events import api as events
from lianzhi.foundation.notify import registry
from lianzhi.foundation.notify.contracts import NewNotice, NoticeView
from lianzhi.foundation.notify.models import Notice
from lianzhi.foundation.notify.rules.wording import in_language
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, NotFound

CHANGED = "notice.changed"
KEPT = timedelta(days=30)
COUNTED = 99
LISTED = 50
MOST_PEOPLE = 200
SWEPT = 5_000


def tell(people: Iterable[str], new: NewNotice) -> int:
    """Tell these members of staff (actor ids); returns how many learnt something new. Twice is told once.

    An unknown template or a missing value raises LookupError here. What is older than ``KEPT`` is nobody's news.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "notices.tell must be called inside transaction.atomic()"
        )
    registry.template(new.template).text("zh-hans", in_language(new.values, "zh-hans"))
    wanted = dict.fromkeys(each for each in people if each.startswith("staff:"))
    had = Notice.objects.filter(dedupe=new.dedupe, person__in=wanted).values_list("person", flat=True)
    fresh = [each for each in wanted if each not in set(had)][:MOST_PEOPLE]
    if not fresh or new.at < clock.now() - KEPT:
        return 0
    said = {"values": dict(new.values), "links": dict(new.links), "tone": new.tone, "at": new.at}
    rows = [Notice(person=each, template=new.template, dedupe=new.dedupe, **said) for each in fresh]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    events.emit(CHANGED, {}, to=fresh)
    return len(fresh)


def unread(by: Actor) -> int:
    """How many wait to be read, at most one more than ``COUNTED``."""
    return len(Notice.objects.filter(person=by.id, read_at=None).values_list("pk")[: COUNTED + 1])


def notices(by: Actor, language: str, *, before: int | None = None, limit: int = LISTED) -> list[NoticeView]:
    """One's own, the newest first; ``before``: the id where the page before ended. One query."""
    rows = Notice.objects.filter(person=by.id)
    rows = rows.filter(pk__lt=before) if before else rows
    return [_view(row, language) for row in rows.order_by("-pk")[:limit]]


def _view(row: Notice, language: str) -> NoticeView:
    text = registry.template(row.template).text(language, in_language(row.values, language))
    return NoticeView(row.pk, text, row.tone, row.at, row.read_at is None)


@transaction.atomic
def open_notice(notice_id: int, place: str, *, by: Actor) -> str:
    """Where it leads (``desk`` or ``phone``); it counts as read from now on. Raises NotFound for another's."""
    row = Notice.objects.filter(pk=notice_id, person=by.id).first()
    if row is None:
        raise NotFound(
            "notify.no_notice",
            N_("There is no such notice for you."),
            way_out=N_("Reload the list; notices are removed after a month."),
        )
    if row.read_at is None:
        row.read_at = clock.now()
        row.save(update_fields=["read_at"])
        events.emit(CHANGED, {}, to=[by.id])
    return str(row.links.get(place) or row.links.get("desk") or "/")


@transaction.atomic
def read_all(*, by: Actor) -> int:
    """All of one's own are read."""
    found = Notice.objects.filter(person=by.id, read_at=None).update(read_at=clock.now())
    if found:
        events.emit(CHANGED, {}, to=[by.id])
    return found


def forget_notices() -> int:
    """Remove what is older than ``KEPT``, a slice at a time; returns how many."""
    old = Notice.objects.filter(at__lt=clock.now() - KEPT).order_by("at").values_list("pk", flat=True)[:SWEPT]
    return Notice.objects.filter(pk__in=list(old)).delete()[0]
