"""Signals: what came in, with its label and how sure the machine is of it."""

from django.db import connection
from django.db.models import Q, QuerySet

from lianzhi.cases.contracts import SignalView
from lianzhi.cases.models import Case, Signal
from lianzhi.cases.proposals import SURE
from lianzhi.cases.queries.paging import Order, Segment
from lianzhi.cases.queries.search import matching_signals
from lianzhi.cases.queries.views import signal_view
from lianzhi.cases.rules.classify import document

ORDER: Order = (Segment(("-received_at", "pk")),)


def listed(*, source: str = "", label: str = "", doubtful: bool = False, text: str = "") -> QuerySet[Signal]:
    """Signals that did not come as a case, newest first; ``doubtful`` = a person has to decide the label."""
    rows = Signal.objects.select_related("case").filter(message=True)
    q = Q()
    if source:
        q &= Q(source=source)
    if label:
        q &= Q(label=label)
    if doubtful:
        q &= ~Q(label_by=Case.By.PERSON) & (Q(confidence__lt=SURE) | Q(confidence=None))
    if text:
        q &= matching_signals(text)
    return rows.filter(q).order_by(*ORDER[0].keys)


def page(start: int, size: int, **wanted: object) -> tuple[list[SignalView], int]:
    rows = listed(**wanted)  # type: ignore[arg-type]
    return [signal_view(row) for row in rows[start : start + size]], rows.count()


def labels() -> list[str]:
    """Labels in use, for the filter and the correction."""
    return _in_use("label")


def sources() -> list[str]:
    return _in_use("source")


_IN_USE = """
WITH RECURSIVE found(value) AS (
    SELECT min({column}) FROM {table} WHERE message AND {column} > ''
    UNION ALL
    SELECT (SELECT min({column}) FROM {table} WHERE message AND {column} > found.value)
    FROM found WHERE found.value IS NOT NULL
)
SELECT value FROM found WHERE value IS NOT NULL
"""


def _in_use(column: str) -> list[str]:
    """The few different values of an indexed column: one step in the index for each, however many rows hold it."""
    with connection.cursor() as cursor:
        cursor.execute(_IN_USE.format(column=column, table=Signal._meta.db_table))
        return [value for (value,) in cursor.fetchall()]


def own_labelled() -> tuple[list[str], list[str]]:
    """(texts, category codes) of closed cases whose category a person set or left standing."""
    rows = Case.objects.filter(item__closed_at__isnull=False, category__isnull=False).select_related(
        "category"
    )
    pairs = [
        (document(row.title, row.text), row.category.code) for row in rows.order_by("pk") if row.category
    ]
    return [text for text, _code in pairs], [code for _text, code in pairs]
