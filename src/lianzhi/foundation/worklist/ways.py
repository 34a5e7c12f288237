"""The ways of many items in one read, for phones that keep their tasks with them."""

from collections.abc import Iterable

from lianzhi.foundation.worklist.contracts import MoveView
from lianzhi.foundation.worklist.models import Move
from lianzhi.foundation.worklist.queries import move_view, spec_of


def ways(item_ids: Iterable[int]) -> dict[int, list[MoveView]]:
    """Item -> its moves, newest first. One query, however many items."""
    found: dict[int, list[MoveView]] = {}
    rows = Move.objects.filter(item_id__in=list(item_ids)).select_related("item").order_by("item_id", "-seq")
    for row in rows:
        found.setdefault(row.item_id, []).append(move_view(row, spec_of(row.item)))
    return found
