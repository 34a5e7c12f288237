"""The networks: their slopes are those of the likelihood, measured by small steps."""

import numpy as np
import pytest

from lianzhi.territory.rules.addresses import chain, recurrent

LENGTHS = np.array([3, 5, 2])
KINDS = 4


@pytest.fixture
def net() -> recurrent.Net:
    draw = np.random.default_rng(0)
    made = recurrent.fresh(7, KINDS, draw, width=5, known=6)
    made.table = made.table.astype(np.float64) * 10
    made.parts = {name: part + 0.1 * draw.normal(size=part.shape) for name, part in made.parts.items()}
    return made


def test_slopes_are_those_of_the_likelihood(net: recurrent.Net) -> None:
    draw = np.random.default_rng(1)
    steps = chain.Steps.of(LENGTHS)
    rows = draw.integers(0, 7, (10, 3)).astype(np.int32)[steps.flat]
    gold = draw.integers(0, KINDS, 10)[steps.flat]
    known = draw.normal(size=(10, 6))[steps.flat]

    def likelihood(told: chain.Messages) -> float:
        """Of the labels, by the chances of each given the one before."""
        total = 0.0
        for t, after in enumerate(steps.next_ones().tolist()):
            if t < len(LENGTHS):
                total += np.log((told.forward * told.backward)[t, gold[t]])
            if after >= 0:
                passed = (
                    told.move[gold[t]] * told.own[after] * told.backward[after] / told.backward[t, gold[t]]
                )
                total += np.log(passed[gold[after]])
        return total / len(LENGTHS)

    touched, table, parts = recurrent.slopes(
        net, rows, gold, steps, draw, recurrent.Dropped(0, 0, 0, 0), known
    )
    tried = [(net.parts[name], slope) for name, slope in parts.items()]
    assert len(tried) == len(net.parts)
    whole = np.zeros_like(net.table)
    whole[touched] = table
    for values, slope in [*tried, (net.table, whole)]:
        at = tuple(draw.integers(0, size) for size in values.shape)
        kept, step = values[at], 1e-3
        values[at] = kept + step
        more = likelihood(net.read(rows, steps, known))
        values[at] = kept - step
        less = likelihood(net.read(rows, steps, known))
        values[at] = kept
        assert (less - more) / (2 * step) == pytest.approx(slope[at], abs=2e-4)


def lesson(draw: np.random.Generator, known: int = 0) -> recurrent.Lesson:
    rows, gold = draw.integers(0, 7, (10, 3)).astype(np.int32), draw.integers(0, KINDS, 10)
    told = (draw.normal(2, 3, (10, known))).astype(np.float16) if known else None
    return recurrent.Lesson(rows, gold, LENGTHS, told)


def test_the_same_seed_learns_the_same(monkeypatch) -> None:
    monkeypatch.setattr(recurrent, "LEAST", 6)
    same = lesson(np.random.default_rng(2))
    once, again, other = (
        recurrent.learn(lambda number: same, count=7, kinds=KINDS, rounds=2, seed=seed) for seed in (1, 1, 2)
    )
    assert np.array_equal(once.table, again.table)
    assert all(np.array_equal(part, again.parts[name]) for name, part in once.parts.items())
    assert not np.array_equal(once.table, other.table)


def test_each_round_has_its_lesson_and_what_is_known_need_not_be_alike(monkeypatch) -> None:
    """It is brought to one middle and spread while learning; what was learnt reads it as it comes."""
    monkeypatch.setattr(recurrent, "LEAST", 60)
    same, asked = lesson(np.random.default_rng(2), known=6), []

    def lesson_of(number: int) -> recurrent.Lesson:
        asked.append(number)
        return same

    learnt = recurrent.learn(lesson_of, count=7, kinds=KINDS, rounds=2, seed=1)
    assert asked == list(range(60))
    steps = chain.Steps.of(LENGTHS)
    told = learnt.read(same.rows[steps.flat], steps, same.known[steps.flat].astype(np.float32))
    assert ((told.forward * told.backward).argmax(axis=1) == same.gold[steps.flat]).mean() >= 0.7
