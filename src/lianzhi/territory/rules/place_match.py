"""Which place does a text mean?  R-074.  Pure.

The score says how far the answer may be used: from 0.8 on without asking a person. What the score rests on
is written in ``_SCORES`` and below, in one place each. A road alone, a community alone, a number that does
not exist, a slip of the pen, "opposite of", two places far apart in one text: all of these stay below 0.8,
because no answer is better than a wrong one.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from lianzhi.kernel.errors import N_
from lianzhi.kernel.geo import distance_m
from lianzhi.territory.rules.gazetteer import Entry, Gazetteer, Mention, compact

SAFE_SCORE = 0.8
LONGEST_TEXT = 2000  # characters of a text that are read
_LONGEST_SLIPPED = 40  # slips of the pen are looked for in short texts only
_FAR_M, _NEAR_M = 250, 300

_SCORES = {
    "house_number": (0.97, N_("Street or village with house number.")),
    "building": (0.97, N_("Quarter with building number.")),
    "crossing": (0.93, N_("Crossing of two roads.")),
    "name": (0.9, N_("The name of the place.")),
    "quarter": (0.88, N_("The name of the quarter, without a building.")),
    "near_number": (0.72, N_("There is no number %(number)s; this is the nearest one.")),
    "no_building": (0.7, N_("The quarter has no building %(number)s.")),
    "short": (0.6, N_("Part of the name.")),
    "begins": (0.55, N_("The name begins like this.")),
    "community": (0.5, N_("Only the community is clear.")),
    "road": (0.45, N_("Only the road is clear; a house number or a crossing is missing.")),
    "no_crossing": (0.4, N_("These two roads do not cross.")),
}
_SLIP = N_("Similar to a known name.")

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_NUMERAL = re.compile(r"([零〇一二两三四五六七八九十百]{1,7})(?=号|幢|栋|座|单元|弄|#)")
_TAIL = re.compile(r"(?:的)?第?(\d{1,5})(?:[-之/]\d{1,4})*(号楼|楼|幢|栋|座|号|#楼|#|)")
_NOT_A_NUMBER = re.compile(r"路|米|天|点|个|年|月|日|时|分|次|辆|家|人|元|%|\.|岁|户|组|多|余|楼")
_JOIN = re.compile(r"^(?:与|和|跟|及|同|、|/|,|，|-|x|×|近|靠近|&|and)?$")
_CORNER = re.compile(r"^.{0,2}(?:路口|交叉|交汇|交界|十字|丁字|转角|拐角|口)")
_HEDGES = (
    (re.compile(r"^(?:的)?(?:正|斜)?对面"), 0.75),
    (re.compile(r"^.{0,6}?(?:往|向|朝|以)(?:东|南|西|北)"), 0.7),
    (re.compile(r"^(?:的)?(?:东|南|西|北){1,2}(?:侧|边|面)?\d+米"), 0.7),
    (re.compile(r"^(?:的)?(?:附近|旁|边上|周边|周围|一带|隔壁)"), 0.9),
    (re.compile(r"^(?:到|至)"), 0.6),
)
_DENIED = re.compile(r"(?:不是|不在|并非|除了|除|不含|搬离|离开|以前住|原住|户籍在?|到|至|从)$")
_ELSEWHERE = re.compile(
    r"([\u4e00-\u9fff]{2,8}?(?<![小社园校厂景片新东西南北中库超城都菜门夜])(?:省|市|区|县|镇|街道|乡))$"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    entry: Entry
    score: float
    reason: str
    basis: str
    params: Mapping[str, str] = field(default_factory=dict)
    specific: bool = False

    def times(self, factor: float) -> "Candidate":
        return replace(self, score=self.score * factor)


def match(
    text: str,
    places: Gazetteer,
    *,
    near: tuple[float, float] | None = None,
    limit: int = 5,
    home: Iterable[str] = (),
) -> list[Candidate]:
    """The places that ``text`` may mean, the likeliest first. ``home``: names of the town and those above it."""
    plain = _NUMERAL.sub(lambda found: _arabic(found[1]), compact(text[:LONGEST_TEXT]))
    found = _named(plain, places, tuple(home))
    if len(plain) <= _LONGEST_SLIPPED:
        clear = any(candidate.score >= 0.6 for candidate in found)
        known = {candidate.entry.code for candidate in found}
        others = ([] if found else _slipped(plain, places)) + _typed_ahead(plain, places, clear)
        found += [candidate for candidate in others if candidate.entry.code not in known]
    found = _unrivalled(_best_per_place(found))
    if near:
        found = [_seen_from(near, candidate) for candidate in found]
    found = [replace(c, score=round(c.score, 3)) for c in found if c.score >= 0.2]
    return sorted(found, key=lambda c: (-c.score, len(c.entry.name), c.entry.code))[:limit]


def _arabic(numeral: str) -> str:
    """``十二`` -> 12, ``一百零三`` -> 103, ``一二〇`` -> 120."""
    if not re.search("[十百]", numeral):
        return "".join(str(_DIGITS[c]) for c in numeral)
    total, last = 0, 0
    for c in numeral:
        if c in "十百":
            total += (last or 1) * (10 if c == "十" else 100)
            last = 0
        else:
            last = _DIGITS[c]
    return str(total + last)


def _named(text: str, places: Gazetteer, home: tuple[str, ...]) -> list[Candidate]:
    mentions = places.mentions(text)
    found: list[Candidate] = []
    used: set[int] = set()
    for i, mention in enumerate(mentions):
        if i in used:
            continue
        following = mentions[i + 1] if i + 1 < len(mentions) else None
        crossing = _crossing(text, places, mention, following)
        if crossing and following:
            used.add(i + 1)
            end = following.end
            here = crossing
        else:
            here, end = _at(text, places, mention)
        factor = _context(text, mention.start, end, home)
        found += [candidate.times(factor) for candidate in here]
    return found


def _is_road(places: Gazetteer, mention: Mention | None) -> bool:
    return mention is not None and any(entry.kind == "road" for entry in places.names[mention.name])


def _crossing(text: str, places: Gazetteer, one: Mention, other: Mention | None) -> list[Candidate]:
    if other is None or not (_is_road(places, one) and _is_road(places, other)) or one.name == other.name:
        return []
    if not _JOIN.match(text[one.end : other.start]) or _TAIL.match(text, other.end):
        return []
    names = [places.names[m.name][0] for m in (one, other)]
    known = places.crossings.get(frozenset(compact(road.name) for road in names))
    if known is None:
        return [_candidate("no_crossing", road) for road in names]
    sure = 1.0 if _CORNER.match(text[other.end :]) else 0.94
    return [_candidate("crossing", known, specific=True).times(sure)]


def _at(text: str, places: Gazetteer, mention: Mention) -> tuple[list[Candidate], int]:
    """What one mention means together with the number behind it, and where that ends in the text."""
    entries = places.names[mention.name]
    tail = _TAIL.match(text, mention.end)
    if tail and not tail[2] and _NOT_A_NUMBER.match(text, tail.end()):
        tail = None
    if tail and (numbered := _numbered(places, entries, mention, int(tail[1]), tail[2])):
        return numbered, tail.end()
    share = 1.0 if len({entry.grid_code for entry in entries}) == 1 else 0.6
    return [_plain(entry, mention).times(share) for entry in entries], mention.end


def _plain(entry: Entry, mention: Mention) -> Candidate:
    basis = entry.kind if entry.kind in ("road", "community", "quarter") else "name"
    if mention.short and basis != "community":
        basis = "short"
    return _candidate(basis, entry, specific=basis in ("quarter", "name"))


def _numbered(
    places: Gazetteer, entries: list[Entry], mention: Mention, number: int, unit: str
) -> list[Candidate]:
    stem = compact(entries[0].name)
    doors, blocks = places.numbers.get((stem, "号"), {}), places.numbers.get((stem, "幢"), {})
    params = {"number": str(number)}
    surely = 0.9 if mention.short else 1.0
    if blocks and (unit != "楼"):
        if number in blocks:
            sure = {"号": 0.88, "#": 0.95, "": 0.88}.get(unit, 1.0)
            return [_candidate("building", blocks[number], specific=True).times(sure * surely)]
        return [_candidate("no_building", entry, params).times(surely) for entry in entries]
    if doors and unit in ("号", "#", ""):
        if number in doors:
            return [_candidate("house_number", doors[number], specific=True).times(1.0 if unit else 0.88)]
        nearest = min(doors, key=lambda known: (known % 2 != number % 2, abs(known - number), known))
        if abs(nearest - number) <= 12 and nearest % 2 == number % 2:
            return [_candidate("near_number", doors[nearest], params, specific=True)]
    return []


def _candidate(
    basis: str, entry: Entry, params: Mapping[str, str] | None = None, *, specific: bool = False
) -> Candidate:
    score, reason = _SCORES[basis]
    return Candidate(entry, score, reason, basis, params or {}, specific)


def _context(text: str, start: int, end: int, home: tuple[str, ...]) -> float:
    """How far the words around a mention take it back: opposite, nearby, not there, another town."""
    after, before = text[end : end + 16], text[max(0, start - 12) : start]
    after = re.sub(r"^(?:\d{1,2}单元)?(?:\d{3,4}室)?(?:门口|门前|楼下)?", "", after)
    factor = next((share for pattern, share in _HEDGES if pattern.match(after)), 1.0)
    if _DENIED.search(before):
        factor *= 0.6
    elsewhere = _ELSEWHERE.search(before)
    if elsewhere and not any(elsewhere[1].endswith(name) for name in home):
        factor *= 0.5
    return factor


def _slipped(text: str, places: Gazetteer) -> list[Candidate]:
    """Readings with one slip of the pen: never sure, and less so when several names are as near."""
    mentions = places.near_misses(text)
    share = 0.76 if len(mentions) == 1 else 0.6
    found = []
    for mention in mentions:
        candidates, _end = _at(text, places, mention)
        found += [replace(c.times(share), reason=_SLIP, params={}) for c in candidates]
    return found


def _typed_ahead(text: str, places: Gazetteer, clear: bool) -> list[Candidate]:
    """What a text that is still being typed may become: numbers that begin so, else names that do."""
    digits = re.search(r"\d{1,4}$", text)
    stem = text[: digits.start()] if digits else text
    stem = places.shorts.get(stem, stem)
    if digits and stem in places.names:
        return [_candidate("begins", entry) for entry in places.numbers_beginning(stem, digits[0])][:8]
    if clear or len(text) < 2:
        return []
    return [
        _candidate("begins", entry) for entry, _ in zip(places.beginning_with(text), range(12), strict=False)
    ]


def _best_per_place(found: list[Candidate]) -> list[Candidate]:
    best: dict[str, Candidate] = {}
    for candidate in found:
        known = best.get(candidate.entry.code)
        if known is None or candidate.score > known.score:
            best[candidate.entry.code] = candidate
    return list(best.values())


def _unrivalled(found: list[Candidate]) -> list[Candidate]:
    """Two places far apart in one text leave it open which is meant; a community named with it confirms."""
    return [_weighed(candidate, found) for candidate in found]


def _weighed(candidate: Candidate, found: list[Candidate]) -> Candidate:
    if not candidate.specific:
        return candidate
    rivals = [r for r in found if r.specific and r.score > 0.55 and _apart(candidate, r) > _FAR_M]
    named = [c.entry for c in found if c.basis == "community"]
    here = candidate.entry.grid_code[:12]
    if rivals or (named and all(entry.grid_code[:12] != here for entry in named)):
        return candidate.times(0.8)
    return replace(candidate, score=min(1.0, candidate.score + 0.02)) if named else candidate


def _apart(one: Candidate, other: Candidate) -> float:
    a, b = one.entry, other.entry
    return 0.0 if a.grid_code == b.grid_code else distance_m(a.lon, a.lat, b.lon, b.lat)


def _seen_from(near: tuple[float, float], candidate: Candidate) -> Candidate:
    metres = distance_m(*near, candidate.entry.lon, candidate.entry.lat)
    if metres <= _NEAR_M:
        return replace(candidate, score=min(1.0, candidate.score + 0.05))
    return candidate.times(0.85) if metres > 2000 else candidate
