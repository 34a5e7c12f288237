"""cases -> command: a case whose kind and urgency say so proposes a plan; a person starts it.  R-132, house law 4."""

from lianzhi.cases import api as cases
from lianzhi.command import api as command
from lianzhi.foundation.events import api as events
from lianzhi.kernel.masking import mask_personal

LOOKED_AT = ("case.reported", "case.ruled", "case.corrected")


def looked_at(event: events.Happening) -> None:
    propose(cases.by_id(event.payload["case_id"]))


def propose(case: cases.CaseView) -> int:
    if case.category is None or case.item.closed_at is not None:
        return 0
    title = mask_personal(case.title)
    return command.propose(
        command.Matter(case.id, case.number, title, case.category.code, case.urgency, case.area_code)
    )


for _event in LOOKED_AT:
    events.consumer(_event, key=f"cases_to_command.{_event}")(looked_at)
