"""What a building may be, and when it may end (R-074). Pure."""

from datetime import date

from lianzhi.kernel.errors import N_, BadInput

BUILDING_KINDS = {
    "home": N_("Residential building"),
    "house": N_("House"),
    "shop": N_("Shop front"),
    "works": N_("Industrial site"),
    "trade": N_("Commercial site"),
    "office": N_("Office"),
    "building": N_("Another building"),
}


def check_kind(kind: str) -> str:
    if kind not in BUILDING_KINDS:
        raise BadInput(
            "territory.building_kind",
            N_("“%(kind)s” is no kind of building that is known here."),
            way_out=N_("Known are: %(known)s."),
            field="kind",
            params={"kind": kind, "known": ", ".join(BUILDING_KINDS)},
        )
    return kind


def check_ends(since: date, day: date) -> date:
    if day < since:
        raise BadInput(
            "territory.too_early",
            N_("The day lies before %(day)s, when this version begins."),
            way_out=N_("Choose that day or a later one."),
            field="on",
            params={"day": since.isoformat()},
        )
    return day
