"""The periodic jobs that rooms declare."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

Work = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Job:
    name: str
    every: timedelta
    lease: timedelta
    work: Work


_jobs: dict[str, Job] = {}


def periodic(name: str, every: timedelta, *, lease: timedelta = timedelta(minutes=5)) -> Callable[[Work], Work]:
    """Run the function every so often; ``lease`` is longer than it ever takes. It must bear running twice."""

    def register(work: Work) -> Work:
        if _jobs.setdefault(name, Job(name, every, lease, work)).work is not work:
            raise ValueError(f"two jobs are called {name!r}")
        return work

    return register


def jobs() -> dict[str, Job]:
    return dict(_jobs)
