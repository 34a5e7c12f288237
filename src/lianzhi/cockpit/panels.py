"""The panels of the wall as data: a new panel is one entry here and one template ``cockpit/panels/<code>.html``.

``read`` gets the frame (area, period, whose eyes) and answers with what the template shows. Each panel is
also a fragment of its own (``/cockpit/panel/<code>/``), which the page fetches anew when one of the events it
listens to arrives. The six module screens will be further tuples of panels.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from lianzhi.cockpit import readings
from lianzhi.cockpit.frame import Frame
from lianzhi.kernel.errors import N_, NotFound


class Column(StrEnum):
    """Where on the wall a panel stands."""

    LEFT = "left"
    RIGHT = "right"
    MAP = "map"


@dataclass(frozen=True, slots=True)
class Panel:
    """``source``: which records the figures come from. ``grows``: takes the height that is left."""

    code: str
    title: str
    column: Column
    read: Callable[[Frame], Mapping[str, Any]]
    source: str = N_("cases")
    listens: str = "case.*"
    grows: bool = False

    @property
    def template(self) -> str:
        return f"cockpit/panels/{self.code}.html"


OVERVIEW = (
    Panel("now", N_("Today so far"), Column.LEFT, readings.now),
    Panel("modules", N_("By module"), Column.LEFT, readings.modules),
    Panel("trend", N_("Trend"), Column.LEFT, readings.trend, grows=True),
    Panel("overdue", N_("Overdue"), Column.RIGHT, readings.overdue, grows=True),
    Panel("ratings", N_("Ratings"), Column.RIGHT, readings.ratings, source=N_("ratings"), listens="case.rate"),
    Panel("answers", N_("Latest answers"), Column.RIGHT, readings.answers, listens="case.close case.refuse"),
    Panel("where", N_("Area"), Column.MAP, readings.where),
    Panel("stages", N_("Open by step"), Column.MAP, readings.stages),
    Panel("signs", N_("Signs"), Column.MAP, readings.signs),
)  # fmt: skip


def panel(code: str) -> Panel:
    """Raises NotFound."""
    found = next((one for one in OVERVIEW if one.code == code), None)
    if found is None:
        raise NotFound("cockpit.panel", N_("There is no such panel."), way_out=N_("Reload the page."))
    return found


def of(column: Column) -> list[Panel]:
    return [one for one in OVERVIEW if one.column is column]
