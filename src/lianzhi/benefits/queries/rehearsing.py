"""One invented person and one policy by itself: what comes out, and the way its decision would go. For the scenario's examples."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from lianzhi.benefits import books
from lianzhi.benefits.rules.deciding import Path
from lianzhi.benefits.rules.explaining import conditions, derived
from lianzhi.kernel.rules import judge
from lianzhi.kernel.rules.reading import Tree

AS_OF = date(2026, 11, 30)


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """``fen`` 0: nothing comes out, or a datum is missing. ``way`` empty: a condition fails."""

    fen: int
    way: tuple[str, ...]
    fails: tuple[str, ...]


def rehearse(policy: str, said: Mapping[str, Any]) -> Rehearsed:
    """All that is not said is as in the policy's own examples. Raises KeyError for a policy that is not there."""
    book = books.library().on(AS_OF)
    bound = book.policies[book.at[policy]]
    rest = {book.register.catalogue.find(zh): value for zh, value in bound.policy.examples.rest.items()}
    usual = {column.code: value for column, value in rest.items() if column is not None}
    values = derived(book.register, {**book.constants, **usual, **said})
    held = conditions(bound, values, book.register)
    if fails := tuple(one.condition.code for one in held if one.held is False):
        return Rehearsed(0, (), fails)
    amount = judge(Tree("", bound.said, None, ()), values)
    missing = amount is None or any(one.held is None for one in held)
    way = Path(
        bound.policy.collective,
        bound.policy.way.instant,
        bound.policy.way.days,
        bound.payable,
        "missing" if missing else "",
    )
    return Rehearsed(0 if missing else amount, tuple(stage.value for stage in way.stages()), ())
