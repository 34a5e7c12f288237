"""Which place does a text mean?  R-074.  Pure.

The score says how far the answer may be used: from 0.8 on without asking a person. What the score rests on is written in
``_SCORES``, ``likeness.SURE`` and below, in one place each. A road alone, a community alone, a number that does not exist,
"opposite of", two places far apart in one text: all of these stay below 0.8, because no answer is better than a wrong one.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from lianzhi.kernel.errors import N_
from lianzhi.kernel.geo import distance_m
from lianzhi.territory.rules import inner, likeness
from lianzhi.territory.rules.gazetteer import Entry, Gazetteer, Known, Mention, compact, written
from lianzhi.territory.rules.inner import NOTHING, Inside

SAFE_SCORE = 0.8
LONGEST_TEXT = 2000  # characters of a text that are read
_LONGEST_SLIPPED = 40  # slips in a name without a number are looked for in short texts only
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
REASONS = {
    "alias": N_("“%(written)s” is another name of %(name)s."),
    "learnt": N_("A person decided that “%(written)s” means %(name)s."),
    "old": N_("“%(written)s” is the former name of %(name)s."),
    "short": N_("“%(written)s” is short for %(name)s."),
    "shared": N_("“%(written)s” may be short for several names."),
    "sound": N_("“%(written)s” sounds like %(name)s."),
    "near_sound": N_("“%(written)s” sounds nearly like %(name)s."),
    "spoken": N_("“%(written)s” sounds like %(name)s."),
    "doubled": N_("A character of %(name)s is written twice."),
    "swapped": N_("Two characters of %(name)s have changed places."),
    "missing": N_("A character of %(name)s is missing."),
    "shape": N_("One character differs from %(name)s."),
    "added": N_("There is one character more than in %(name)s."),
}
_SLIP = N_("Similar to a known name.")

_NOT_A_NUMBER = re.compile(r"路|米|天|点|个|年|月|日|时|分|次|辆|家|人|元|%|\.|岁|户|组|多|余|楼|室|房")
_DOOR = re.compile(r"[-,、/;.·:(]*(?:的)?第?(\d{1,5})(?:[-之/]\d{1,4}(?=号|$|\D))?(号院|号|#|)(?!楼)")
_JOIN = re.compile(r"^(?:与|和|跟|及|同|、|/|,|，|-|x|×|近|靠近|&|and)?$")
_CORNER = re.compile(r"^.{0,2}(?:路口|交叉|交汇|交界|十字|丁字|转角|拐角|口)")
_HEDGES = (
    (re.compile(r"^(?:的)?(?:正|斜)?对面"), 0.75),
    (re.compile(r"^.{0,6}?(?:往|向|朝|以)(?:东|南|西|北)"), 0.7),
    (re.compile(r"^(?:的)?(?:东|南|西|北){1,2}(?:侧|边|面)?\d+米"), 0.7),
    (re.compile(r"^(?:的)?(?:附近|旁|边上|周边|周围|一带|隔壁)"), 0.9),
    (re.compile(r"^(?:到|至)"), 0.6),
)
_DENIED = re.compile(
    r"(?:不是|不在|并非|除了|除|不含|搬离|离开|以前住|原住|户籍在?|(?<![送寄来发回运])[到至]|从)$"
)
_ELSEWHERE = re.compile(
    r"([\u4e00-\u9fff]{2,8}?(?<![小社园校厂景片新东西南北中库超城都菜门夜])(?:省|市|区|县|镇|街道|乡))$"
)
_AT_THE_DOOR = re.compile(r"^(?:门口|门前|楼下)")
_ANCHOR = re.compile(
    r"(?:\d{1,5}|(?<![a-z])[a-z]\d?)(?:号楼|幢|栋|座|#|号(?!楼))|\d{1,3}[-/](?:\d{1,2}[-/])?\d{3,4}|\d{1,4}$"
)
_HAN_RUN = re.compile(r"[\u4e00-\u9fff]{2,12}$")


@dataclass(frozen=True, slots=True)
class Candidate:
    """``how``: in which way the name was written (``likeness.SURE``); ``word``: as it stood there."""

    entry: Entry
    score: float
    reason: str
    basis: str
    params: Mapping[str, str] = field(default_factory=dict)
    specific: bool = False
    inside: Inside = NOTHING
    how: str = "exact"
    start: int = 0
    agrees: int = 0

    def times(self, factor: float) -> "Candidate":
        return self if factor == 1.0 else replace(self, score=self.score * factor)


def match(
    text: str,
    places: Gazetteer,
    *,
    near: tuple[float, float] | None = None,
    limit: int = 5,
    home: Iterable[str] = (),
) -> list[Candidate]:
    """The places that ``text`` may mean, the likeliest first. ``home``: names of the town and those above it."""
    plain = written(text[:LONGEST_TEXT])
    found = read(plain, places, tuple(home))
    if len(plain) <= _LONGEST_SLIPPED:
        clear = any(candidate.score >= 0.6 for candidate in found)
        known = {candidate.entry.code for candidate in found}
        found += [c for c in _typed_ahead(plain, places, clear) if c.entry.code not in known]
    if near:
        found = [seen_from(near, candidate) for candidate in found]
    return ranked(found)[:limit]


def read(plain: str, places: Gazetteer, home: tuple[str, ...]) -> list[Candidate]:
    """What the text names, exactly or nearly; unordered. ``plain``: as ``gazetteer.written`` gives it."""
    mentions = places.mentions(plain)
    found = _named(plain, places, mentions, home)
    if not any(c.specific and c.basis in ("building", "house_number", "crossing") for c in found):
        found += _slipped(plain, places, found, home)
    return _weighed_all(_best_per_place(found))


def ranked(found: list[Candidate]) -> list[Candidate]:
    found = [replace(c, score=round(min(1.0, c.score), 3)) for c in found if c.score >= 0.2]
    return sorted(found, key=lambda c: (-c.score, len(c.entry.name), c.entry.code))


# ---- names with what stands around them -------------------------------------------------------------------


def _named(text: str, places: Gazetteer, mentions: list[Mention], home: tuple[str, ...]) -> list[Candidate]:
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
    return mention is not None and any(entry.kind == "road" for entry in places.names[mention.name].entries)


def _crossing(text: str, places: Gazetteer, one: Mention, other: Mention | None) -> list[Candidate]:
    if other is None or not (_is_road(places, one) and _is_road(places, other)) or one.name == other.name:
        return []
    if not _JOIN.match(text[one.end : other.start]) or _DOOR.match(text, other.end):
        return []
    names = [places.names[m.name].entries[0] for m in (one, other)]
    known = places.crossings.get(frozenset(compact(road.name) for road in names))
    if known is None:
        return [_candidate("no_crossing", road) for road in names]
    sure = 1.0 if _CORNER.match(text[other.end :]) else 0.94
    return [_candidate("crossing", known, specific=True).times(sure)]


def _at(text: str, places: Gazetteer, mention: Mention) -> tuple[list[Candidate], int]:
    """What one mention means together with the numbers behind it, and where that ends in the text."""
    known = places.names[mention.name]
    said_twice = text[mention.end : mention.end + 1] == text[mention.end - 1]
    found, end = _numbered(text, places, known, mention.end + said_twice)
    if not found:
        end = mention.end
        share = 1.0 if len({entry.grid_code for entry in known.entries}) <= 1 else 0.6
        found = [_plain(entry, mention).times(share) for entry in known.entries]
    if mention.start and any(c.basis == "building" or c.basis == "house_number" for c in found):
        ahead = inner.before(text, mention.start)
        found = [replace(c, inside=inner.joined(c.inside, ahead)) for c in found] if ahead else found
    word = text[mention.start : mention.end]
    return [_as_written(candidate, mention, word) for candidate in found], end


def _plain(entry: Entry, mention: Mention) -> Candidate:
    basis = entry.kind if entry.kind in ("road", "community", "quarter") else "name"
    if mention.how in ("short", "shared") and basis != "community":
        basis = "short"
    return _candidate(basis, entry, specific=basis in ("quarter", "name"))


def _as_written(candidate: Candidate, mention: Mention, word: str) -> Candidate:
    """Less sure, and with another reason, where the name was not written as it is."""
    if mention.how == "exact" or candidate.basis == "short":
        return replace(candidate, start=mention.start)
    name = mention.name if mention.how in likeness.SLIPS else _stem(candidate.entry)
    score, params = candidate.score * likeness.SURE[mention.how], {"written": word, "name": name}
    return replace(
        candidate,
        score=score,
        how=mention.how,
        reason=REASONS[mention.how],
        params=params,
        start=mention.start,
    )


def _stem(entry: Entry) -> str:
    return re.sub(r"(?:\d{1,5}|[A-Z]\d?)(?:号|幢)$", "", entry.name)


def _numbered(text: str, places: Gazetteer, known: Known, at: int) -> tuple[list[Candidate], int]:
    if known.blocks and (hit := inner.BLOCK.match(text, at)) and not _is_other(text, hit):
        found, end = _block(text, known, hit)
        if found:
            return found, end
    if known.doors and (door := _DOOR.match(text, at)) and not _is_other(text, door):
        return _door(text, places, known, door)
    return [], at


def _is_other(text: str, hit: re.Match[str]) -> bool:
    """A number without a mark that counts something else: 12 metres, bus 12, room 302."""
    mark = hit.groupdict().get("mark", hit.group(hit.re.groups))
    return not mark and bool(_NOT_A_NUMBER.match(text, hit.end()))


def _block(text: str, known: Known, hit: re.Match[str]) -> tuple[list[Candidate], int]:
    number, mark = hit["number"].lstrip("0") or "0", hit["mark"]
    if mark == "楼":
        return [], hit.start()
    here = _buildings_first(known.blocks.get(number, ()))
    inside, end = inner.behind(text, hit.end())
    if here:
        sure = {"号": 0.88, "#": 0.95, "": 0.95 if inside.room else 0.88}.get(mark, 1.0)
        one = 1.0 if len(here) == 1 else 0.8
        return [
            replace(_candidate("building", each, specific=True), inside=inside).times(sure * one)
            for each in here
        ], end
    if not mark and len(number) > 2:
        return [], hit.start()
    return [_candidate("no_building", entry, {"number": number}) for entry in known.entries], hit.end()


def _door(text: str, places: Gazetteer, known: Known, door: re.Match[str]) -> tuple[list[Candidate], int]:
    number, mark = door[1].lstrip("0") or "0", door[2]
    here = _buildings_first(known.doors.get(number, ()))
    if here:
        found, end = _inside_door(text, places, here, door.end())
        return [candidate.times(1.0 if mark else 0.88) for candidate in found], end
    wanted = int(number)
    nearest = min(
        (n for n in known.doors if n.isdigit()),
        key=lambda n: (int(n) % 2 != wanted % 2, abs(int(n) - wanted), int(n)),
        default=None,
    )
    if nearest and abs(int(nearest) - wanted) <= 12 and int(nearest) % 2 == wanted % 2:
        entry = known.doors[nearest][0]
        return [_candidate("near_number", entry, {"number": number}, specific=True)], door.end()
    return [], door.end()


def _inside_door(text: str, places: Gazetteer, here: Sequence[Entry], at: int) -> tuple[list[Candidate], int]:
    """Behind a house number: a building of the quarter that has it (18号3幢), or unit and room of a house."""
    blocks = inner.BLOCK.match(text, at)
    for entry in here if blocks and blocks["mark"] not in ("", "号", "楼") else ():
        estate = places.names.get(compact(entry.name))
        if estate and estate.blocks and blocks:
            found, end = _block(text, estate, blocks)
            if found:
                return found, end
    inside, end = inner.behind(text, at)
    one = 1.0 if len(here) == 1 else 0.8
    return [
        replace(_candidate("house_number", e, specific=True), inside=inside).times(one) for e in here
    ], end


def _buildings_first(entries: Sequence[Entry]) -> Sequence[Entry]:
    """An office has the number of the building it sits in: the building is meant."""
    buildings = [entry for entry in entries if entry.code[12:13] == "B"]
    return buildings or entries


def _candidate(
    basis: str, entry: Entry, params: Mapping[str, str] | None = None, *, specific: bool = False
) -> Candidate:
    score, reason = _SCORES[basis]
    return Candidate(entry, score, reason, basis, params or {}, specific)


def _context(text: str, start: int, end: int, home: tuple[str, ...]) -> float:
    """How far the words around a mention take it back: opposite, nearby, not there, another town."""
    after, before = text[end : end + 16], text[max(0, start - 12) : start]
    after = _AT_THE_DOOR.sub("", after)
    factor = next((share for pattern, share in _HEDGES if pattern.match(after)), 1.0)
    if _DENIED.search(before):
        factor *= 0.6
    elsewhere = _ELSEWHERE.search(before)
    if elsewhere and not any(elsewhere[1].endswith(name) for name in home):
        factor *= 0.5
    return factor


# ---- names that are nearly written --------------------------------------------------------------------------


def _slipped(text: str, places: Gazetteer, found: list[Candidate], home: tuple[str, ...]) -> list[Candidate]:
    """Readings with one slip: of the word before a number; in a short text without one, of any word."""
    near: dict[tuple[str, int], Mention] = {}
    done = 0
    for start, end in _words(text):
        if end == done:
            continue
        for name, how in likeness.near(text[start:end], places).items():
            if likeness.numbered(places.names[name]):
                done = end if how != "added" else done
                best = near.get((name, end))
                if best is None or likeness.SURE[how] > likeness.SURE[best.how]:
                    near[name, end] = Mention(start, end, name, how)
    candidates: list[Candidate] = []
    for mention in near.values():
        here, end = _at(text, places, mention)
        here = [c for c in here if c.basis in ("building", "house_number")]
        candidates += [c.times(_context(text, mention.start, end, home)) for c in here]
    if candidates or found or len(text) > _LONGEST_SLIPPED:
        return candidates
    return _slipped_anywhere(text, places)


def _words(text: str) -> Iterable[tuple[int, int]]:
    """The words that may be a name with a slip: what ends where a number begins, the longest first."""
    for anchor in _ANCHOR.finditer(text):
        run = _HAN_RUN.search(text[max(0, anchor.start() - 12) : anchor.start()])
        if run is None:
            continue
        first = anchor.start() - len(run.group())
        for start in range(first, anchor.start() - 1):
            if anchor.start() - start <= 9:
                yield start, anchor.start()


def _slipped_anywhere(text: str, places: Gazetteer) -> list[Candidate]:
    best: dict[str, Mention] = {}
    for start in range(len(text)):
        for size in range(likeness.SHORTEST, min(9, len(text) - start) + 1):
            word = text[start : start + size]
            for name, how in likeness.near(word, places).items():
                if name[-1] == word[-1] and len(name) >= 3 and name not in best:
                    best[name] = Mention(start, start + size, name, how)
    share = 0.76 if len(best) == 1 else 0.6
    found: list[Candidate] = []
    for mention in best.values():
        plain = replace(mention, how="exact")
        found += [
            replace(c.times(share), reason=_SLIP, params={}, how=mention.how)
            for c in _at(text, places, plain)[0]
        ]
    return found


# ---- while typing -------------------------------------------------------------------------------------------


def _typed_ahead(text: str, places: Gazetteer, clear: bool) -> list[Candidate]:
    """What a text that is still being typed may become: numbers that begin so, else names that do, else first letters."""
    digits = re.search(r"\d{1,4}$", text)
    stem = text[: digits.start()] if digits else text
    stems = [stem] if stem in places.names else places.shorts.get(stem, [])
    if not stems and stem.isascii() and stem.isalpha() and len(stem) >= 2:
        stems = places.letters.get(stem, [])
    numbered = [e for each in stems for e in places.numbers_beginning(each, digits[0])] if digits else []
    if numbered:
        return [_candidate("begins", entry) for entry in numbered][:8]
    if clear or len(text) < 2:
        return []
    lettered = [e for each in stems for e in places.names[each].entries] if stem not in places.names else []
    begun = zip(places.beginning_with(text), range(12), strict=False)
    return [_candidate("begins", entry) for entry in [*lettered[:8], *(entry for entry, _ in begun)]]


# ---- one weighed against the others ---------------------------------------------------------------------------


def _best_per_place(found: list[Candidate]) -> list[Candidate]:
    best: dict[str, Candidate] = {}
    for candidate in found:
        known = best.get(candidate.entry.code)
        if known is None or candidate.score > known.score:
            inside = inner.joined(candidate.inside, known.inside) if known else candidate.inside
            best[candidate.entry.code] = replace(candidate, inside=inside)
    return list(best.values())


def _weighed_all(found: list[Candidate]) -> list[Candidate]:
    """Two places far apart in one text leave it open which is meant; a community named with it confirms."""
    if len(found) < 2:
        return found
    found = _without_frames(found)
    named = [c.entry for c in found if c.basis == "community" and c.how not in likeness.SLIPS]
    return [_weighed(candidate, found, named) for candidate in found]


def _without_frames(found: list[Candidate]) -> list[Candidate]:
    """A quarter that was named by its road and number, beside a building in it, says the same once more."""
    buildings = [c for c in found if c.basis == "building"]
    if not buildings:
        return found
    doors = {c.entry.address for c in found if c.basis == "house_number" and c.entry.address}
    inside = {c.entry.address for c in buildings} & doors
    kept = [c for c in found if c.basis != "house_number" or c.entry.address not in inside]
    return [
        replace(c, agrees=c.agrees + 1) if c.entry.address in inside and c in buildings else c for c in kept
    ]


def _weighed(candidate: Candidate, found: list[Candidate], named: list[Entry]) -> Candidate:
    if not candidate.specific:
        return candidate
    rivals = any(
        r.specific and r.score > 0.55 and r.how not in likeness.SLIPS and _apart(candidate, r) > _FAR_M
        for r in found
    )
    here = candidate.entry.grid_code[:12]
    if rivals or (named and all(entry.grid_code[:12] != here for entry in named)):
        return replace(candidate, score=candidate.score * 0.8, agrees=candidate.agrees - 1)
    if named:
        return replace(candidate, score=min(1.0, candidate.score + 0.02), agrees=candidate.agrees + 1)
    return candidate


def _apart(one: Candidate, other: Candidate) -> float:
    a, b = one.entry, other.entry
    return 0.0 if a.grid_code == b.grid_code else distance_m(a.lon, a.lat, b.lon, b.lat)


def seen_from(near: tuple[float, float], candidate: Candidate) -> Candidate:
    metres = distance_m(*near, candidate.entry.lon, candidate.entry.lat)
    if metres <= _NEAR_M:
        return replace(candidate, score=min(1.0, candidate.score + 0.05))
    return candidate.times(0.85) if metres > 2000 else candidate
