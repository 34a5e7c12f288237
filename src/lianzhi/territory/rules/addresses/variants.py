"""Made-up variants of labelled addresses, so that a network does not learn by heart what stands beside what. Pure.

Now and then an element is swapped for one of its kind from another address, or left out. ``redundant`` is never swapped:
what is redundant depends on what stands beside it. Nothing new is written, so every name is one of the list of
names (``lexicon``), which counts on that while learning.
"""

from collections.abc import Sequence

import numpy as np

from lianzhi.territory.rules.addresses.tokens import chunks

CHANGED, SWAPPED, LEFT_OUT = 0.5, 0.15, 0.05  # of the addresses; of the elements of those
KEPT = ("redundant",)
Labelled = tuple[Sequence[str], Sequence[str]]
Elements = list[tuple[Sequence[str], str]]


class Variants:
    """``addresses``: (tokens, labels) of each."""

    def __init__(self, addresses: Sequence[Labelled]) -> None:
        self.addresses = addresses
        self._cut: list[Elements] = []
        self._known: dict[str, list[Sequence[str]]] = {}
        for pieces, labels in addresses:
            parts = [(pieces[a:b], kind) for a, b, kind in chunks(labels)]
            self._cut.append([] if "O" in labels else parts)
            for part, kind in parts:
                self._known.setdefault(kind, []).append(part)

    def made(self, chance: np.random.Generator) -> list[Labelled]:
        """As many as there are addresses, in their order; about half of them as they are."""
        changed = chance.random(len(self._cut)) < CHANGED
        return [
            self._variant(parts, chance) if some and parts else address
            for address, parts, some in zip(self.addresses, self._cut, changed.tolist(), strict=True)
        ]

    def _variant(self, parts: Elements, chance: np.random.Generator) -> Labelled:
        pieces: list[str] = []
        labels: list[str] = []
        for (part, kind), drawn in zip(parts, chance.random(len(parts)).tolist(), strict=True):
            if drawn < LEFT_OUT and len(parts) > 2:
                continue
            if LEFT_OUT <= drawn < LEFT_OUT + SWAPPED and kind not in KEPT:
                others = self._known[kind]
                part = others[int(chance.integers(len(others)))]
            pieces += part
            labels += [f"B-{kind}", *[f"I-{kind}"] * (len(part) - 1)]
        return (pieces, labels) if pieces else _whole(parts)


def _whole(parts: Elements) -> Labelled:
    pieces = [piece for part, _ in parts for piece in part]
    return pieces, [f"{'I' if at else 'B'}-{kind}" for part, kind in parts for at in range(len(part))]
