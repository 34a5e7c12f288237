"""What waits for a decision, page by page, for programs; and one request of one case."""

from datetime import datetime

from lianzhi.cases.contracts import CaseView
from lianzhi.cases.models import Case
from lianzhi.cases.queries.approvals import APPROVE
from lianzhi.cases.queries.reach import SEE, reachable
from lianzhi.cases.queries.views import views_by_key
from lianzhi.foundation.access import api as access
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, NotFound

Place = tuple[datetime, int]
Request = tuple[worklist.ApprovalView, CaseView]


def requests_after(by: Actor, *, own: bool, than: Place | None, size: int) -> list[Request]:
    """At most ``size`` that wait, the most pressing first, after the one at ``than`` (due_at, id): those ``by`` may
    decide, or with ``own`` those that ``by`` asked for. Some seven queries however many."""
    seen = Case.objects.filter(reachable(access.scope(by, SEE)), item__asked=True)
    if not own:
        seen = seen.filter(reachable(access.scope(by, APPROVE)))
    items = seen.values("item_id")
    asked = worklist.waiting_after(items, asker=by.id, own=own, than=than, size=size)
    cases = {case.subject: case for case in views_by_key([int(a.subject.partition(":")[2]) for a in asked])}
    return [(each, cases[each.subject]) for each in asked if each.subject in cases]


def waiting_on(case: CaseView) -> worklist.ApprovalView | None:
    """What waits for a decision on this case. No query where nothing does."""
    if not case.item.asked:
        return None
    return next((asked for asked in worklist.approvals(case.item.id) if asked.pending), None)


def check_on(case: CaseView, approval_id: int) -> None:
    """Raises NotFound when there is no such request on this case."""
    if all(asked.id != approval_id for asked in worklist.approvals(case.item.id)):
        raise NotFound(
            "worklist.no_approval",
            N_("There is no such request."),
            way_out=N_("Read the matter again; it names what waits for a decision."),
        )
