"""How cases hang together: merged into one (并案), split from one (拆分).  R-109, R-129.

Bounded: at most ``MOST`` relatives are read, and only on pages that show one case.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from lianzhi.cases.contracts import CaseView
from lianzhi.cases.models import Case
from lianzhi.cases.queries.cases import rows
from lianzhi.cases.queries.views import case_view

MOST = 50


@dataclass(frozen=True, slots=True)
class Relations:
    main: CaseView | None = None
    parent: CaseView | None = None
    merged: tuple[CaseView, ...] = ()
    children: tuple[CaseView, ...] = ()
    merged_count: int = 0

    def __bool__(self) -> bool:
        return bool(self.main or self.parent or self.merged or self.children)

    @property
    def answers(self) -> str:
        """What the parts were answered, to write the whole answer from."""
        return "\n".join(f"{child.title}\n{child.answer}" for child in self.children if child.answer)


def relations(case: CaseView) -> Relations:
    """At most five queries; none of them grows with the number of cases."""
    merged = rows().filter(main_id=case.id).order_by("pk")
    children = rows().filter(parent_id=case.id).order_by("pk")
    near = {row.pk: case_view(row) for row in rows().filter(pk__in=_ids(case))} if _ids(case) else {}
    return Relations(
        main=near.get(case.main_id or 0),
        parent=near.get(case.parent_id or 0),
        merged=tuple(case_view(row) for row in merged[:MOST]),
        children=tuple(case_view(row) for row in children[:MOST]),
        merged_count=merged.count(),
    )


def parts_of(case_id: int) -> list[CaseView]:
    """The parts that a case was split into."""
    return [case_view(row) for row in rows().filter(parent_id=case_id).order_by("pk")[:MOST]]


def worked_on(case: CaseView) -> list[CaseView]:
    """Where the work for this matter was done: in itself, in the one it was merged into, in its parts."""
    ids = [case.main_id] if case.main_id else []
    found = rows().filter(Q(pk__in=ids) | Q(parent_id__in=[case.id, *ids])).order_by("pk")
    return [case, *(case_view(row) for row in found[:MOST])]


def merged_into(case_id: int) -> list[CaseView]:
    """The cases that follow this one."""
    return [case_view(row) for row in rows().filter(main_id=case_id).order_by("pk")[:MOST]]


def all_parts_ended(case_ids: Iterable[int]) -> set[int]:
    """Those that were split and of which every part has ended. No query for none."""
    asked = list(case_ids)
    rows = (
        Case.objects.filter(parent_id__in=asked).values_list("parent_id", "item__closed_at") if asked else ()
    )
    parts = [(whole, ended is not None) for whole, ended in rows]
    return {whole for whole, _ended in parts} - {whole for whole, ended in parts if not ended}


def parts_ended(case_id: int) -> bool:
    """It was split, and every part has ended."""
    return bool(all_parts_ended([case_id]))


def _ids(case: CaseView) -> list[int]:
    return [pk for pk in (case.main_id, case.parent_id) if pk]
