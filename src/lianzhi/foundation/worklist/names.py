"""What flows call things: where a move leads, what moves are called. For pages that speak of many items at once."""

from lianzhi.foundation.worklist.contracts import ItemView, StateView
from lianzhi.foundation.worklist.models import Flow
from lianzhi.foundation.worklist.queries import _spec, spec_at, state_view
from lianzhi.foundation.worklist.rules.names import ASKING


def target(item: ItemView, verb: str) -> StateView | None:
    """The state a move would lead to by the item's own flow; None where that depends on more than the state."""
    spec = spec_at(item.flow, item.version)
    move = spec.move(verb, item.state.code)
    if move is None or move.to not in spec.states or getattr(move, "when_all_done", False):
        return None
    return state_view(spec, move.to)


def verb_names() -> dict[str, tuple[str, str]]:
    """Verb -> (Chinese, English) over all flows in their newest version, of the start, and of asking for one."""
    newest = dict(Flow.objects.order_by("version").values_list("code", "pk"))
    found: dict[str, tuple[str, str]] = {}
    for pk in newest.values():
        spec = _spec(pk)
        start = spec.states[spec.start].name
        found.setdefault("start", (start.zh, start.en))
        for move in spec.moves:
            found.setdefault(move.verb, (move.name.zh, move.name.en))
    for verb, (zh, en) in ASKING.items():
        found.setdefault(verb, (zh.rstrip("："), en.rstrip(": ")))
    return found
