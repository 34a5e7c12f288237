"""What the worker does here by the clock. The modules are read when the jobs run, after the models."""

from datetime import timedelta

from lianzhi.foundation.jobs.api import periodic

NIGHT, OFTEN, SOON = timedelta(hours=24), timedelta(minutes=10), timedelta(seconds=15)


@periodic("services.elders_whole", NIGHT)
def elders_whole() -> int:
    """Birthdays bring people onto the list without any event."""
    from lianzhi.services.actions.following import follow  # noqa: PLC0415

    return len(follow().on)


@periodic("services.projection", NIGHT)
def projection() -> int:
    from lianzhi.services.actions.projecting import project  # noqa: PLC0415

    return project().lines


@periodic("services.wanted", SOON)
def wanted() -> int:
    """What loads and changes asked for, once they are quiet."""
    from lianzhi.services.actions import following, projecting, wanting  # noqa: PLC0415

    done = 0
    for name, work in (("elders", following.follow), ("projection", projecting.project)):
        if wanting.taken(name):
            work()
            done += 1
    return done


@periodic("services.visits", OFTEN)
def visits() -> int:
    from lianzhi.services.actions.visiting import climb, open_due  # noqa: PLC0415

    return open_due() + climb()
