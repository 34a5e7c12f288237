"""Steps by which a stay ended that was overdue at an instant, as a condition for rows that know their move.  R-111.

PostgreSQL keeps the time in which each late stay was overdue as a range (the index ``moves_overdue``), so that an instant a
year ago costs what was overdue then, and not all that has been late since.
"""

from datetime import datetime

from django.db import connection
from django.db.models import BooleanField, DateTimeField, F, Func, Q, Value
from django.db.models.functions import Greatest


def overdue_when(at: datetime, path: str = "") -> Q:
    """``path``: how the rows reach the move (``move__``). The plain condition, and where an index serves, that of the index."""
    plain = Q(**{f"{path}at__gte": at, f"{path}due_at__lt": at, f"{path}stay_from__lt": at})
    if connection.vendor != "postgresql":
        return plain
    indexed = Q(**{f"{path}at__gt": F(f"{path}due_at"), f"{path}at__gte": F(f"{path}stay_from")})
    return plain & indexed & Q(_spans(path, at))


def _spans(path: str, at: datetime) -> Func:
    since = Greatest(F(f"{path}stay_from"), F(f"{path}due_at"))
    span = Func(
        since, F(f"{path}at"), template="tstzrange(%(expressions)s, '(]')", output_field=DateTimeField()
    )
    return Func(
        span,
        Value(at, DateTimeField()),
        template="%(expressions)s",
        arg_joiner=" @> ",
        output_field=BooleanField(),
    )
