"""The units with a part in a matter are terms of it, so that words are looked up within a unit's reach.  R-109."""

import pytest
from django.db import connection
from support.desk import EAST, IN_EAST, REASON, TOWN, WEST

from lianzhi.cases import api as cases
from lianzhi.cases.models import Case
from lianzhi.cases.queries import search
from lianzhi.cases.queries.reach import reachable
from lianzhi.cases.rules.search import UNIT, of_units
from lianzhi.cases.searching import rebuild
from lianzhi.foundation.access import api as access
from lianzhi.foundation.worklist import api as worklist


def units_kept(case: cases.CaseView) -> list[str]:
    """What the row of the search index says, straight from the database."""
    lists = connection.vendor == "postgresql"
    column = "array_to_string(tsvector_to_array(words), ' ')" if lists else "words"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM cases_searchrow WHERE rowid = %s", [case.id])
        (words,) = cursor.fetchone()
    return sorted(word for word in words.split() if word.startswith(UNIT))


def agree(case_id: int) -> list[str]:
    """Kept are the units that may see it; and a rebuild keeps the same."""
    case = cases.by_id(case_id)
    kept = units_kept(case)
    assert kept == sorted(of_units(case.unit_codes))
    return kept


def test_each_change_of_parts_is_kept_with_it(town) -> None:
    case = town.filed()
    assert agree(case.id) == []
    case = cases.dispatch(case.id, lead="works", supports=["west"], by=town.duty)
    assert agree(case.id) == sorted(of_units(["works", "west"]))
    support = next(task for task in worklist.tasks(case.item.id) if task.unit == "west")
    cases.send_back(case.id, support.id, reason=REASON, by=town.workers["west"])
    assert agree(case.id) == of_units(["works"])
    cases.correct(case.id, place_text="云杉苑", by=town.duty)
    assert agree(case.id) == of_units(["works"])
    lead = next(task for task in worklist.tasks(case.item.id) if task.unit == "works")
    cases.send_back(case.id, lead.id, reason=REASON, by=town.workers["works"])
    assert agree(case.id) == []
    cases.dispatch(case.id, lead="police", supports=["west"], by=town.duty)
    assert agree(case.id) == sorted(of_units(["police", "west"]))
    rebuild()
    assert agree(case.id) == sorted(of_units(["police", "west"]))


REACHES = {
    "unit": [access.Reach(TOWN, "works")], "unit in an area": [access.Reach(WEST, "works")],
    "unit or area": [access.Reach(TOWN, "police"), access.Reach(EAST)], "area": [access.Reach(EAST + "001")],
    "nothing": [], "town": [access.Reach(TOWN)],
}  # fmt: skip


@pytest.mark.parametrize("here", [search.HERE, 0], ids=["named", "weighed"])
@pytest.mark.parametrize("area", ["", EAST, WEST + "001"])
@pytest.mark.parametrize("parts", REACHES.values(), ids=REACHES)
def test_within_reach_words_find_what_the_list_would(town, parts, area, here, monkeypatch) -> None:
    for units in (("works",), ("police", "west")):
        town.dispatched(*units)
        town.dispatched(*units, at=IN_EAST)
    town.filed(text="别的事情", at=IN_EAST)
    town.filed(at=IN_EAST)
    scope = access.Scope(parts=tuple(parts))
    monkeypatch.setattr(access, "scope", lambda _by, _permission: scope)
    monkeypatch.setattr(search, "HERE", here)
    within = Case.objects.filter(reachable(scope))
    expected = {case.number for case in within if "地砖" in case.text and case.area_code.startswith(area)}
    found = within.filter(search.matching("地砖", town.duty, area=area), area_code__startswith=area)
    assert {case.number for case in found} == expected
    assert not within.filter(search.matching("没有的词", town.duty, area=area)).exists()


@pytest.mark.parametrize(
    ("unit", "term"), [("works", "works"), ("city-management", "city·2dmanagement"), ("A_1", "a·5f1")]
)
def test_a_term_of_a_unit_holds_no_sign_that_cuts_words(unit: str, term: str) -> None:
    assert of_units([unit]) == [UNIT + term]
