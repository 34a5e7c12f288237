"""Signals: what came in, with its label and how sure the machine is of it."""

from django.db.models import Q, QuerySet

from lianzhi.cases.contracts import SignalView
from lianzhi.cases.models import Case, Signal
from lianzhi.cases.proposals import SURE
from lianzhi.cases.queries.in_use import in_use
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
    return list(in_use(Signal, "label", flag="message"))


def sources() -> list[str]:
    return list(in_use(Signal, "source", flag="message"))


def own_labelled() -> tuple[list[str], list[str]]:
    """(texts, category codes) of closed cases whose category a person set or left standing."""
    rows = Case.objects.filter(item__closed_at__isnull=False, category__isnull=False).select_related(
        "category"
    )
    pairs = [
        (document(row.title, row.text), row.category.code) for row in rows.order_by("pk") if row.category
    ]
    return [text for text, _code in pairs], [code for _text, code in pairs]
