"""What a room to be loaded must be (ADR 0010). Pure."""

from collections.abc import Collection

from lianzhi.kernel import rooms as codes
from lianzhi.kernel.errors import N_, BadInput
from lianzhi.kernel.text import clean
from lianzhi.territory.contracts import RoomPlan

ROOM_USES = {
    "home": N_("Living"),
    "shop": N_("Shop"),
    "office": N_("Office"),
    "workshop": N_("Workshop"),
    "storage": N_("Storage"),
    "dormitory": N_("Dormitory"),
    "public": N_("Public use"),
    "empty": N_("Not in use"),
    "other": N_("Other use"),
}


def free_codes(code: str, taken: Collection[str]) -> list[str]:
    """Codes on the floor of a room that were never given, the next one first: a gap is filled when the end is reached."""
    floor, given = (
        code[: codes.FLOOR],
        {int(each[codes.FLOOR :]) for each in taken if each[: codes.FLOOR] == code[: codes.FLOOR]},
    )
    last = max(given, default=0)
    order = (*range(last + 1, 100), *(n for n in range(1, last) if n not in given))
    return [f"{floor}{n:02}" for n in order]


def checked(plan: RoomPlan) -> RoomPlan:
    """The plan with its texts cleaned. Raises BadInput with the field."""
    if not codes.is_room(plan.code):
        raise BadInput(
            "territory.room_code",
            N_("“%(code)s” is not the code of a room."),
            way_out=N_(
                "The building's code, then 2 digits each of the unit, the floor (91-99: basements) and the room."
            ),
            field="code",
            params={"code": plan.code},
        )
    if plan.use and plan.use not in ROOM_USES:
        raise BadInput(
            "territory.room_use",
            N_("“%(use)s” is no use of a room that is known here."),
            way_out=N_("Known are: %(known)s."),
            field="use",
            params={"use": plan.use, "known": ", ".join(ROOM_USES)},
        )
    if plan.valid_from and plan.valid_to and plan.valid_to < plan.valid_from:
        raise BadInput(
            "territory.room_days",
            N_("The room ends before it begins."),
            way_out=N_("Put the two days right."),
            field="valid_to",
        )
    number = clean(plan.number, 20, field="number", required=True)
    name = clean(plan.name, 80, field="name", required=False)
    return RoomPlan(plan.code, number, name, plan.use, plan.valid_from, plan.valid_to)
