"""How a table of schools may be written: heads, stages, lists of codes.  R-091.  Pure."""

import re

HEADS = {
    "place": ("学校编码", "地址编码", "场所编码"),
    "name": ("学校名称", "名称", "学校"),
    "stage": ("学段", "办学层次", "类别"),
    "year": ("年份", "招生年份", "学年"),
    "places": ("招生计划", "计划招生数", "学位数", "学位"),
    "areas": ("学区", "学区编码", "服务区", "施教区"),
}
STAGE_WORDS = {
    "幼儿园": "kindergarten", "kindergarten": "kindergarten", "小学": "primary", "primary": "primary", "初中": "middle",
    "中学": "middle", "middle": "middle",
}  # fmt: skip
_BETWEEN = re.compile(r"[,，、;；\s]+")


def cut(text: str) -> tuple[str, ...]:
    """The codes of a cell, whatever stands between them."""
    return tuple(part for part in _BETWEEN.split(text) if part)


def read_number(text: str) -> int | None:
    """2027, 2027年, 1,200; None for what is no number."""
    plain = text.strip().rstrip("年人个").replace(",", "")
    return int(plain) if plain.isdecimal() and len(plain) < 7 else None
