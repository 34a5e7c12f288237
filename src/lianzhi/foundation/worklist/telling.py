"""Rooms that keep something by the units that have a part in an item write it in the very statement that changes the parts."""

from collections.abc import Callable, Iterable, Sequence

from lianzhi.foundation.statements import api as statements

Keep = Callable[[str, Sequence[str]], Iterable[statements.Write]]
_keepers: list[Keep] = []


def when_units_change(keep: Keep) -> Keep:
    """``keep(subject, units)`` says what is to be written when other units than before have a part that counts."""
    if keep not in _keepers:
        _keepers.append(keep)
    return keep


def writes_for(subject: str, units: Sequence[str]) -> list[statements.Write]:
    return [write for keep in _keepers for write in keep(subject, units)]
