"""What the rules of a flow do by themselves: 逾期上报, 挂账到期恢复, 未报到上报.  R-165, R-171, R-277.

Run by the worker's schedule. Each is a move like any other, under the case's lock: twice is never done twice, and
what cannot be done is left for the next run without holding up the others.
"""

import logging
from collections.abc import Iterator
from itertools import islice

from django.db import transaction

from lianzhi.cases.actions.stepping import locked, step
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock
from lianzhi.kernel.actor import system
from lianzhi.kernel.errors import Refused

log = logging.getLogger(__name__)
RULES = system("rules")
MOST, CASES = 200, "case:"


def run_rules() -> int:
    """How many moves were made; at most ``MOST`` of each kind in one run, the oldest first.

    What fails counts for nothing: however much of it there is, what comes after it has its turn.
    """
    now = clock.now()
    return sum(_some(kind(now, prefix=CASES)) for kind in (worklist.woken, worklist.missed_calls))


def _some(found: Iterator[worklist.Due]) -> int:
    return sum(islice((1 for _item, *due in found if _make(*due)), MOST))


def _make(subject: str, verb: str, task: int | None) -> bool:
    try:
        with transaction.atomic(), audit.late():
            case = locked(int(subject.partition(":")[2]))
            step(case, verb, by=RULES, given=worklist.Given(task=task))
    except Refused as refused:
        log.info("rule %s left %s as it is: %s", verb, subject, refused)
        return False
    except Exception:
        log.exception("rule %s failed on %s", verb, subject)
        return False
    return True
