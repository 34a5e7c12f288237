"""What a coordination meeting should talk about, read from the data.  R-162, R-129, R-165, R-171, R-277, R-278.

Bounded: at most ``ROWS`` matters for each reason; reasons without an index of their own look at the ``LOOKED_AT``
running matters that are due first.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from lianzhi.cases.contracts import CaseView
from lianzhi.cases.models import AgendaLine, Case, FollowUp, Meeting
from lianzhi.cases.queries.acts import Act, Reader, acts
from lianzhi.cases.queries.cases import Wanted, filtered, rows
from lianzhi.cases.queries.views import case_view
from lianzhi.foundation.access import api as access
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, NotFound

MEET = "cases.meet"
ROWS, LOOKED_AT, MOST = 20, 2000, 60
RED, TWICE = "3", 2
WHY: Mapping[str, str] = {
    "last": N_("Left from the last meeting"),
    "red": N_("Red card"),
    "disputed": N_("Nobody takes it"),
    "bounced": N_("Passed on more than once"),
    "escalated": N_("Passed up to the district"),
    "joint": N_("Joint work not joined"),
    "whistle": N_("Called unit did not report in"),
    "overdue": N_("Overdue"),
    "follow_up": N_("Bad rating, follow-up open"),
    "added": N_("Put on by hand"),
}
"""Why a matter is on the agenda; the weightiest first."""
DECIDABLE = frozenset({"reason", "units", "called", "urge", "amount", "until"})
"""A meeting may decide steps that need these and nothing else: what a unit did or what a reporter reads is not its to say."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One matter the data proposes, with all the reasons for it."""

    case: CaseView
    why: tuple[str, ...]

    @property
    def reasons(self) -> list[str]:
        return [WHY[code] for code in self.why]


def proposals(by: Actor) -> list[Proposal]:
    """The weightiest first: by its first reason, then by how many reasons there are, then by what is due first."""
    now, order = clock.now(), list(WHY)
    why: dict[int, list[str]] = {}
    for code, found in FOUND.items():
        for pk in found(by, now)[:ROWS]:
            why.setdefault(pk, []).append(code)
    cases = [case_view(row) for row in rows().filter(pk__in=why)]
    found = [Proposal(case, tuple(why[case.id])) for case in cases]
    return sorted(
        found, key=lambda one: (order.index(one.why[0]), -len(one.why), one.case.item.due_at or now)
    )


def _running(by: Actor, now: datetime, held: Q) -> QuerySet[Case]:
    return filtered(by, Wanted(open_only=True), now).filter(held).order_by("item__due_at", "pk").values_list(
        "pk", flat=True
    )  # fmt: skip


def _first_due(by: Actor, now: datetime, held: Q) -> QuerySet[Case]:
    """As ``_running``, among those that are due first."""
    first = Case.objects.filter(item__closed_at=None, item__due_at__isnull=False).order_by("item__due_at")
    return _running(by, now, Q(pk__in=first.values("pk")[:LOOKED_AT]) & held)


def _overdue(by: Actor, now: datetime) -> QuerySet[Case]:
    found = filtered(by, Wanted(light="red"), now)
    return found.order_by("item__due_at", "pk").values_list("pk", flat=True)


def _disputed(by: Actor, now: datetime) -> QuerySet[Case]:
    """A unit asks to send it back once more, or it came back and no unit has it."""
    again = Q(item__approvals__state="pending", item__approvals__verb="return_again")
    working = Case.objects.filter(pk=OuterRef("pk"), item__tasks__state__in=sorted(worklist.OPEN_TASKS))
    nobody = Q(item__bounces__gt=0, item__paused_at=None) & ~Exists(working)
    return _running(by, now, again | nobody).distinct()


def _joint(by: Actor, now: datetime) -> QuerySet[Case]:
    """One unit has done its part and another has not, and little time is left."""
    own = Case.objects.filter(pk=OuterRef("pk"))
    half = Exists(own.filter(item__tasks__state="done")) & Exists(
        own.filter(item__tasks__state__in=sorted(worklist.OPEN_TASKS))
    )
    return _first_due(by, now, Q(item__warn_at__lt=now) & Q(half))


def _whistle(by: Actor, now: datetime) -> QuerySet[Case]:
    missed = Case.objects.filter(pk=OuterRef("pk"), item__tasks__missed_at__isnull=False,
                                 item__tasks__reported_at=None, item__tasks__ended_at=None)  # fmt: skip
    return _first_due(by, now, Q(Exists(missed)))


def _follow_ups(by: Actor, now: datetime) -> QuerySet[Case]:
    waiting = FollowUp.objects.filter(closed_at=None).order_by("opened_at").values("case")
    found = filtered(by, Wanted(), now).filter(pk__in=waiting[:LOOKED_AT])
    return found.order_by("item__closed_at", "pk").values_list("pk", flat=True)


def _last(by: Actor, now: datetime) -> QuerySet[Case]:
    """What the last meeting decided or put off, and what has not ended since."""
    last = next(
        (m for m in Meeting.objects.exclude(ended_at=None).order_by("-ended_at")[:ROWS] if held(m, by)), None
    )
    lines = (
        AgendaLine.objects.filter(meeting=last).values("case")
        if last
        else AgendaLine.objects.none().values("case")
    )
    return _running(by, now, Q(pk__in=lines))


FOUND: Mapping[str, Callable[[Actor, datetime], QuerySet[Case]]] = {
    "last": _last,
    "red": lambda by, now: _running(by, now, Q(item__urged=int(RED))),
    "disputed": _disputed,
    "bounced": lambda by, now: _running(by, now, Q(item__bounces__gte=TWICE)),
    "escalated": lambda by, now: _running(by, now, Q(item__level=worklist.Level.DISTRICT)),
    "joint": _joint,
    "whistle": _whistle,
    "overdue": _overdue,
    "follow_up": _follow_ups,
}


def ways(case: CaseView, reader: Reader) -> list[Act]:
    """The steps that a decision may be: those open to the reader now that need no more than a decision says."""
    return [
        a for a in acts(case, reader) if a.needs and set(a.needs) <= DECIDABLE and not (a.task or a.hurdle)
    ]


def held(meeting: Meeting, by: Actor) -> bool:
    """May the reader see this meeting?"""
    return access.may(by, MEET, meeting)


def missing() -> NotFound:
    return NotFound(
        "cases.no_meeting",
        N_("There is no such meeting here."),
        way_out=N_("Look at the list of meetings; those of other areas are not shown."),
    )
