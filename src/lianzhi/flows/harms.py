"""What the meetings about warnings share: when a case warns its circle.  R-130."""

from lianzhi.cases import api as cases
from lianzhi.circles import api as circles
from lianzhi.flows.street import spot_of


def warn(case: cases.CaseView) -> int:
    """The warning that a case proposes to its circle, by kind only; 0 for none. Not a word of the report goes along."""
    if case.category is None or not case.located or case.item.closed_at is not None:
        return 0
    new = circles.Proposed(f"case:{case.id}", case.category.code, circles.cell_of(spot_of(case)), case.number)
    row = circles.propose(new)
    return row.pk if row else 0
