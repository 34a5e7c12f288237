"""What the worker does here by the clock. The modules are read when the jobs run, after the models."""

from datetime import timedelta

from lianzhi.foundation.jobs.api import periodic

SOON = timedelta(seconds=30)


@periodic("circles.unanswered", SOON)
def unanswered() -> int:
    from lianzhi.circles.actions.asking import expire  # noqa: PLC0415

    return expire()
