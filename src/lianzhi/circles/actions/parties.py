"""Enter, change and end responsible parties (R-120). Their phones are sealed; who changed what stands in the chain."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from lianzhi.circles.access import EDIT
from lianzhi.circles.contracts import NewParty, PartyView
from lianzhi.circles.models import Ask, Cover, Party
from lianzhi.circles.queries.parties import SEALED, nothing, party_view
from lianzhi.circles.rules.parties import PartyKind, common_area
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, WrongState
from lianzhi.kernel.text import clean
from lianzhi.territory import api as territory

MOST_COVERS = 200


class _At:
    """A thing that is nothing but an area."""

    unit_codes: tuple[str, ...] = ()

    def __init__(self, area_code: str) -> None:
        self.area_code = area_code


@transaction.atomic
@audit.late()
def save_party(new: NewParty, *, party: int | None = None, by: Actor) -> PartyView:
    """A new party, or all of one anew; an empty phone keeps the one that is there. Raises BadInput, NotAllowed, NotFound."""
    row = _locked(party, by) if party else Party(since=_today())
    name = clean(new.name, 80, field="name").strip()
    if not name:
        raise BadInput(
            "circles.name",
            N_("Give the party a name."),
            way_out=N_("As it stands on its sign."),
            field="name",
        )
    if new.kind not in list(PartyKind):
        raise BadInput(
            "circles.kind",
            N_("There is no such kind of party."),
            way_out=N_("Choose one of the six."),
            field="kind",
        )
    covers = _checked(new.covers)
    area = common_area([at for _code, at in covers], territory.town().code)
    access.require(by, EDIT, _At(area))
    if new.unit and access.unit(new.unit) is None:
        raise BadInput(
            "circles.unit", N_("There is no unit “%(unit)s”."), way_out=N_("Leave it empty for who has no staff account."),
            field="unit", params={"unit": new.unit},
        )  # fmt: skip
    if new.kind == PartyKind.ENFORCEMENT and not new.unit:
        raise BadInput(
            "circles.no_unit", N_("Enforcement is done by a unit of the town."), way_out=N_("Choose the unit."), field="unit"
        )  # fmt: skip
    phone = access.clean_phone(new.phone) if new.phone.strip() else ""
    if not (phone or new.unit or row.phone_sealed):
        raise BadInput(
            "circles.unreachable", N_("Nobody could tell this party anything."),
            way_out=N_("Give a mobile number, or a unit with staff accounts."), field="phone",
        )  # fmt: skip
    row.kind, row.name, row.unit, row.area_code = new.kind, name, new.unit, area
    row.source, row.verified = clean(new.source, 40, field="source").strip(), new.verified
    if phone:
        row.phone_sealed, row.phone_blind = access.seal(phone, SEALED), access.search_digest(phone, SEALED)
    row.save()
    row.covers.all().delete()
    Cover.objects.bulk_create([Cover(party=row, target=code) for code, _at in covers])
    kept = {"kind": row.kind, "name": row.name, "unit": row.unit, "covers": [code for code, _at in covers]}
    audit.record(by, "circles.party", f"party:{row.pk}", kept | {"phone": bool(phone)})
    return party_view(row)


@transaction.atomic
@audit.late()
def end_party(party: int, *, by: Actor) -> PartyView:
    """It answers for nothing any more; what it was asked before stays. Raises WrongState while something waits for it."""
    row = _locked(party, by)
    if Ask.objects.filter(party=row, ended_at=None).exists():
        raise WrongState(
            "circles.asked", N_("Something still waits for this party."),
            way_out=N_("Take the matter back first, or wait for the answer."),
        )  # fmt: skip
    row.until = _today()
    row.save(update_fields=["until"])
    audit.record(by, "circles.party_ended", f"party:{row.pk}", {"until": str(row.until)})
    return party_view(row)


def _locked(party: int, by: Actor) -> Party:
    row = Party.objects.select_for_update().filter(pk=party, until=None).first()
    if row is None or not access.may(by, EDIT, row):
        raise nothing()
    return row


def _checked(codes: Sequence[str]) -> list[tuple[str, str]]:
    """(code, the area it lies in) of each. Raises BadInput that names the code nobody knows."""
    wanted = list(dict.fromkeys(code.strip() for code in codes if code.strip()))
    if not 0 < len(wanted) <= MOST_COVERS:
        raise BadInput(
            "circles.covers", N_("Say for which places or areas the party answers."),
            way_out=N_("Codes of places, micro-grids, grids or communities; at most %(most)s."), field="covers",
            params={"most": MOST_COVERS},
        )  # fmt: skip
    grids = territory.grids_of([code for code in wanted if not code.isdigit()])
    found = []
    for code in wanted:
        area = territory.area(code) if code.isdigit() else None
        at = area.code if area else grids.get(code, "")
        if not at:
            raise BadInput(
                "circles.target", N_("No place or area has the code “%(code)s”."),
                way_out=N_("Look it up on the map or in the list of buildings."), field="covers", params={"code": code},
            )  # fmt: skip
        found.append((code, at))
    return found


def _today() -> date:
    return timezone.localdate(clock.now())
