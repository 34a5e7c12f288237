"""One way of writing an address (R-074; field notes B1, the cleaning rules of a unified address base). Pure.

Community 「XX社区/村」, grid 「第1网格」 as 「第一网格」, quarter in Chinese characters, building 「1幢」 or 「1-10幢」, unit
「1单元」, floor 「1层」, room 「401室」; what is not known is 「无」 in the exchange form, never empty. How a room is
written the notes leave open (cut off in the source): digits or letters and 室.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace

from lianzhi.territory.rules.addresses.numerals import plainly
from lianzhi.territory.rules.addresses.tagging import Element

ABSENT = "无"
TRIES = 4
Cut = Callable[[str], list[Element]]


@dataclass(frozen=True, slots=True)
class Address:
    """The elements of one address, in the order in which they are written. ``rest``: what fitted nowhere."""

    province: str = ""
    city: str = ""
    county: str = ""
    town: str = ""
    community: str = ""
    grid: str = ""
    group: str = ""
    road: str = ""
    lane: str = ""
    number: str = ""
    quarter: str = ""
    building: str = ""
    unit: str = ""
    floor: str = ""
    room: str = ""
    rest: str = ""

    def __str__(self) -> str:
        return "".join(getattr(self, name) for name in FIELDS)

    def exchange(self) -> dict[str, str]:
        """Every field with a value; 「无」 where there is none."""
        return {name: getattr(self, name) or ABSENT for name in FIELDS}


FIELDS = tuple(field.name for field in fields(Address))

_N = r"(?:[A-Z]?\d{1,5}[A-Z]?|[A-Z])"
_HAN = "[\u4e00-\u9fff]"
_HEAD = (
    ("province", re.compile(rf"(?:{_HAN}{{2,3}}省|{_HAN}{{2,7}}自治区|(?:内蒙古|广西|西藏|宁夏|新疆)(?!路))")),
    ("city", re.compile(rf"(?:{_HAN}{{2,6}}?(?:市|自治州|地区|盟))(?![场区政民])")),
    ("county", re.compile(rf"(?:{_HAN}{{2,8}}?(?:县|(?<![小社园校厂景片新东西南北中])区|旗|市))(?![场政])")),
    ("town", re.compile(rf"(?:{_HAN}{{1,8}}?(?:街道|镇|乡))(?!路)")),
    ("community", re.compile(rf"(?:{_HAN}{{1,8}}?(?:社区|(?<!新)村(?!路)))(?:居委会|村委会|居民委员会|村民委员会)?")),
    ("grid", re.compile(r"第?(?:\d{1,3}|[一二三四五六七八九十]{1,3})网格")),
    ("group", re.compile(r"\d{1,3}[组社](?!区)")),
)  # fmt: skip
_ROAD = re.compile(rf"(?P<road>{_HAN}{{1,9}}?(?:大道|大街|路|街|巷|线)(?:[东西南北中]段)?)(?![口道])")
_LANE = re.compile(r"(?P<lane>\d{1,5}弄)")
_NUMBER = re.compile(r"(?P<number>\d{1,5}(?:号?-\d{1,5})?)号(?!楼|[路街巷桥线])")
_BUILDING = re.compile(rf"(?P<from>{_N})(?:(?:号楼|幢|栋|座|#)?-(?P<to>{_N}))?(?:号楼|幢|栋|座|#楼|#)")
_UNIT = re.compile(r"(?P<unit>[A-Z]|\d{1,2})(?:单元|门(?!口)|梯)")
_FLOOR = re.compile(r"(?P<floor>-?\d{1,3})(?:层|楼|F(?![A-Z0-9]))")
_ROOM = re.compile(rf"(?P<room>{_N}(?:-{_N})?)(?:室|房间|房|号)")
_DASHED = re.compile(
    rf"(?P<building>{_N})-(?:(?P<unit>\d{{1,2}}|[A-Z])-)?(?P<room>[A-Z]?\d{{3,5}}[A-Z]?)(?:室|房|号)?"
)
_BARE_ROOM = re.compile(r"(?P<room>[A-Z]?\d{3,5}[A-Z]?)(?!\d)")
_OFFICE = re.compile("(?:居委会|村委会|居民委员会|村民委员会)$")
_ORDINAL = "零一二三四五六七八九"


def normal(text: str, cut: Cut | None = None) -> Address:
    """The address that ``text`` means. Never raises; ``normal(str(a)) == a``.

    Without ``cut`` the fixed patterns of this module read the text; with the ``cut`` of a tagger its elements count
    first. A text that would be read in another way each time stays whole in ``rest``.
    """
    read = (lambda written: from_elements(cut(written))) if cut else by_pattern
    now = read(plainly(text))
    for _ in range(TRIES):
        again = read(plainly(str(now)))
        if again == now:
            return now
        now = again
    return Address(rest=plainly(plainly(text)))


def normal_all(texts: Sequence[str], cut_all: Callable[[list[str]], list[list[Element]]]) -> list[Address]:
    """What ``normal(text, cut)`` gives for each text, by a tagger's ``cut_all``: many times faster for many."""
    written = [plainly(text) for text in texts]
    now = [from_elements(elements) for elements in cut_all(written)]
    moving = list(range(len(now)))
    for _ in range(TRIES):
        read = cut_all([plainly(str(now[i])) for i in moving])
        again = dict(zip(moving, map(from_elements, read), strict=True))
        moving = [i for i, address in again.items() if address != now[i]]
        now = [again.get(i, address) for i, address in enumerate(now)]
    for i in moving:
        now[i] = Address(rest=plainly(written[i]))
    return now


def by_pattern(text: str) -> Address:
    """Areas from the left, then road and number, quarter, and the numbers inside."""
    found: dict[str, str] = {}
    for name, pattern in _HEAD:
        if hit := pattern.match(text):
            found[name] = _written(name, hit.group())
            text = text[hit.end() :]
    if hit := _ROAD.match(text):
        found["road"] = hit["road"]
        text = text[hit.end() :]
        for name, pattern in (("lane", _LANE), ("number", _NUMBER)):
            if hit := pattern.match(text):
                found[name] = _written(name, hit.group())
                text = text[hit.end() :]
    elif "community" in found and (hit := _NUMBER.match(text)):
        found["number"] = _written("number", hit.group())
        text = text[hit.end() :]
    if hit := re.match(rf"{_HAN}+", text):
        found["quarter"] = hit.group()
        text = text[hit.end() :]
    inner, rest = _inside(text)
    return Address(**found, **inner, rest=rest)


def _inside(text: str) -> tuple[dict[str, str], str]:
    """Building, unit, floor, room at the beginning of ``text``; and what follows them."""
    text = text.lstrip("-,，、.;；/")
    if (hit := _DASHED.match(text)) and not _BUILDING.match(text):
        found = {"building": f"{hit['building']}幢", "room": f"{hit['room']}室"}
        if hit["unit"]:
            found["unit"] = f"{hit['unit']}单元"
        return found, text[hit.end() :]
    found = {}
    for name, pattern in (
        ("building", _BUILDING),
        ("unit", _UNIT),
        ("floor", _FLOOR),
        ("room", _ROOM),
        ("room", _BARE_ROOM),
    ):
        if name not in found and (hit := pattern.match(text)):
            found[name] = _written(name, hit.group())
            text = text[hit.end() :]
            text = text if _FLOOR.match(text) else text.removeprefix("-")
    return found, text


def _bare(written: str) -> str:
    return re.sub(r"(?:号楼|#楼|#|幢|栋|座|单元|门|梯|层|楼|室|房间|房|号|F(?=$))$", "", written)


def _written(name: str, raw: str) -> str:
    """One element in its normal form."""
    if name == "community":
        return _community(raw)
    if name == "grid":
        return f"第{_ordinal(raw.removeprefix('第').removesuffix('网格'))}网格"
    unit = {"building": "幢", "unit": "单元", "floor": "层", "room": "室", "number": "号"}.get(name)
    if not unit:
        return raw
    if name == "number":
        raw = raw.replace("号-", "-")
    if name == "building" and (ends := raw.split("-"))[-1] and len(ends) == 2:
        raw = f"{_bare(ends[0])}-{ends[1]}"
    return f"{_bare(raw).strip('-' if name != 'floor' else '')}{unit}"


def _community(raw: str) -> str:
    bare = _OFFICE.sub("", raw)
    if bare.endswith(("社区", "村")) or not bare:
        return bare
    return bare + ("村" if raw.endswith(("村委会", "村民委员会")) else "社区")


def _ordinal(number: str) -> str:
    """3 -> 三, 12 -> 十二, 120 -> 一二零: grids are numbered in words."""
    if not number.isdigit():
        return number
    value = int(number)
    if value < 10 or value >= 100:
        return "".join(_ORDINAL[int(digit)] for digit in str(value))
    tens, ones = divmod(value, 10)
    return ("" if tens == 1 else _ORDINAL[tens]) + "十" + (_ORDINAL[ones] if ones else "")


_FIELD: Mapping[str, str] = {
    "prov": "province", "city": "city", "district": "county", "town": "town", "community": "community", "road": "road",
    "roadno": "number", "poi": "quarter", "houseno": "building", "cellno": "unit", "floorno": "floor", "roomno": "room",
}  # fmt: skip


def from_elements(elements: Iterable[Element]) -> Address:
    """The normal form of what a tagger found. What fits no field, or a field that is taken, goes to ``rest``."""
    found: dict[str, str] = {}
    rest: list[str] = []
    for element in elements:
        name, text = _FIELD.get(element.kind, ""), plainly(element.text)
        if element.kind == "redundant":
            continue
        if name == "number" and text.endswith("弄"):
            name = "lane"
        if name in ("road", "quarter") and re.fullmatch(r"\d{1,3}[组社]", text):
            name = "group"
        if (
            name == "quarter"
            and (hit := re.fullmatch(rf"({_HAN}+?)({_BUILDING.pattern})", text))
            and "building" not in found
        ):
            found["building"] = _written("building", hit[2])
            text = hit[1]
        if name == "quarter" and not re.fullmatch(rf"{_HAN}+", text):
            name = ""
        if not name or name in found or not text:
            rest.append(text)
        else:
            found[name] = _written(name, text)
    return replace(Address(**found), rest="".join(rest))
