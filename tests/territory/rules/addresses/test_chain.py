"""The chain over labels: chances, slopes and elements are those that trying everything gives."""

from itertools import product

import numpy as np
import pytest

from lianzhi.territory.rules.addresses import chain
from lianzhi.territory.rules.addresses.elements import Kinds, chances, cut
from lianzhi.territory.rules.addresses.tokens import chunks

LENGTHS = np.array([3, 0, 1, 4])


def drawn(kinds: int, seed: int):
    draw = np.random.default_rng(seed)
    count = int(LENGTHS.sum())
    return draw.normal(size=(count, kinds)), draw.normal(size=(kinds, kinds)), draw.normal(size=kinds)


def ways(scores, moves, begin):
    """For each address: (its first token, every row of labels with its weight)."""
    at = 0
    for length in LENGTHS.tolist():
        rows = list(product(range(scores.shape[1]), repeat=length)) if length else []
        values = [
            begin[row[0]]
            + sum(scores[at + i, k] for i, k in enumerate(row))
            + sum(moves[a, b] for a, b in zip(row, row[1:], strict=False))
            for row in rows
        ]
        yield at, rows, np.exp(values)
        at += length


def test_steps_hold_every_token_once_the_longest_address_first() -> None:
    steps = chain.Steps.of(LENGTHS)
    assert steps.flat.tolist() == [4, 0, 3, 5, 1, 6, 2, 7]
    assert steps.sizes == [3, 2, 2, 1]
    assert steps.next_ones().tolist() == [3, 4, -1, 5, 6, 7, -1, -1]
    assert chain.Steps.of(np.array([0, 0])).sizes == []


def test_forward_and_backward_give_the_chance_of_each_label() -> None:
    scores, moves, begin = drawn(3, 3)
    steps = chain.Steps.of(LENGTHS)
    told = chain.messages(scores[steps.flat], moves, begin, steps)
    found = np.empty_like(scores)
    found[steps.flat] = told.forward * told.backward
    for at, rows, weights in ways(scores, moves, begin):
        for i in range(len(rows[0]) if rows else 0):
            wanted = [weights[[row[i] == k for row in rows]].sum() / weights.sum() for k in range(3)]
            assert found[at + i] == pytest.approx(wanted)


def test_slopes_are_those_of_the_likelihood() -> None:
    scores, moves, begin = drawn(3, 4)
    gold = np.array([0, 2, 1, 1, 0, 2, 2, 1])
    steps = chain.Steps.of(LENGTHS)

    def surprise() -> float:
        return sum(
            np.log(weights.sum()) - np.log(weights[rows.index(tuple(gold[at : at + len(rows[0])].tolist()))])
            for at, rows, weights in ways(scores, moves, begin)
            if rows
        )

    token, passed, first = chain.slopes(scores[steps.flat], moves, begin, steps, gold[steps.flat])
    before, step = surprise(), 1e-6
    for values, at, slope in (
        (scores, (steps.flat[3], 2), token[3, 2]), (scores, (steps.flat[0], 1), token[0, 1]),
        (moves, (0, 2), passed[0, 2]), (moves, (2, 1), passed[2, 1]), (begin, 1, first[1]),
    ):  # fmt: skip
        values[at] += step
        assert (surprise() - before) / step == pytest.approx(slope, abs=1e-4)
        values[at] -= step


LABELS = ("B-poi", "B-road", "I-road", "O")


def test_the_chance_of_an_element_is_that_of_all_rows_that_hold_it() -> None:
    scores, moves, begin = drawn(len(LABELS), 5)
    steps, kinds = chain.Steps.of(LENGTHS), Kinds.of(LABELS)
    told = chances(chain.messages(scores[steps.flat], moves, begin, steps), steps, kinds)
    wanted: dict[tuple[int, int, str], float] = {}
    for at, rows, weights in ways(scores, moves, begin):
        for row, weight in zip(rows, weights / weights.sum(), strict=True):
            labels = [LABELS[k] for k in row]
            for a, b, kind in chunks(labels):
                if labels[a][0] == "B":
                    wanted[at + a, b - a, kind] = wanted.get((at + a, b - a, kind), 0) + weight
    found = {}
    for size, some in enumerate(told, 1):
        fits = [
            t for t in steps.flat if any(a <= t and t + size <= a + n for a, n in ((0, 3), (3, 1), (4, 4)))
        ]
        assert len(some) == len(fits)
        for token, values in zip(fits, some, strict=True):
            found |= {(token, size, name): value for name, value in zip(kinds.names, values, strict=True)}
    assert {key: value for key, value in found.items() if value} == pytest.approx(wanted)


def test_elements_are_chosen_that_are_likely_enough_or_as_few_as_cover_all() -> None:
    steps = chain.Steps.of(np.array([3]))
    one = np.array([[0.9, 0.0], [0.2, 0.0], [0.1, 0.0]])
    two = np.array([[0.05, 0.0], [0.0, 0.4]])
    three = np.array([[0.0, 0.0]])
    assert cut([one, two, three], steps, whole=False) == [[(0, 1, 0)]]
    assert cut([one, two, three], steps, whole=True) == [[(0, 1, 0), (1, 3, 1)]]
    assert cut([], chain.Steps.of(np.array([0])), whole=True) == [[]]
