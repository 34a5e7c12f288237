"""Meetings that decide together, and public notices."""

from datetime import datetime

from django.db.models import Count, Exists, OuterRef, QuerySet

from lianzhi.benefits.access import SEE
from lianzhi.benefits.models import Council, Decision, PublicNotice
from lianzhi.benefits.queries import payments
from lianzhi.benefits.rules.deciding import Deciding
from lianzhi.benefits.rules.masking import masked
from lianzhi.foundation.access import api as access
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, NotFound

MOST_SHOWN = 2_000


def councils(by: Actor) -> QuerySet[Council]:
    """Those with a decision within reach."""
    mine = Decision.objects.filter(access.reached(by, SEE), council=OuterRef("pk"))
    return Council.objects.filter(Exists(mine)).annotate(listed=Count("decisions")).order_by("-pk")


def council(code: str, *, by: Actor) -> tuple[Council, list[Decision]]:
    """With its decisions within reach. Raises NotFound."""
    row = Council.objects.filter(code=code).first()
    rows = list(row.decisions.filter(access.reached(by, SEE)).order_by("policy", "pk")) if row else []
    if row is None or not rows and row.made_by != by.id:
        raise _nothing()
    return row, rows


def locked_council(code: str, *, by: Actor) -> Council:
    """Open to be recorded, and wholly within reach. Raises NotFound."""
    row = Council.objects.select_for_update().filter(code=code, recorded_by="").first()
    if row is None or row.decisions.exclude(access.reached(by, SEE)).exists():
        raise _nothing()
    return row


def notices(by: Actor) -> QuerySet[PublicNotice]:
    mine = Decision.objects.filter(access.reached(by, SEE), notice=OuterRef("pk"))
    return PublicNotice.objects.filter(Exists(mine)).annotate(listed=Count("decisions")).order_by("-pk")


def to_post(by: Actor) -> list[tuple[str, int]]:
    """(policy, how many wait to be put up)."""
    rows = (
        Decision.objects.filter(access.reached(by, SEE), state=Deciding.TO_POST)
        .values("policy")
        .annotate(n=Count("pk"))
    )
    return [(row["policy"], row["n"]) for row in rows.order_by("policy")]


def running(now: datetime) -> list[PublicNotice]:
    """What everybody may read now."""
    return list(
        PublicNotice.objects.filter(until__gt=now).annotate(listed=Count("decisions")).order_by("-pk")[:100]
    )


def notice(code: str) -> tuple[PublicNotice, list[tuple[Decision, str]]]:
    """With masked names; only what still stands on it. Raises NotFound."""
    row = PublicNotice.objects.filter(code=code).first()
    if row is None:
        raise _nothing()
    rows = list(row.decisions.filter(state=Deciding.POSTED).order_by("pk")[:MOST_SHOWN])
    known = payments.names(rows)
    return row, [(each, masked(known.get(f"person:{each.person}", ""))) for each in rows]


def _nothing() -> NotFound:
    return NotFound(
        "benefits.no_list",
        N_("There is no such list, or it is over."),
        way_out=N_("Go back to the lists and look there."),
    )
