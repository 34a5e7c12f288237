"""Trials: nothing changed is nothing more; a higher line costs what a run with it costs; the book in force stays as it was."""

import numpy as np
import pytest
from support.deciding import AS_OF, USUAL, columns_of

from lianzhi.benefits.books import as_shipped
from lianzhi.benefits.rules.matching import match
from lianzhi.benefits.rules.people import Population
from lianzhi.benefits.rules.what_if import changed, scaled, standards_of, what_if

LINE, TABLE = "低保标准", "护理补贴标准"


def town() -> tuple[Population, object]:
    rows = [USUAL | {"income": income} for income in (0, 50_000, 103_499, 103_500, 113_000, 300_000)]
    rows.append(USUAL | {"disability_grade": 1, "disability_kind": "limb", "long_care": True})
    return Population(
        columns_of(rows, as_shipped().library), np.arange(len(rows), dtype=np.int32), len(rows)
    ), as_shipped().library.on(AS_OF)


def test_nothing_changed_is_nothing_more() -> None:
    people, book = town()
    found = what_if(people, book, changed(book, {LINE: scaled(standards_of(book)[LINE])}))
    assert (found.more, found.gain, found.lose) == (0, 0, 0) and found.before == found.after


@pytest.mark.parametrize(("said", "gain", "lose"), [({"percent": 10}, 3, 2), ({"value": 0}, 0, 5)])
def test_another_line_reaches_other_people_and_costs_what_a_run_costs(said, gain, lose) -> None:
    """A line ten percent higher moves two from the near-poor's 150 yuan to a top-up of 50: the cliff that a trial has to show."""
    people, book = town()
    trial = changed(book, {LINE: scaled(standards_of(book)[LINE], **said)})
    found = what_if(people, book, trial)
    _rows, which, fen = match(people, trial).payments()
    times = np.array([bound.policy.times_a_year for bound in trial.policies])
    assert found.after.month == int((fen * times[which] // 12).sum())
    assert (found.gain, found.lose) == (gain, lose)
    assert book.constants[LINE] == standards_of(book)[LINE].on(AS_OF, "").value


def test_a_table_is_changed_level_by_level_in_whole_fen() -> None:
    people, book = town()
    standard = standards_of(book)[TABLE]
    found = what_if(people, book, changed(book, {TABLE: scaled(standard, percent=50)}))
    assert (found.gain, found.more) == (1, standard.on(AS_OF, "").table[1] // 2)
