"""The sums behind the score of cooperation, for the units that the reader may see.  R-279."""

from datetime import datetime, time, timedelta

from lianzhi.cases.rules.cooperation import Joint
from lianzhi.cases.rules.statistics import Span
from lianzhi.foundation.access import api as access
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel.calendars import SHANGHAI


def joint(scope: access.Scope, span: Span, now: datetime) -> list[Joint]:
    """One line for each unit that had a part in another's matter in the span."""
    start = datetime.combine(span.first, time(), SHANGHAI)
    end = datetime.combine(span.last + timedelta(days=1), time(), SHANGHAI)
    seen = {unit.code for unit in access.units(closed=True) if scope.reaches(unit.area_code, (unit.code,))}
    return [
        Joint(
            unit=row["unit_code"], called=row["called"], came=row["came"], graded=row["graded"], grades=row["grades"] or 0,
            passed_on=row["passed_on"], taken_up=row["taken_up"],
        )
        for row in worklist.joint_sums(start, end, now)
        if row["unit_code"] in seen
    ]  # fmt: skip
