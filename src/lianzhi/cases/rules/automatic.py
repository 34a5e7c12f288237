"""What automatic rules may look at, what they may do, and who wins when several hold.  R-109, R-123, R-128, R-129.

A rule is a condition in the house's one rule language and orders from a closed list. Rules are asked in their order;
the first that sets a thing sets it; units for joint handling add up. Only *true* lets a rule act: where a datum is
missing, nothing happens.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from lianzhi.kernel.errors import N_, BadInput
from lianzhi.kernel.rules import Catalogue, Column, Kind, Reading, Tree, explain, judge, read

ZONE = ZoneInfo("Asia/Shanghai")
ADDING = {"joint"}
NAMELESS = ("", "anonymous", "caller")
Code = Annotated[str, Field(max_length=40)]


class Does(BaseModel):
    """The orders of a rule. ``units``: the lead first; with several it is a joint task. Empty ones order nothing.

    ``joint``: units that get it at once beside whoever leads by another rule or by the responsibility list.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    urgency: Literal["", "urgent", "major"] = ""
    condition: Code = ""
    category: Code = ""
    units: tuple[Code, ...] = ()
    joint: tuple[Code, ...] = ()
    reply: Annotated[str, Field(max_length=500)] = ""

    @property
    def things(self) -> dict[str, Any]:
        return {name: value for name, value in self.model_dump(mode="json").items() if value}


@dataclass(frozen=True, slots=True)
class Standing:
    """A rule in force, read and ready."""

    id: int
    code: str
    tree: Tree
    does: Does


@dataclass(frozen=True, slots=True)
class Ruling:
    """What one rule orders for one case, and why."""

    rule: int
    code: str
    did: Mapping[str, Any]
    readings: tuple[Reading, ...]


def catalogue(
    categories: Mapping[str, str], modules: Mapping[str, str], sources: Mapping[str, str]
) -> Catalogue:
    """What a rule may look at of a case; choices are the town's own."""
    return Catalogue(
        (
            Column("text", Kind.TEXT, "内容", "Text"),
            Column("title", Kind.TEXT, "标题", "Title"),
            Column("place", Kind.TEXT, "地点", "Place"),
            Column("category", Kind.TEXT, "类别", "Category", categories),
            Column("module", Kind.TEXT, "模块", "Module", modules),
            Column("source", Kind.TEXT, "来源", "Source", sources),
            Column("way_in", Kind.TEXT, "入口", "Way in"),
            Column("area", Kind.TEXT, "区划代码", "Area code"),
            Column("confidence", Kind.NUMBER, "识别把握", "Confidence"),
            Column("voices", Kind.NUMBER, "反映人数", "Voices"),
            Column("photos", Kind.NUMBER, "照片数", "Photos"),
            Column("near_alike", Kind.NUMBER, "附近同类未结数", "Near open matters of the kind"),
            Column("hour", Kind.NUMBER, "上报钟点", "Hour of the report"),
            Column("weekday", Kind.NUMBER, "星期", "Weekday"),
            Column("working_day", Kind.TRUTH, "工作日", "Working day"),
            Column("located", Kind.TRUTH, "有位置", "Located"),
            Column("anonymous", Kind.TRUTH, "匿名", "Anonymous"),
        )
    )


def times(at: datetime) -> dict[str, int]:
    """Hour and weekday (Monday 1) of the town's own clock."""
    local = at.astimezone(ZONE)
    return {"hour": local.hour, "weekday": local.isoweekday()}


def day(at: datetime) -> date:
    """The day of the town's own clock: from midnight to eight it is yesterday still in UTC."""
    return at.astimezone(ZONE).date()


def nameless(reporter: str) -> bool:
    """Nobody knows who it was: an unnamed caller, or somebody who looks in with secret words."""
    return reporter.partition(":")[0] in NAMELESS


def checked(condition: str, does: Mapping[str, Any], known: Catalogue) -> tuple[Tree, Does]:
    """A rule that can run. Raises BadInput naming the place or the order that is wrong."""
    tree = read(condition, known)
    try:
        orders = Does.model_validate({name: value for name, value in does.items() if value})
    except ValidationError as error:
        first = error.errors()[0]
        raise BadInput(
            "cases.rule_orders",
            N_("The order “%(what)s” is not possible."),
            way_out=N_("Choose from the fields of the form."),
            field=str(first["loc"][0]) if first["loc"] else "",
            params={"what": ".".join(map(str, first["loc"]))},
        ) from error
    if not orders.things:
        raise BadInput(
            "cases.rule_empty",
            N_("The rule orders nothing."),
            way_out=N_("Set at least one of urgency, category, condition, units or reply."),
            field="urgency",
        )
    return tree, orders


def rule(standing: Iterable[Standing], facts: Mapping[str, Any], open_to: Iterable[str]) -> list[Ruling]:
    """What the rules order for a case. ``open_to`` are the things that may still be set; each is set once."""
    left, found = set(open_to), list[Ruling]()
    for one in standing:
        wanted = {name: value for name, value in one.does.things.items() if name in left}
        if wanted and judge(one.tree, facts) is True:
            left -= wanted.keys() - ADDING
            found.append(Ruling(one.id, one.code, wanted, tuple(explain(one.tree, facts))))
    return found
