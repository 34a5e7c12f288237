"""Budget lines: make one, grant money to it, close a month."""

import re
from collections.abc import Sequence

from django.db import IntegrityError, transaction

from lianzhi.benefits.access import BUDGET
from lianzhi.benefits.actions.posting import Posting, post, this_month
from lianzhi.benefits.models import BudgetLine, ClosedMonth, LinePolicy
from lianzhi.benefits.rules.ledger import Act, legs_of
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.events import api as events
from lianzhi.kernel import clock, ids
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, NotFound, WrongState

_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z\-]{1,39}", re.ASCII)
_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])", re.ASCII)
GRANTED = "benefits.granted"


@transaction.atomic
def make_line(code: str, *, name: str, year: int, policies: Sequence[str], by: Actor) -> str:
    """A line of one year and the policies it pays. Raises BadInput, NotAllowed."""
    access.require(by, BUDGET, None)
    if not _CODE.fullmatch(code) or not name.strip() or not 2000 <= year <= 2999:
        raise BadInput("benefits.line", N_("A budget line needs a code, a name and a year."), field="code")
    try:
        with transaction.atomic():
            line = BudgetLine.objects.create(code=code, name=name.strip()[:80], year=year)
    except IntegrityError:
        raise BadInput(
            "benefits.line_taken", N_("There is a budget line with this code."), field="code"
        ) from None
    add_policies(line, policies)
    audit.record(by, "benefits.make_line", f"budget:{code}", {"year": year, "policies": list(policies)})
    return code


def add_policies(line: BudgetLine, policies: Sequence[str]) -> None:
    for policy in dict.fromkeys(policies):
        try:
            with transaction.atomic():
                LinePolicy.objects.create(line=line, policy=policy[:60], year=line.year)
        except IntegrityError:
            raise BadInput(
                "benefits.policy_taken", N_("Another budget line of this year pays %(policy)s already."),
                params={"policy": policy}, field="policies",
            ) from None  # fmt: skip


@transaction.atomic
def grant(code: str, fen: int, *, note: str, by: Actor) -> None:
    """Money comes to a line (预算下达); ``note`` names the document. Raises BadInput, NotAllowed, NotFound, WrongState."""
    access.require(by, BUDGET, None)
    line = BudgetLine.objects.filter(code=code).first()
    if line is None:
        raise NotFound(
            "benefits.no_line", N_("There is no such budget line."), way_out=N_("Go back to the list.")
        )
    if type(fen) is not int or fen <= 0:
        raise BadInput("benefits.amount", N_("An amount is above zero and in whole fen."), field="amount")
    if not note.strip():
        raise BadInput("benefits.grant_note", N_("Name the document that grants the money."), field="note")
    post([Posting(f"grant/{ids.token(16)}", Act.GRANT, legs_of(Act.GRANT, fen), line.pk, note=note)], by=by)
    audit.record(by, "benefits.grant", f"budget:{code}", {"fen": fen, "note": note[:200]})
    events.emit(GRANTED, {"line": code, "fen": fen})


@transaction.atomic
def close_month(month: str, *, by: Actor) -> None:
    """After this nothing is entered in it. Raises BadInput (not over yet), NotAllowed, WrongState (closed already).

    All lines are locked first, so that no entry is under way while the month closes.
    """
    access.require(by, BUDGET, None)
    if not _MONTH.fullmatch(month) or month >= this_month():
        raise BadInput("benefits.month", N_("Only a month that is over can be closed."), field="month")
    list(BudgetLine.objects.select_for_update().order_by("pk").values_list("pk"))
    _row, new = ClosedMonth.objects.get_or_create(
        month=month, defaults={"by": by.id, "by_name": by.name[:60], "at": clock.now()}
    )
    if not new:
        raise WrongState(
            "benefits.month_closed", N_("The accounting month %(month)s is closed."), params={"month": month}
        )
    audit.record(by, "benefits.close_month", f"month:{month}", {})
