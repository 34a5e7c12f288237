"""What a tagger learns from: the hashed evidence of labelled addresses, round by round, and variants of them. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lianzhi.territory.rules.addresses import chain, features, recurrent
from lianzhi.territory.rules.addresses.chain import Codes
from lianzhi.territory.rules.addresses.features import Batch
from lianzhi.territory.rules.addresses.general import WIDTH, General
from lianzhi.territory.rules.addresses.lexicon import Lexicon
from lianzhi.territory.rules.addresses.tokens import chunks
from lianzhi.territory.rules.addresses.variants import Variants

BLOCK = 512  # addresses that go through at once
LEAST_SEEN = 2  # evidence seen once only is not learnt
Labelled = tuple[Sequence[str], Sequence[str]]


def columns(*, networks: bool) -> Collection[int] | None:
    """The evidence that is looked at; None: all of it."""
    return features.LESS if networks else None


def firsts(addresses: Sequence[Sequence[str]]) -> NDArray[np.int32]:
    """The code point of each token's first character, as a small letter."""
    return np.array([ord(piece[0].lower()[0]) for pieces in addresses for piece in pieces], np.int32)


@dataclass(frozen=True)
class Lessons:
    """What is learnt from, round by round: the addresses as they are, then variants of them (``variants``)."""

    addresses: Sequence[Labelled]
    code: dict[str, int]
    names: Lexicon
    kept: NDArray[np.int32]
    row: NDArray[np.int32]
    columns: Collection[int] | None
    general: General | None
    variants: Variants
    seed: int

    @classmethod
    def of(
        cls,
        addresses: Sequence[Labelled],
        labels: Sequence[str],
        *,
        networks: bool,
        seed: int,
        general: General | None,
    ) -> "Lessons":
        names = Lexicon.learn([a for a, _ in addresses], [chunks(given) for _, given in addresses])
        code = {label: i for i, label in enumerate(labels)}
        none, row = np.zeros(0, np.int32), np.zeros(1 << features.BITS, np.int32)
        fresh = cls(
            addresses, code, names, none, row, columns(networks=networks), general, Variants(addresses), seed
        )
        seen = fresh.seen(addresses)[0]
        count = np.bincount(seen.ravel(), minlength=len(row))
        kept = np.flatnonzero(count >= LEAST_SEEN).astype(np.int32)
        row[kept] = np.arange(1, len(kept) + 1)
        return replace(fresh, kept=kept)

    def seen(self, addresses: Sequence[Labelled]) -> tuple[NDArray[np.int32], Batch]:
        batch = Batch([a for a, _ in addresses])
        own = self.names.evidence(batch, own=[chunks(given) for _, given in addresses])
        return features.buckets(features.hashed(batch, own, self.columns)), batch

    def lesson(self, number: int) -> recurrent.Lesson:
        addresses = (
            self.variants.made(np.random.default_rng([self.seed, number])) if number else self.addresses
        )
        seen, batch = self.seen(addresses)
        gold: Codes = np.array([self.code[label] for _, given in addresses for label in given], np.int64)
        return recurrent.Lesson(self.row[seen], gold, batch.lengths, self.known([a for a, _ in addresses]))

    def known(self, addresses: Sequence[Sequence[str]]) -> NDArray[np.float16] | None:
        """What the general network says of each token, one after another."""
        if self.general is None:
            return None
        told = []
        for at in range(0, len(addresses), BLOCK):
            some = addresses[at : at + BLOCK]
            steps = chain.Steps.of(np.array([len(a) for a in some], np.int64))
            part = np.empty((len(steps.flat), WIDTH), np.float16)
            part[steps.flat] = self.general.read(firsts(some)[steps.flat], steps)
            told.append(part)
        return np.concatenate(told)
