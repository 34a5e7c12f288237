"""Signals: what came in, with its label and how sure the machine is of it."""

from django.db.models import Q, QuerySet

from lianzhi.cases.contracts import SignalView
from lianzhi.cases.models import Case, Signal
from lianzhi.cases.proposals import SURE
from lianzhi.cases.queries.views import signal_view
from lianzhi.cases.rules.classify import document


def listed(*, source: str = "", label: str = "", doubtful: bool = False, text: str = "") -> QuerySet[Signal]:
    """Signals that did not come as a case, newest first; ``doubtful`` = a person has to decide the label."""
    rows = Signal.objects.select_related("case").exclude(source__in=("snap", "simulation", "grid", "phone"))
    q = Q()
    if source:
        q &= Q(source=source)
    if label:
        q &= Q(label=label)
    if doubtful:
        q &= ~Q(label_by=Case.By.PERSON) & (Q(confidence__lt=SURE) | Q(confidence=None))
    if text:
        q &= Q(title__icontains=text) | Q(text__icontains=text) | Q(author=text) | Q(external_id=text)
    return rows.filter(q).order_by("-received_at", "pk")


def page(start: int, size: int, **wanted: object) -> tuple[list[SignalView], int]:
    rows = listed(**wanted)  # type: ignore[arg-type]
    return [signal_view(row) for row in rows[start : start + size]], rows.count()


def labels() -> list[str]:
    """Labels in use, for the filter and the correction."""
    return list(Signal.objects.exclude(label="").values_list("label", flat=True).distinct().order_by("label"))


def sources() -> list[str]:
    rows = Signal.objects.exclude(source__in=("snap", "simulation", "grid", "phone"))
    return list(rows.values_list("source", flat=True).distinct().order_by("source"))


def own_labelled() -> tuple[list[str], list[str]]:
    """(texts, category codes) of closed cases whose category a person set or left standing."""
    rows = Case.objects.filter(item__closed_at__isnull=False, category__isnull=False).select_related(
        "category"
    )
    pairs = [
        (document(row.title, row.text), row.category.code) for row in rows.order_by("pk") if row.category
    ]
    return [text for text, _code in pairs], [code for _text, code in pairs]
