"""What another name of a place must be (R-074). Pure."""

from dataclasses import replace

from lianzhi.kernel.errors import N_, BadInput
from lianzhi.kernel.text import clean
from lianzhi.territory.contracts import NamePlan

NAME_KINDS = {"old": N_("Former name"), "alias": N_("Name that people use")}
LEAST, MOST = 2, 120


def checked(plan: NamePlan) -> NamePlan:
    """The plan with its texts cleaned. Raises BadInput with the field."""
    name = " ".join(clean(plan.name, MOST, field="name", required=True).split())
    if len(name) < LEAST:
        raise BadInput(
            "territory.name",
            N_("“%(name)s” cannot be the name of a place."),
            way_out=N_("A name has two to 120 characters; its kind is old or alias."),
            field="name",
            params={"name": name},
        )
    if plan.kind not in NAME_KINDS:
        raise BadInput(
            "territory.name_kind",
            N_("“%(kind)s” is no kind of name that is known here."),
            way_out=N_("Known are: %(known)s."),
            field="kind",
            params={"kind": plan.kind, "known": ", ".join(NAME_KINDS)},
        )
    if plan.valid_from and plan.valid_to and plan.valid_to < plan.valid_from:
        raise BadInput(
            "territory.name_days",
            N_("The name ends before it begins."),
            way_out=N_("Put the two days right."),
            field="valid_to",
        )
    return replace(plan, name=name, code=plan.code.strip())
