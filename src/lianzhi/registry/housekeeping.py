"""What the worker does for the register by the clock."""

from datetime import timedelta

from lianzhi.foundation.jobs.api import periodic


@periodic("registry.forget", timedelta(hours=24))
def forget() -> int:
    from lianzhi.registry.actions.forgetting import forget_due  # noqa: PLC0415  after the models

    return sum(forget_due().values())


@periodic("registry.remind_marks", timedelta(hours=6))
def remind_marks() -> int:
    from lianzhi.registry.actions.marking import remind  # noqa: PLC0415  after the models

    return remind()
