"""What the worker does for safety by the clock."""

from datetime import timedelta

from lianzhi.foundation.jobs.api import periodic


@periodic("safety.round", timedelta(minutes=1))
def round_of_safety() -> int:
    from lianzhi.safety.rounds import work_off  # noqa: PLC0415  after the models

    return sum(done.judged for done in work_off())


@periodic("safety.daily", timedelta(hours=24))
def daily() -> None:
    """Days pass: what was in time yesterday may be overdue today, in the whole town."""
    from lianzhi.safety.rounds import all_due  # noqa: PLC0415

    all_due()
