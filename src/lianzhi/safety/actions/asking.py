"""Every question about an address or a cylinder leaves a line: who, through what, why, what was told.  R-076."""

from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput
from lianzhi.safety.models import Asked

LONGEST = 200


def reason(why: str) -> str:
    """Raises BadInput for a call that does not say why."""
    said = " ".join(why.split())
    if len(said) < 2:
        raise BadInput(
            "safety.why",
            N_("Say what you need it for."),
            way_out=N_("A few words are enough; they are kept with the question."),
            field="why",
        )
    return said[:LONGEST]


def note_asked(subject: str, why: str, *, told: str, by: Actor, client: str = "") -> None:
    Asked.objects.create(
        subject=subject[:40], why=reason(why), told=told[:20], by=by.id, by_name=by.name[:120], unit=by.unit,
        client=client[:60], at=clock.now(),
    )  # fmt: skip
