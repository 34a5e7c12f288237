"""What people report: invented messages from a grammar, each about a place of the town.  D-10, D-12, R-097.

Texts come from ``data/voices.yaml``; shares of the classes stand there. The same number always says the same thing in
the same town, so a report can be made again from its number. Pure: no Django.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Protocol

from lianzhi.kernel import yamls

EVENTS_PER_DAY = 700  # D-10: 21,000 a month
# Reports by hour of the day, an assumption: two peaks, quiet nights. Adds up to 1,000.
HOURS = (8, 5, 4, 3, 4, 9, 22, 48, 72, 80, 76, 62, 48, 46, 58, 62, 60, 62, 64, 62, 56, 43, 29, 17)
TONES = (("short", 25), ("plain", 45), ("long", 22), ("vague", 8))
PINNED, TYPED, UNFINDABLE, NOWHERE = "pinned", "typed", "unfindable", "nowhere"
WHERE = ((PINNED, 72), (TYPED, 18), (UNFINDABLE, 6), (NOWHERE, 4))
CHOSEN = 0.55  # share of reporters who pick the category themselves; assumption
MISTAKEN = 0.04  # of those, how many pick a wrong one; assumption
UNCLEAR = 0.04  # share of texts from which nobody could tell the matter; assumption
TWO_MATTERS = 0.05  # share of texts that bring up a second matter; assumption
METRES = 0.00001  # degrees, roughly
_BRACKET = re.compile(r"\[([^\[\]]*)\]")
_BESIDE = re.compile(r"\{place\}(?=旁边|后面|门口|路边|附近|两边|顶楼|一楼|空地)")
_SLOT = re.compile(r"\{(\w+)\}")
_AT = {
    "quarter": ("北门", "南门", "东门", "里面", "门口", "中心花园旁"),
    "home": ("", "", "一单元", "二单元"),
    "house": ("门口", "旁边", "前面的路上", "后面"),
    "shop": ("门口", "对面", "旁边", "门前"),
    "road": ("", "上", "中段", "靠近红绿灯的地方"),
    "crossing": ("", "东南角", "斑马线旁"),
    "bridge": ("上", "下面", "边上"),
    "school": ("门口", "北面", "旁边的路上"),
    "park": ("里", "门口", "东侧"),
    "market": ("门口", "里面", "南侧"),
    "works": ("里", "门口", "旁边"),
    "trade": ("门口", "门前", "后门"),
    "office": ("门口", "旁边"),
    "hall": ("", "一楼"),
    "hospital": ("门口", "急诊旁边"),
}
_UNFINDABLE = ("小区门口那里", "老地方", "就在路边", "我家楼下", "菜场拐角", "公交车站那边", "桥头")


class Place(Protocol):
    """A place of the town: as planned, or as the address base keeps it."""

    @property
    def code(self) -> str: ...

    @property
    def kind(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def lon(self) -> float: ...

    @property
    def lat(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Spoken:
    """A report as its invented author hands it in, and what is really the matter (``truth``, ``at``)."""

    number: int
    text: str
    truth: str
    chosen: str
    at: Place
    lon: float
    lat: float
    where: str
    place_text: str

    @property
    def pinned(self) -> bool:
        return self.where == PINNED


@cache
def grammar() -> dict[str, Any]:
    return yamls.read(Path(__file__).parent / "data/voices.yaml")


def shares() -> dict[str, int]:
    return {code: kind["share"] for code, kind in grammar()["categories"].items()}


class Voices:
    """All the voices of one town."""

    def __init__(self, seed: int, places: Iterable[Place]) -> None:
        self.seed = seed
        self._by_kind: dict[str, list[Place]] = defaultdict(list)
        for place in sorted(places, key=lambda place: place.code):
            self._by_kind[place.kind].append(place)

    def say(self, number: int, category: str = "") -> Spoken:
        """Report ``number``. With ``category`` the matter is given, otherwise drawn by the shares."""
        dice = Random(f"{self.seed}:report:{number}")  # noqa: S311  a simulation wants to be repeated
        truth = drawn(dice, shares().items())
        truth = category or truth
        place = self._place(dice, grammar()["categories"][truth]["at"])
        where = drawn(dice, WHERE)
        text = _text(dice, truth, place)
        lon = place.lon + dice.uniform(-18, 18) * METRES
        lat = place.lat + dice.uniform(-18, 18) * METRES
        typed = {PINNED: place.name, TYPED: place.name, UNFINDABLE: dice.choice(_UNFINDABLE), NOWHERE: ""}[
            where
        ]
        return Spoken(
            number, text, truth, _chosen(dice, truth), place, round(lon, 6), round(lat, 6), where, typed
        )

    def _place(self, dice: Random, kinds: Sequence[str]) -> Place:
        """A road is mostly named by a house number on it: that is where people stand."""
        kind = dice.choice([k for k in kinds if self._by_kind[k]] or ["house"])
        if kind == "road" and self._by_kind["shop"] and dice.random() < 0.7:
            kind = "shop"
        return dice.choice(self._by_kind[kind] or next(found for found in self._by_kind.values() if found))


def archive(voices: Voices, count: int, least: int = 60) -> list[tuple[str, str]]:
    """(text, category) of earlier matters, for training: by the shares, but at least ``least`` of each class."""
    start = 1_000_000_000
    found = [voices.say(start + i) for i in range(count)]
    for offset, code in enumerate(sorted(shares())):
        missing = least - sum(spoken.truth == code for spoken in found)
        first = start + (offset + 1) * 10_000_000
        found += [voices.say(first + i, code) for i in range(max(0, missing))]
    return [(spoken.text, spoken.truth) for spoken in found]


def drawn(dice: Random, weighted: Iterable[tuple[str, int]]) -> str:
    names, weights = zip(*weighted, strict=True)
    return dice.choices(names, weights)[0]


def _chosen(dice: Random, truth: str) -> str:
    """What the reporter picked from the list: mostly nothing or the right one."""
    if dice.random() >= CHOSEN:
        return ""
    return dice.choice(sorted(shares())) if dice.random() < MISTAKEN else truth


def _text(dice: Random, category: str, place: Place) -> str:
    kind, every = grammar()["categories"][category], grammar()
    tone = drawn(dice, TONES)
    if dice.random() < UNCLEAR:
        return _filled(dice, dice.choice(every["unclear"]) + dice.choice(every["close"]), place)
    if tone == "vague":
        parts = [dice.choice(kind["vague"]) + dice.choice(("。", "！", "，怎么办？", "，能管吗？"))]
        parts += [dice.choice(every["close"])]
        return _filled(dice, "".join(parts), place)
    said = dice.choice(kind["say"])
    if dice.random() < 0.12:
        said = said.replace("{place}", "这里", 1)
    parts = [dice.choice(every["greet"]) if tone != "short" else "", said, "。"]
    if tone == "long" or dice.random() < 0.45:
        parts.append(dice.choice(kind["more"]))
    if tone == "long":
        parts += [dice.choice(every["feel"]), dice.choice(every["ask_name"]) if dice.random() < 0.4 else ""]
    if tone != "short" and dice.random() < 0.6:
        parts.append(dice.choice(kind["want"]))
    if dice.random() < TWO_MATTERS:
        other = every["categories"][dice.choice(sorted(every["categories"]))]
        parts.append(
            dice.choice(("还有，", "另外，", "顺便说一下，"))
            + dice.choice(other["say"]).replace("{place}", "那边")
            + "。"
        )
    parts.append(dice.choice(every["close"]) if dice.random() < 0.6 else "")
    return _filled(dice, "".join(parts), place)


def picked(dice: Random, pattern: str) -> str:
    """``[a|b|c]`` becomes one of them; the innermost first."""
    while found := _BRACKET.search(pattern):
        pattern = pattern[: found.start()] + dice.choice(found[1].split("|")) + pattern[found.end() :]
    return pattern


def _filled(dice: Random, pattern: str, place: Place) -> str:
    words = grammar()["words"]
    pattern = picked(dice, pattern)
    here = place.name + dice.choice(_AT.get(place.kind, ("",)))
    pattern = _BESIDE.sub(place.name, pattern)
    return _SLOT.sub(lambda slot: here if slot[1] == "place" else dice.choice(words[slot[1]]), pattern)
