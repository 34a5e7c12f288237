"""The form of the files that policy officers write, key by key; an unknown key or another type is refused."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from lianzhi.benefits.rules.refusing import wrong
from lianzhi.kernel.errors import N_

Text = Annotated[str, Field(min_length=1, max_length=400)]
Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
MISSING = "资料缺失"
LAWFUL = "法定"
NEXT_TO = {"资格": "qualified", "发放": "paid"}


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class SourceShape(Shape):
    en: Text = Field(alias="英")
    department: Text = Field(alias="部门")
    standing: Literal["法定", "参考"] = Field(alias="效力")


class ItemShape(Shape):
    code: Code = Field(alias="列")
    en: Text = Field(alias="英")
    kind: Literal["真假", "整数", "文字", "日期"] = Field(alias="类")
    unit: str = Field("", alias="单位")
    least: int | None = Field(None, alias="最小")
    most: int | None = Field(None, alias="最大")
    choices: dict[str, str] = Field({}, alias="选项")


class RegisteredShape(ItemShape):
    source: Text = Field(alias="来源")
    lawful: str = Field("", alias="法定项")


class DerivedShape(ItemShape):
    formula: str = Field("", alias="式")
    household: Literal["", "计数", "合计"] = Field("", alias="家庭")
    of: str = Field("", alias="项")
    when: str = Field("", alias="当")


class CatalogueShape(Shape):
    sources: dict[str, SourceShape] = Field(alias="来源")
    registered: dict[str, RegisteredShape] = Field(alias="登记项")
    derived: dict[str, DerivedShape] = Field({}, alias="派生项")


class RowShape(Shape):
    value: int | None = Field(None, alias="值")
    table: dict[int | str, int] | None = Field(None, alias="表")
    document: Text = Field(alias="文号")
    issuer: Text = Field(alias="机关")
    since: date = Field(alias="自")
    until: date | None = Field(None, alias="至")
    area: str = Field("", alias="地区")
    verified: bool = Field(alias="核实")


class StandardShape(Shape):
    en: Text = Field(alias="英")
    rows: Annotated[list[RowShape], Field(min_length=1)] = Field(alias="行")


class NameShape(Shape):
    zh: Text = Field(alias="中")
    en: Text = Field(alias="英")


class BasisShape(Shape):
    document: Text = Field(alias="文件")
    article: Text = Field(alias="条款")
    verified: bool = Field(alias="核实")


class PeriodShape(Shape):
    since: date = Field(alias="自")
    until: date | None = Field(None, alias="至")


class ConditionShape(Shape):
    code: Code = Field(alias="号")
    en: Text = Field(alias="英")
    formula: Text = Field(alias="式")


class AmountShape(Shape):
    formula: str = Field("", alias="式")
    table: str = Field("", alias="表")
    by: str = Field("", alias="按")


class ExclusionShape(Shape):
    """Exactly one of the four is said; what it is decided by is said with the first three."""

    never_with: str = Field("", alias="不与")
    higher_of: str = Field("", alias="择高")
    less: str = Field("", alias="差额")
    beside: str = Field("", alias="可兼得")
    by: Literal["", "资格", "发放"] = Field("", alias="按")


class WayShape(Shape):
    """How a decision of the policy goes: at once, or after so many working days of public notice. Never at once where a
    meeting decides (G-20). ``verified``: somebody compared it with the document."""

    instant: bool = Field(False, alias="即时")
    days: int = Field(0, alias="公示天数", ge=0, le=60)
    verified: bool = Field(False, alias="核实")


class MaterialShape(Shape):
    name: Text = Field(alias="材料")
    en: Text = Field(alias="英")
    item: Text = Field(alias="以")


class ExamplesShape(Shape):
    as_of: date = Field(alias="基准日")
    rest: dict[str, Any] = Field({}, alias="其余")
    columns: list[Text] = Field(alias="列")
    rows: Annotated[list[list[Any]], Field(min_length=1)] = Field(alias="行")


class PolicyShape(Shape):
    code: Code = Field(alias="编码")
    name: NameShape = Field(alias="名称")
    sample: bool = Field(False, alias="样例")
    group: Literal["困难户", "残疾人", "老龄人", "企退人员", "困境儿童"] = Field(alias="群体")
    subject: NameShape = Field(alias="对象")
    basis: Annotated[list[BasisShape], Field(min_length=1)] = Field(alias="依据")
    valid: PeriodShape = Field(alias="有效")
    standards: dict[str, StandardShape] = Field({}, alias="标准")
    conditions: Annotated[dict[str, ConditionShape], Field(min_length=1, max_length=30)] = Field(alias="条件")
    amount: AmountShape = Field(alias="金额")
    every: Literal["每月", "每季", "每年", "一次"] = Field(alias="周期")
    exclusions: list[ExclusionShape] = Field([], alias="互斥")
    collective: bool = Field(alias="集体研究")
    way: WayShape = Field(default_factory=lambda: WayShape.model_validate({}), alias="办理")
    materials: list[MaterialShape] = Field([], alias="免交材料")
    examples: ExamplesShape = Field(alias="例")


TIMES_A_YEAR = {"每月": 12, "每季": 4, "每年": 1, "一次": 1}
KINDS = {"真假": "truth", "整数": "number", "文字": "text", "日期": "date"}
AS_OF = "基准日"
COUNT = "计数"
ONCE = "一次"
AMOUNT, EXCLUSIONS, EXAMPLES, WAY, COLLECTIVE = (
    "金额",
    "互斥",
    "例",
    "办理",
    "集体研究",
)  # the keys whose place is named
FEN = ("值", "表")  # under these keys of the standards stand whole fen
WAYS = "按: 资格 / 按: 发放"


def shaped(shape: type[Shape], data: Any, file: str) -> Any:
    """Raises BadInput that names the first wrong key."""
    try:
        return shape.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "-"
        raise wrong(
            file, place, N_("The file is not in the form of a policy: %(found)s"),
            N_("Compare it with one of the sample policies."), found=first["msg"],
        ) from error  # fmt: skip
