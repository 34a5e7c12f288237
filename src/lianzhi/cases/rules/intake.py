"""What a scenario package may say about its way in (its section ``cases``).  R-109, R-126.  Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from lianzhi.kernel.errors import N_, BadInput


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    flow: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    categories: list[str] = []
    auto_dispatch: bool = False
    anonymous: bool = False
    residents: bool = True


@dataclass(frozen=True, slots=True)
class WayIn:
    """No categories: all of them. ``auto_dispatch``: the machine sends what the responsibility list names.

    ``anonymous``: residents may report without a phone number. ``residents``: false where only rooms of the house open matters.
    """

    flow: str
    categories: tuple[str, ...]
    auto_dispatch: bool
    anonymous: bool = False
    residents: bool = True


def way_in(section: Mapping[str, Any], known_categories: frozenset[str]) -> WayIn:
    """The checked section. Raises BadInput that names each wrong place."""
    try:
        found = _Section.model_validate(section)
    except ValidationError as error:
        raise _wrong(
            "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        ) from error
    if unknown := sorted(set(found.categories) - known_categories):
        raise _wrong(f"categories: unknown: {', '.join(unknown)}")
    return WayIn(found.flow, tuple(found.categories), found.auto_dispatch, found.anonymous, found.residents)


def _wrong(found: str) -> BadInput:
    return BadInput(
        "cases.way_in",
        N_("The section “cases” cannot be used: %(found)s"),
        way_out=N_("Use categories of the town's list and a published flow."),
        params={"found": found},
    )
