"""How likely is each possible element of an address, and which elements to say. Pure.

The chance of an element is that of its whole row of labels (road from here to there), summed over everything that may
stand around it. ``cut`` says the elements whose expected F1 is best: an element is worth its chance, less half the F1
that is to be had (Jansche 2007); the likeliest row of labels is not what F1 asks for.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lianzhi.territory.rules.addresses.chain import Codes, Floats, Messages, Steps

LONGEST = 24  # tokens of one element
WORTH = 0.45


@dataclass(frozen=True)
class Kinds:
    """The kinds of elements of a row of labels, and where B and I of each stand (-1: there is none)."""

    names: tuple[str, ...]
    first: Codes
    inner: Codes

    @classmethod
    def of(cls, labels: Sequence[str]) -> "Kinds":
        names = tuple(sorted({label[2:] for label in labels if label != "O"}))
        code = {label: i for i, label in enumerate(labels)}
        first, inner = ([code.get(f"{sign}-{name}", -1) for name in names] for sign in "BI")
        return cls(names, np.array(first, np.int64), np.array(inner, np.int64))


def chances(told: Messages, steps: Steps, kinds: Kinds) -> list[Floats]:
    """For elements of 1, 2 … tokens: (the places where one that long can begin, kinds)."""
    has_inner = kinds.inner >= 0
    after = steps.next_ones()
    followed = np.flatnonzero(after >= 0)
    inner = np.zeros((len(after), len(kinds.names)), told.own.dtype)  # that the next token is inside, too
    inner[followed] = told.own[after[followed]][:, kinds.inner] * has_inner
    going = np.zeros_like(inner)  # the same, with all that may come after it
    going[followed] = inner[followed] * told.backward[after[followed]][:, kinds.inner]
    from_first, from_inner = told.move[kinds.first, kinds.inner], told.move[kinds.inner, kinds.inner]
    ends = told.backward[:, kinds.inner] * has_inner - going * from_inner
    reached = told.forward[:, kinds.first] * (kinds.first >= 0)
    found = [np.clip(reached * (told.backward[:, kinds.first] - going * from_first), 0, 1)]
    here = np.arange(len(after))
    for size in range(1, LONGEST):
        longer = np.flatnonzero(after[here] >= 0)
        if not len(longer):
            break
        reached = reached[longer] * inner[here[longer]] * (from_first if size == 1 else from_inner)
        here = after[here[longer]]
        found.append(np.clip(reached * ends[here], 0, 1))
    return found


def cut(chance: Sequence[Floats], steps: Steps, *, whole: bool) -> list[list[tuple[int, int, int]]]:
    """(first token, one past the last, kind) of each address. ``whole``: no token may be left out."""
    count, longest = len(steps.order), len(steps.sizes)
    kind = [some.argmax(axis=1) for some in chance]
    sure = [np.take_along_axis(some, best[:, None], 1)[:, 0] for some, best in zip(chance, kind, strict=True)]
    offsets = [np.cumsum([0, *steps.sizes[size:]]) for size in range(len(chance))]
    best = np.zeros((longest + 1, count))
    size_of = np.zeros((longest + 1, count), np.int64)
    for end in range(1, longest + 1):
        size = steps.sizes[end - 1]
        values = np.stack(
            [best[end - 1, :size] - whole]
            + [
                best[end - length, :size] + sure[length - 1][at : at + size] - WORTH
                for length in range(1, min(end, len(chance)) + 1)
                for at in [offsets[length - 1][end - length]]
            ]
        )
        size_of[end, :size] = chosen = values.argmax(axis=0)
        best[end, :size] = np.take_along_axis(values, chosen[None], 0)[0]
    found: list[list[tuple[int, int, int]]] = [[] for _ in range(count)]
    lengths = (
        (np.array(steps.sizes)[:, None] > np.arange(count)).sum(axis=0) if longest else np.zeros(count, int)
    )
    for row, (address, end) in enumerate(zip(steps.order.tolist(), lengths.tolist(), strict=True)):
        while end:
            length = int(size_of[end, row])
            if length:
                at = offsets[length - 1][end - length] + row
                found[address].append((end - length, end, int(kind[length - 1][at])))
            end -= max(length, 1)
        found[address].reverse()
    return found
