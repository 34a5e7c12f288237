"""“Is it one of these?”: near open matters of the same kind, before a report is sent.  R-109; field notes 2.5, 7.3.

Only to who is known or has just proved a phone: nobody else can search others' matters.
With the small picture, the distance, the day and the state; never the words, the number or who reported it. Kinds
that say something about persons are never offered. Who chooses one gets a case of the own, merged at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from lianzhi.cases import proposals
from lianzhi.cases.contracts import CaseView, CategoryView
from lianzhi.cases.queries import lists
from lianzhi.cases.queries.near import near
from lianzhi.cases.views.reporting.way import Way
from lianzhi.foundation.files import api as files

OFFERED = 5
LEFT = frozenset({"csrfmiddlewaretoken", "do", "new", "support", "phone", "code"})


@dataclass(frozen=True, slots=True)
class Offer:
    case: CaseView
    metres: int
    picture: str


def offers(here: Way, said: dict[str, Any]) -> list[Offer]:
    """At most five; none when the reporter has answered already or does not say who it is, or when place or kind are not
    known. Raises BadInput when the one-time code does not fit, whatever lies near.
    """
    request, draft = here.request, here.draft
    if request.POST.get("new") or request.POST.get("support") or request.FILES:
        return []
    if said.get("anonymous"):
        return []
    here.kind.reporter(request, said)
    return around(draft.lon, draft.lat, said["category"], said["text"], here.intake.categories)


def around(
    lon: float | None, lat: float | None, category: str, text: str, allowed: Sequence[str]
) -> list[Offer]:
    """The same for whoever asks, once it is known who asks."""
    kind = _kind(category, text, allowed)
    if lon is None or lat is None or kind is None or kind.private:
        return []
    found = near(lon, lat, kind.code, text, OFFERED)
    return [
        Offer(n.case, round(n.like.metres or 0), files.first_thumb(n.case.subject, "report")) for n in found
    ]


def carried(request: HttpRequest) -> list[tuple[str, str]]:
    """What was typed, to be sent again with the choice."""
    names = [name for name in request.POST if name not in LEFT]
    return [(name, value) for name in names for value in request.POST.getlist(name)]


def _kind(code: str, text: str, allowed: Sequence[str]) -> CategoryView | None:
    """What the reporter chose, else what the machine is sure of."""
    if not code:
        best = proposals.propose_category(text, allowed=allowed, limit=1)
        code = best[0].code if best and best[0].confidence >= proposals.SURE else ""
    return lists.category(code) if code else None
