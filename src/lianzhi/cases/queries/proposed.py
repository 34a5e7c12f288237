"""The machine's proposals for a category, with their names: shown beside the choice, never made for a person."""

from dataclasses import dataclass

from lianzhi.cases.contracts import CaseView, CategoryView
from lianzhi.cases.proposals import propose_category
from lianzhi.cases.queries.lists import categories, intake


@dataclass(frozen=True, slots=True)
class Proposed:
    category: CategoryView
    confidence: float


def proposed(case: CaseView) -> list[Proposed]:
    """For a case that no person has labelled yet; nothing without a trained model."""
    return [] if case.category_by == "person" else proposed_for(case.text, case.intake)


def proposed_for(text: str, intake_code: str) -> list[Proposed]:
    way_in = intake(intake_code)
    found = propose_category(text, allowed=way_in.categories if way_in else ())
    named = (
        {category.code: category for category in categories(tuple(p.code for p in found))} if found else {}
    )
    return [Proposed(named[p.code], p.confidence) for p in found if p.code in named]
