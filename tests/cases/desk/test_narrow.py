"""Where a list is narrow, what is open is looked up first: the same cases, found from the other end."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from support.desk import EAST, IN_EAST, TOWN, WEST

from lianzhi.cases.models import Case
from lianzhi.cases.queries import board
from lianzhi.cases.queries.cases import Wanted
from lianzhi.foundation.access import api as access
from lianzhi.foundation.worklist import api as worklist
from lianzhi.foundation.worklist import standing
from lianzhi.foundation.worklist.models import Item
from lianzhi.kernel import clock

WANTED = {
    "all": Wanted(), "area": Wanted(area=EAST), "category": Wanted(category="noise"), "words": Wanted(text="灯"),
    "light": Wanted(light="green"),
}  # fmt: skip


@pytest.fixture
def busy(town):
    for at in ({}, {"at": IN_EAST}, {"at": IN_EAST, "category": "noise"}):
        town.report(**at)
        town.filed(**at)
        town.dispatched(**at)
        town.checked(**at)
    return town


@pytest.mark.parametrize("wanted", WANTED.values(), ids=WANTED)
@pytest.mark.parametrize("who", ["duty", "east_duty"])
def test_tabs_and_dots_are_the_same_either_way(busy, who, wanted, monkeypatch) -> None:
    by, now, waiting = getattr(busy, who), clock.now(), worklist.waiting()

    def seen() -> tuple[object, ...]:
        return board.tabs(by, wanted, now, waiting), board.dots(by, wanted, now)

    monkeypatch.setattr(board, "is_narrow", lambda *_args: True)
    first = seen()
    monkeypatch.setattr(standing, "FEW", -1)
    assert seen() == first
    monkeypatch.setattr(board, "is_narrow", lambda *_args: False)
    assert seen() == first


@pytest.mark.parametrize(("parts", "wanted", "narrow"), [
    ([TOWN], Wanted(states=("received",), order="due"), False), ([TOWN], Wanted(category="noise"), True),
    ([TOWN], Wanted(since=datetime(2026, 11, 1, tzinfo=UTC)), True), ([TOWN, EAST], Wanted(), False), ([EAST], Wanted(), False),
    ([EAST, WEST], Wanted(), True), ([EAST, WEST], Wanted(area=EAST, text="灯"), True),
    ([EAST, WEST], Wanted(suspended=True), False),
], ids=str)  # fmt: skip
def test_a_list_is_narrow_where_little_of_much_is_open(town, parts, wanted, narrow, monkeypatch) -> None:
    scope = access.Scope(parts=tuple(access.Reach(area) for area in parts))
    monkeypatch.setattr(access, "scope", lambda *_args: scope)
    assert board.is_narrow(town.duty, wanted) is narrow


def test_few_states_are_looked_up_and_many_are_asked_of_each(town, monkeypatch) -> None:
    town.report()
    town.filed()
    for few in (standing.FEW, 0):
        monkeypatch.setattr(standing, "FEW", few)
        assert Case.objects.filter(worklist.standing_in(["received"])).count() == 1
        assert Case.objects.filter(worklist.still_open()).count() == 2
    Item.objects.update(closed_at=clock.now())
    assert not Case.objects.filter(worklist.still_open()).exists()


def test_postgresql_reads_the_open_ones_first(town) -> None:
    if connection.vendor == "postgresql":
        assert "ANY(ARRAY(SELECT" in str(Case.objects.filter(worklist.standing_in(["received"])).query)
