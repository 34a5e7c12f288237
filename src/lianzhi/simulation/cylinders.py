"""Gas cylinders of the demo: suppliers, last deliveries and users, through safety's own door; then the first judgement.

All invented: a few suppliers are not on the town's list, a few cylinders have none; which stand where none may and which are
overdue comes with the registers (``registers/belongings.py``).
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from lianzhi.kernel.actor import Actor
from lianzhi.safety import api as safety
from lianzhi.simulation.people import plan

SOURCE = "simulation"
LAST = 60  # days: a household exchanges its cylinder about every two months; an assumption


def load_cylinders(rows: Iterable[Mapping[str, Any]], *, seed: int, as_of: date, by: Actor) -> int:
    """How many movements are new. Safe to repeat."""
    listed = plan()["gas_suppliers"]
    for each in listed:
        if each["listed"]:
            safety.save_supplier(
                each["code"], name=each["name"], licence=each["licence"], unit=each["unit"], by=by
            )
    dice = Random(f"{seed}:cylinders")  # noqa: S311
    shares = [each["share"] for each in listed]
    lines = [
        _line(row, dice.choices(listed, shares)[0]["name"], as_of - timedelta(days=dice.randrange(LAST)))
        for row in rows
    ]
    kept, bad = safety.take_deliveries(lines, source=SOURCE, by=by) if lines else (0, {})
    if bad:
        raise ValueError(f"{len(bad)} cylinders do not fit the register")
    return kept


def judge(say: Any) -> None:
    """The first judgement of the whole town; its warnings become matters when the worker runs."""
    safety.all_due()
    done = safety.work_off()
    say(
        f"{sum(d.judged for d in done)} buildings judged, {sum(d.raised for d in done)} warnings, "
        f"{sum(d.alerts for d in done)} cylinder alerts (simulated)"
    )


def _line(row: Mapping[str, Any], supplier: str, on: date) -> safety.Delivery:
    day = {name: safety.day_in(str(row[name])) for name in ("made", "checked", "check_due")}
    return safety.Delivery(
        str(row["number"]), "exchanged", on, safety.kind_in(str(row["detail"])), "", supplier, day["made"], day["checked"],
        day["check_due"], None, str(row["place"]), str(row["user"]),
    )  # fmt: skip
