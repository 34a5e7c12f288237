"""Matching over columns says for each person what the rules say of him alone; a delta says what a whole run says."""

from datetime import date
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianzhi.benefits.books import as_shipped
from lianzhi.benefits.rules.explaining import derived, tell
from lianzhi.benefits.rules.matching import match, rematch
from lianzhi.benefits.rules.outcome import Status
from lianzhi.benefits.rules.people import Population
from lianzhi.kernel.rules import Kind, Tree, judge
from lianzhi.kernel.rules.catalogue import Column
from lianzhi.kernel.rules.columns import Cells, plain
from lianzhi.simulation.livelihood import WORDS, people

AS_OF = date(2026, 11, 30)
EDGE = {
    "born": [date(1926, 11, 30), date(1936, 12, 1), date(1946, 11, 30), date(1946, 12, 1), date(1966, 11, 30), date(2008, 11, 30),
             date(2008, 12, 1), date(1990, 2, 3)],
    "income": [0, 103_499, 103_500, 155_249, 155_250, 300_000], "residence_years": [0, 1, 30], "frailty": [0, 1, 2, 3],
    "disability_grade": [0, 1, 2, 3, 4], "work_years": [14, 15, 25, 35], "pension": [0, 249_999, 250_000],
}  # fmt: skip


def book():
    return as_shipped().library.on(AS_OF)


def choices(column: Column) -> st.SearchStrategy:
    if column.kind is Kind.TEXT:
        return st.sampled_from(list(column.choices))
    return (
        st.sampled_from(EDGE[column.code])
        if column.code in EDGE
        else st.sampled_from([True, True, True, False])
    )


COLUMNS = [i.column for i in as_shipped().library.register.items.values() if i.column.code != "income_seen"]
person = st.fixed_dictionaries(
    {c.code: st.one_of(*[choices(c)] * 9, st.none()) for c in COLUMNS} | {"household": st.integers(0, 3)}
)
persons = st.lists(person, min_size=1, max_size=9)


def population(rows: list[dict]) -> Population:
    columns = {}
    for column in COLUMNS:
        values = [row[column.code] for row in rows]
        known = np.array([value is not None for value in values])
        words = tuple(column.choices)
        data = [
            words.index(v) if words and v is not None else plain(v) if v is not None else 0 for v in values
        ]
        dtype = bool if column.kind is Kind.TRUTH else np.int64
        columns[column.code] = Cells(np.array(data, dtype), None if known.all() else known, words)
    return Population(columns, np.array([row["household"] for row in rows], np.int32), 4)


def household(rows: list[dict], mine: dict) -> dict:
    """The roll-up, by the words of the catalogue."""
    members = [row for row in rows if row["household"] == mine["household"]]
    if any(row["living"] is None for row in members):
        return {"household_size": None, "household_income": None}
    living = [row for row in members if row["living"]]
    incomes = [row["income"] for row in living]
    return {"household_size": len(living), "household_income": None if None in incomes else sum(incomes)}


def oracle(rows: list[dict], mine: dict, found) -> list[tuple[Status, int]]:
    """One person by judging each rule, then by trying every subset of what he could get."""
    values = derived(found.register, {**found.constants, **mine, **household(rows, mine)})
    held = [_every([judge(c.tree, values) for c in b.policy.conditions]) for b in found.policies]
    amounts = [judge(Tree("", b.said, None, ()), values) for b in found.policies]
    states: list = []
    for n, own in enumerate(held):
        bars = [held[o] for o in found.graph.barred[n]]
        if own is not False and True in bars:
            states.append(Status.EXCLUDED)
        elif own is False:
            states.append(Status.FAILED)
        elif own is None or None in bars or amounts[n] is None:
            states.append(Status.MISSING)
        else:
            states.append(Status.DUE)
    for n in range(len(held)):
        if states[n] is Status.DUE and any(states[o] is Status.MISSING for o in found.graph.less[n]):
            states[n] = Status.MISSING
    due = [n for n, state in enumerate(states) if state is Status.DUE]
    best: tuple = (-1, [], {})
    for size in range(len(due) + 1):
        for chosen in combinations(due, size):
            if any((a, b) in found.graph.conflicts for a, b in combinations(chosen, 2)):
                continue
            paid = {n: amounts[n] for n in chosen}
            for n in chosen:
                paid[n] = max(0, paid[n] - sum(paid.get(o, 0) for o in found.graph.less[n]))
            best = max(
                best,
                (sum(found.graph.weights[n] * fen for n, fen in paid.items()), [-n for n in chosen], paid),
            )
    return [
        (Status.EXCLUDED if state is Status.DUE and not best[2].get(n) else state, best[2].get(n, 0))
        for n, state in enumerate(states)
    ]


def _every(held: list) -> bool | None:
    return False if False in held else None if None in held else True


@settings(max_examples=60, deadline=None)
@given(persons)
def test_everybody_gets_what_the_rules_say_of_him_alone(rows):
    found = book()
    people_ = population(rows)
    outcome = match(people_, found)
    for n, row in enumerate(rows):
        mine = [(outcome.status_of(n, p), outcome.amounts_of(n, p)[1]) for p in range(len(found.policies))]
        assert mine == oracle(rows, row, found)
        assert [s for s, _paid in mine] == [outcome.status(p)[n] for p in range(len(found.policies))]
        for told, p in zip(tell(outcome, people_, n), range(len(found.policies)), strict=True):
            assert [one.held for one in told.conditions] == outcome.held_by(n, p)
            assert (told.status is Status.MISSING) <= bool(told.lacking)
    for p in range(len(found.policies)):
        almost = [
            n
            for n in range(len(rows))
            if sorted(map(str, outcome.held_by(n, p))).count("False") == 1
            and None not in outcome.held_by(n, p)
        ]
        assert outcome.almost(p).tolist() == almost


@settings(max_examples=30, deadline=None)
@given(persons, st.data())
def test_a_delta_is_what_a_whole_run_is(rows, data):
    found, old = book(), population(rows)
    n = data.draw(st.integers(0, len(rows) - 1))
    new = population([row if i != n else data.draw(person) for i, row in enumerate(rows)])

    again = rematch(match(old, found), old, new, np.array([n]))

    assert again.digest == match(new, found).digest


@pytest.fixture(scope="module")
def town():
    columns, household_, households = people(40_000, seed=3)
    lacking = np.random.default_rng(1)
    cells = {
        code: Cells(data, lacking.random(len(data)) > 0.002, WORDS.get(code, ()))
        for code, data in columns.items()
    }
    return Population(cells, household_, households)


def test_order_threads_and_a_second_run_change_nothing(town):
    found = book()
    first = match(town, found)
    order = np.random.default_rng(2).permutation(town.rows).astype(np.int32)
    mixed = Population(
        {code: Cells(*cells.cut(order), cells.words) for code, cells in town.columns.items()},
        town.household[order],
        town.households,
    )

    shuffled = match(mixed, found)

    assert match(town, found).digest == first.digest == match(town, found, threads=2).digest
    assert not mixed.by_household
    assert town.by_household
    for p in range(len(found.policies)):
        assert (shuffled.status(p) == first.status(p)[order]).all()
        assert shuffled.found[p].paid.sum() == first.found[p].paid.sum()


def test_nothing_that_is_missing_is_paid_and_samples_never_are(town):
    outcome = match(town, book())
    rows, which, fen = outcome.payments()

    assert len(rows) > 1000
    assert (fen > 0).all()
    assert not any((outcome.status(p)[rows[which == p]] != Status.DUE).any() for p in range(12))
    assert not any(bound.payable for bound in outcome.book.policies)


def test_the_snapshot_names_its_values(town):
    changed = town.changed({"income": Cells(town.columns["income"].data + 1, town.columns["income"].known)})
    hidden = town.columns["income"]
    noise = Cells(np.where(hidden.known, hidden.data, 77), hidden.known)

    assert changed.digest != town.digest
    assert town.changed({"income": noise}).digest == town.digest  # what is missing has no value
