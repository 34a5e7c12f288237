"""Acts on signals: correct a label, open a case.  R-123: identify, tidy, report upward, respond."""

from django.db import transaction

from lianzhi.cases.actions.report import report
from lianzhi.cases.contracts import CaseView, NewReport, SignalView
from lianzhi.cases.models import Case, Signal
from lianzhi.cases.queries.views import signal_view
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, NotFound


@transaction.atomic
def correct_label(signal_id: int, label: str, *, by: Actor) -> SignalView:
    """A person's label; the machine's is kept in the trail."""
    access.require(by, "signals.label", None)
    signal = _locked(signal_id)
    if not label.strip():
        raise BadInput(
            "signals.label",
            N_("Choose a label."),
            way_out=N_("Take one of the list, or type a new one."),
            field="label",
        )
    before = {"label": signal.label, "by": signal.label_by, "confidence": signal.confidence}
    signal.label, signal.label_by, signal.confidence = label.strip()[:60], Case.By.PERSON, None
    signal.save(update_fields=["label", "label_by", "confidence"])
    audit.record(by, "signals.label", f"signal:{signal.pk}", {"before": before, "label": signal.label})
    return signal_view(signal)


@transaction.atomic
@audit.late()
def open_case(signal_id: int, *, category: str = "", by: Actor) -> CaseView:
    """A case from a signal; opening it twice answers with the same case. The sender is not known by phone."""
    access.require(by, "signals.label", None)
    signal = _locked(signal_id)
    return report(
        NewReport(
            source=signal.source,
            external_id=signal.external_id,
            title=signal.title,
            text=signal.text,
            category=category,
            place_text=signal.place_text,
            lon=signal.lon,
            lat=signal.lat,
            author=signal.author,
            reporter=f"sender:{signal.source}:{signal.author}"[:60],
        ),
        by=by,
    )


def _locked(signal_id: int) -> Signal:
    signal = (
        Signal.objects.select_for_update(of=("self",)).select_related("case").filter(pk=signal_id).first()
    )
    if signal is None:
        raise NotFound("signals.missing", N_("There is no such message."), way_out=N_("Go back to the list."))
    return signal
