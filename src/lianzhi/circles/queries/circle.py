"""What members and the community see of a circle. Members see their own micro-grid only."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q

from lianzhi.circles.access import SEE
from lianzhi.circles.contracts import Spot
from lianzhi.circles.models import Contribution, Errand, Member, Post, Warning
from lianzhi.circles.queries.parties import nothing
from lianzhi.circles.rules.circle import Counted, WarningState, contributions, scope_of
from lianzhi.foundation.access import api as access
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.territory import api as territory
from lianzhi.territory.contracts import AreaView

FRESH, LISTED = timedelta(days=14), 50


@dataclass(frozen=True, slots=True)
class Circle:
    """One circle. ``counted``: contributions, named only with the member's word."""

    area: AreaView
    errands: list[Errand]
    posts: list[Post]
    warnings: list[Warning]
    counted: Counted
    members: list[Member]


class _At:
    unit_codes: tuple[str, ...] = ()

    def __init__(self, area_code: str) -> None:
        self.area_code = area_code


def cell_of(spot: Spot) -> str:
    """The micro-grid of a spot; its grid where none is laid out."""
    micro = (
        territory.micro_grid_at(spot.lon, spot.lat) if spot.lon is not None and spot.lat is not None else None
    )
    return micro.code if micro else spot.area_code


def cells() -> list[AreaView]:
    """Every micro-grid, and grids without any, by code."""
    micro = territory.areas("micro_grid")
    split = {area.code[:15] for area in micro}
    return sorted(
        [*micro, *(a for a in territory.areas("grid") if a.code not in split)], key=lambda area: area.code
    )


def membership(by: Actor | None) -> Member | None:
    return Member.objects.filter(resident=by.id, left_at=None).first() if by else None


def of_member(member: Member) -> Circle:
    """For a member: what is open, what one has oneself, posts that are not hidden, warnings of two weeks."""
    mine = Q(member=member, state__in=("taken", "done"))
    errands = Errand.objects.filter(Q(cell=member.cell, state="open") | mine).select_related("member")
    posts = Post.objects.filter(cell=member.cell, hidden_at=None)[:LISTED]
    area = territory.area(member.cell)
    if area is None:
        raise nothing()
    return Circle(area, list(errands[:LISTED]), list(posts), warned(member.cell), counted(member.cell), [])


def of_staff(cell: str, by: Actor) -> Circle:
    area = territory.area(cell)
    if area is None or not access.may(by, SEE, _At(cell)):
        raise nothing()
    errands = list(Errand.objects.filter(cell=cell).select_related("member")[:LISTED])
    members = list(Member.objects.filter(cell=cell, left_at=None))
    return Circle(
        area, errands, list(Post.objects.filter(cell=cell)[:LISTED]), warned(cell), counted(cell), members
    )


def warned(cell: str) -> list[Warning]:
    since = clock.now() - FRESH
    rows = Warning.objects.filter(
        state=WarningState.SENT, decided_at__gt=since, areas__code__in=scope_of(cell)
    )
    return list(rows.distinct()[:10])


def counted(cell: str) -> Counted:
    rows = Member.objects.filter(cell=cell).annotate(n=Count("contributions"))
    return contributions(rows.filter(Q(left_at=None) | Q(n__gt=0)).values_list("name", "listed", "n"))


def overview(by: Actor) -> list[tuple[AreaView, int, int, int]]:
    """(circle, members, open or taken, contributions) of each within reach that has anything, then the rest: three queries."""
    scope = access.scope(by, SEE)
    members = _by_cell(Member.objects.filter(left_at=None))
    running = _by_cell(Errand.objects.filter(state__in=("open", "taken", "done")))
    done = _by_cell(Contribution.objects.all())
    found = [area for area in cells() if scope.reaches(area.code)]
    rows = [(a, members.get(a.code, 0), running.get(a.code, 0), done.get(a.code, 0)) for a in found]
    return sorted(rows, key=lambda row: (-row[1] - row[2] - row[3], row[0].code))


def _by_cell(rows: object) -> dict[str, int]:
    return dict(rows.order_by().values_list("cell").annotate(n=Count("pk")))  # type: ignore[attr-defined]


def errand(errand_id: int, member: Member) -> Errand:
    row = Errand.objects.select_related("member").filter(pk=errand_id, cell=member.cell).first()
    if row is None or (row.state != "open" and row.member_id != member.pk):
        raise nothing()
    return row


def warnings(by: Actor) -> list[Warning]:
    rows = Warning.objects.filter(access.reached(by, SEE, area="cell"))
    return sorted(rows[:LISTED], key=lambda row: (row.state != WarningState.PROPOSED, -row.pk))


def warning(warning_id: int, by: Actor) -> Warning:
    row = Warning.objects.filter(access.reached(by, SEE, area="cell"), pk=warning_id).first()
    if row is None:
        raise nothing()
    return row
