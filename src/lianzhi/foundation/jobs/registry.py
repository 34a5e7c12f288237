"""Which periodic jobs there are. Filled when the apps load."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

Work = Callable[[], object]
LEASE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Periodic:
    name: str
    every: timedelta
    lease: timedelta
    work: Work


_periodic: dict[str, Periodic] = {}


def periodic(name: str, every: timedelta, *, lease: timedelta = LEASE) -> Callable[[Work], Work]:
    """Run the decorated function ``every`` so often, in one worker at a time.

    ``lease`` must be longer than the longest run: when it is over, the worker counts as dead and another
    one starts the job again. The function opens its own transactions, and bears being run again after it
    was cut off halfway.
    """
    if every <= timedelta():
        raise ValueError(f"{name}: every {every} is no interval")

    def register(work: Work) -> Work:
        if _periodic.setdefault(name, job := Periodic(name, every, lease, work)) != job:
            raise ValueError(f"two periodic jobs are called {name!r}")
        return work

    return register


def all_periodic() -> dict[str, Periodic]:
    return dict(_periodic)
