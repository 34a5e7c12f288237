"""Which column holds what?  Guessed from the header, or given as ``text=留言详情``. Pure."""

from collections.abc import Iterable, Mapping, Sequence

from lianzhi.foundation.imports import contracts as imports
from lianzhi.kernel.errors import N_, BadInput

# The first synonym found wins; others stay extra columns. Compared in lower case without blanks.
SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "external_id": (
        "留言编号", "工单编号", "信件编号", "事件编号", "案件编号", "受理编号", "诉求编号", "编号", "序号", "流水号",
        "external_id", "service_request_id", "id", "row", "no", "number",
    ),
    "author": (
        "留言用户", "用户", "留言人", "来信人", "诉求人", "来电人", "上报人", "投诉人", "用户编号", "昵称",
        "author", "user", "reporter", "user_id",
    ),
    "title": ("留言主题", "主题", "标题", "诉求标题", "工单标题", "信件标题", "事件标题", "title", "subject", "summary"),
    "text": (
        "留言详情", "留言内容", "诉求内容", "工单内容", "信件内容", "事件描述", "问题描述", "内容", "详情", "描述", "正文",
        "text", "content", "description", "message", "body",
    ),
    "occurred_at": (
        "留言时间", "发生时间", "上报时间", "来电时间", "诉求时间", "受理时间", "登记时间", "提交时间", "时间", "日期",
        "occurred_at", "requested_datetime", "time", "date", "datetime", "created_at",
    ),
    "place": ("事发地点", "发生地点", "事件地址", "诉求地址", "地点", "地址", "位置", "place", "address", "address_string"),
    "label": ("一级标签", "一级分类", "标签", "分类", "类别", "诉求类别", "承办单位", "责任部门", "label", "category"),
}  # fmt: skip
REQUIRED = "text"
LABELS = {
    "external_id": N_("Number of the message"),
    "author": N_("Sender"),
    "title": N_("Title"),
    "text": N_("Text of the message"),
    "occurred_at": N_("When it was written"),
    "place": N_("Place"),
    "label": N_("Label"),
}
FIELDS = tuple(imports.Field(code, label, SYNONYMS[code], code == REQUIRED) for code, label in LABELS.items())


def parse_mapping(pairs: Iterable[str]) -> dict[str, str]:
    """``["text=留言详情"]`` -> ``{"text": "留言详情"}``. Raises BadInput."""
    mapping = {}
    for pair in pairs:
        field, equals, column = (part.strip() for part in pair.partition("="))
        if field not in SYNONYMS or not equals or not column:
            raise BadInput(
                "import.map",
                N_("“%(pair)s” is not a mapping of a column."),
                way_out=N_("Write FIELD=COLUMN; the fields are: %(fields)s."),
                field="map",
                params={"pair": pair, "fields": ", ".join(SYNONYMS)},
            )
        mapping[field] = column
    return mapping


def place_fields(header: Sequence[str], mapping: Mapping[str, str] | None = None) -> dict[str, int]:
    """Field -> index of its column. What ``mapping`` does not name is guessed. Raises BadInput."""
    given = dict(mapping or {})
    names = [imports.plain(name) for name in header]
    for column in given.values():
        if column and imports.plain(column) not in names:
            raise _missing(N_("There is no column “%(column)s”."), header, column=column)
    places = imports.places(header, imports.proposed(header, FIELDS, given))
    if REQUIRED not in places:
        raise _missing(N_("No column could be recognised as the text of the messages."), header)
    return places


def _missing(message: str, header: Sequence[str], **params: str) -> BadInput:
    return BadInput(
        "import.columns",
        message,
        way_out=N_("Name the column, for example --map text=留言详情. The columns are: %(columns)s."),
        field="map",
        params={"columns": ", ".join(name for name in header if name.strip()), **params},
    )
