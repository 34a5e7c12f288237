"""What the worker does for sensing by the clock. The modules are read when the jobs run, after the models."""

from datetime import timedelta

from lianzhi.foundation.jobs.api import periodic


@periodic("sensing.watch", timedelta(minutes=5))
def watch() -> int:
    from lianzhi.sensing.actions import devices  # noqa: PLC0415

    return devices.watch()


@periodic("sensing.doors", timedelta(minutes=1))
def doors() -> int:
    from lianzhi.sensing.actions.doors import watch_doors  # noqa: PLC0415

    return watch_doors()


@periodic("sensing.learn", timedelta(hours=24))
def learn() -> int:
    from lianzhi.sensing.actions import doors as acts  # noqa: PLC0415

    return acts.learn()


@periodic("sensing.forget", timedelta(hours=24))
def forget() -> int:
    from lianzhi.sensing.actions import forgetting  # noqa: PLC0415

    return forgetting.forget()
