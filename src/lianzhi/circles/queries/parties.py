"""Who answers for a place, the list of parties, and what they were asked."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.utils import timezone

from lianzhi.circles import settings
from lianzhi.circles.access import ANSWER, SEE
from lianzhi.circles.contracts import AskView, Chosen, PartyView, Spot
from lianzhi.circles.models import Ask, Cover, Party
from lianzhi.circles.rules.parties import NEAR_M, Holder, PartyKind, responsible
from lianzhi.foundation.access import api as access
from lianzhi.kernel import clock, rooms
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.areas import community_of
from lianzhi.kernel.errors import N_, NotFound
from lianzhi.territory import api as territory

LISTED = 200


def chosen(spot: Spot, category: str) -> Chosen | None:
    """Who is asked first about such a matter there; None where the town has said nobody, or no such kind of matter."""
    rule = settings.self_rectification(timezone.localdate(clock.now()))["categories"].get(category)
    return _chosen(spot, rule["kinds"]) if rule else None


def enforcement(spot: Spot) -> str:
    """The unit that enforces there by the list of parties; empty where none is entered."""
    found = _chosen(spot, [PartyKind.ENFORCEMENT])
    return found.unit if found else ""


def _chosen(spot: Spot, kinds: Sequence[str]) -> Chosen | None:
    wanted = targets(spot)
    rows = Cover.objects.filter(target__in=wanted, party__until=None, party__kind__in=kinds)
    holders = [Holder(*row) for row in rows.values_list("party", "party__kind", "target")]
    found = responsible(holders, kinds, wanted)
    if found is None:
        return None
    party = Party.objects.get(pk=found.party)
    return Chosen(party.pk, party.name, party.kind, found.target, name_of(found.target), party.unit)


def targets(spot: Spot) -> list[str]:
    """Codes by which somebody may answer for a spot, the narrowest first."""
    found = [rooms.building_of(spot.place_code) or spot.place_code] if spot.place_code else []
    if spot.lon is not None and spot.lat is not None:
        near = territory.nearest(spot.lon, spot.lat)
        found += [near.code] if near and near.metres <= NEAR_M else []
        micro = territory.micro_grid_at(spot.lon, spot.lat)
        found += [micro.code] if micro else []
    found += [spot.area_code, community_of(spot.area_code)]
    return list(dict.fromkeys(found))


def name_of(target: str) -> str:
    area = territory.area(target) if target.isdigit() else None
    return area.name_zh if area else territory.names_of([target]).get(target, target)


def parties(by: Actor, *, kind: str = "", text: str = "", gone: bool = False) -> list[PartyView]:
    """Within reach, by area; at most ``LISTED``."""
    rows = Party.objects.filter(access.reached(by, SEE)).filter(until__isnull=not gone)
    rows = rows.filter(kind=kind) if kind else rows
    rows = (
        rows.filter(Q(name__icontains=text) | Q(covers__target__startswith=text)).distinct() if text else rows
    )
    return [party_view(row) for row in rows.order_by("area_code", "pk").prefetch_related("covers")[:LISTED]]


def party(party_id: int, by: Actor) -> PartyView:
    row = Party.objects.filter(access.reached(by, SEE), pk=party_id).first()
    if row is None:
        raise nothing()
    return party_view(row)


def party_view(row: Party) -> PartyView:
    phone = access.unseal(row.phone_sealed, SEALED) if row.phone_sealed else ""
    return PartyView(
        row.pk, row.kind, row.name, row.unit, access.mask_phone(phone) if phone else "", row.area_code,
        tuple(cover.target for cover in row.covers.all()), row.source, row.verified, row.since, row.until,
    )  # fmt: skip


SEALED = "circles.party.phone"


def asks(by: Actor, *, state: str = "", party: int = 0) -> list[AskView]:
    """Within reach, the newest first. ``state``: waiting, done, unwilling, unanswered, taken_back or all."""
    rows = _asks().filter(access.reached(by, SEE) | Q(party__unit__in=[by.unit] if by.unit else []))
    if state == "waiting":
        rows = rows.filter(ended_at=None).order_by("due_at")
    elif state:
        rows = rows.filter(answer=state)
    rows = rows.filter(party=party) if party else rows
    return [ask_view(row) for row in rows[:LISTED]]


def ask(ask_id: int, by: Actor) -> AskView:
    """Raises NotFound for one of another area and another unit."""
    row = _asks().filter(pk=ask_id).first()
    if row is None or not (access.may(by, SEE, row) or access.may(by, ANSWER, row)):
        raise nothing()
    return ask_view(row)


def ask_by_token(token: str) -> AskView:
    row = _asks().filter(token=token).first()
    if row is None:
        raise nothing()
    return ask_view(row)


def asks_of_phone(phone: str) -> list[AskView]:
    """What waits for whoever holds this phone, and the last that ended."""
    if not phone:
        return []
    rows = _asks().filter(party__phone_blind__in=access.search_digests(phone, SEALED), party__until=None)
    return [ask_view(row) for row in rows.order_by("-pk")[:20]]


def open_ask(case: int) -> AskView | None:
    row = _asks().filter(case=case, ended_at=None).first()
    return ask_view(row) if row else None


def asks_of_case(case: int) -> list[AskView]:
    return [ask_view(row) for row in _asks().filter(case=case)]


def _asks() -> QuerySet[Ask]:
    return Ask.objects.select_related("party")


def ask_view(row: Ask) -> AskView:
    party = row.party
    return AskView(
        row.pk, row.case, row.number, row.token, party.pk, party.name, party.kind, party.unit, row.category, row.said_zh,
        row.said_en, row.place, row.area_code, row.asked_at, row.due_at, row.opened_at, row.ended_at, row.answer, row.text,
        row.by_name,
    )  # fmt: skip


def nothing() -> NotFound:
    return NotFound(
        "circles.nothing",
        N_("There is nothing here, or it belongs to another area."),
        way_out=N_("Go back to the list; the link in a message holds as long as the matter does."),
    )
