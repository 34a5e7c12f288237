"""Remember for a moment what is read at every step and changes once in a while. Pure.

Only processes that serve pages remember (``wsgi.py`` sets ``LIVES``); everywhere else, tests included, each question
is asked anew. So a change made in one process is seen by all others after ``LIVES`` seconds at the latest, without
any message between them. Nothing and emptiness are not remembered: what was just added is there at once.
"""

import time
from collections.abc import Callable, Hashable
from functools import wraps
from typing import ParamSpec, TypeVar

LIVES = 0.0  # seconds
MOST = 5000  # answers of one question
P = ParamSpec("P")
T = TypeVar("T")
_forgetters: list[Callable[[], None]] = []


def live_for(seconds: float) -> None:
    """From now on answers in this process live so long."""
    global LIVES
    LIVES = seconds


def forget() -> None:
    """All answers of this process."""
    for each in _forgetters:
        each()


def for_a_moment(read: Callable[P, T]) -> Callable[P, T]:
    """Answers of ``read`` are shared by all threads: they must not be changed by who gets them."""
    answers: dict[Hashable, tuple[float, T]] = {}
    _forgetters.append(answers.clear)

    @wraps(read)
    def remembered(*args: P.args, **kwargs: P.kwargs) -> T:
        if not LIVES:
            return read(*args, **kwargs)
        key, now = (args, tuple(sorted(kwargs.items()))), time.monotonic()
        known = answers.get(key)
        if known and known[0] > now:
            return known[1]
        answer = read(*args, **kwargs)
        if answer:
            if len(answers) >= MOST:
                answers.clear()
            answers[key] = (now + LIVES, answer)
        return answer

    return remembered
