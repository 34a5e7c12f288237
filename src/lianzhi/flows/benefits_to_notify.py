"""benefits -> notify: each person is told what he gets, why, and how to object; of a refusal and of an end too.  R-230, R-109.

A sample (示例，未核实) is nobody's news. Whoever left no number learns it at his community, and on his own page.
"""

from pathlib import Path

from lianzhi.benefits import api as benefits
from lianzhi.foundation.events import api as events
from lianzhi.foundation.notify import api as notify
from lianzhi.registry import api as registry

TEXTS = Path(__file__).parent / "benefits.yaml"
STATES = {"granted": "benefits.granted", "refused": "benefits.refused", "ended": "benefits.ended"}


@events.consumer("benefits.decided", key="benefits_to_notify.decided")
def decided(event: events.Happening) -> None:
    template = STATES.get(event.payload["state"], "")
    told = benefits.told(event.payload["decision"]) if template else None
    if told is not None and told.reason != "replaced":
        _queue(template, told, benefits.reason_in_both(told.reason), f"{template}:{event.id}")


@events.consumer("benefits.answered", key="benefits_to_notify.answered")
def answered(event: events.Happening) -> None:
    """Of an appeal; an objection is answered to nobody by name."""
    found = benefits.appeal_answer(event.payload["objection"])
    if found is not None:
        told, outcome, reason = found
        _queue(f"benefits.appeal_{outcome}", told, reason, f"appeal:{event.id}")


def _queue(template: str, told: benefits.DecisionTold, reason: str | dict[str, str], key: str) -> None:
    if phone := registry.phone_of(told.person):
        values = {
            "policy": {"zh": told.name_zh, "en": told.name_en}, "every": {"zh": told.every_zh, "en": told.every_en},
            "yuan": f"{told.fen / 100:,.2f}", "basis": told.basis, "reason": reason,
        }  # fmt: skip
        notify.queue("sms", phone, template, values, dedupe=key)
