"""The list of elders follows the register: of some rooms, or whole. Set-based; the same register gives the same list."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.events import api as events
from lianzhi.kernel import clock
from lianzhi.kernel import rooms as rooms_
from lianzhi.kernel.actor import Actor, system
from lianzhi.kernel.checksums import sm3
from lianzhi.registry import api as registry
from lianzhi.services import settings
from lianzhi.services.actions.visiting import drop_open
from lianzhi.services.contracts import Followed
from lianzhi.services.models import CareStep, Elder
from lianzhi.services.rules import elders as rules
from lianzhi.services.rules.elders import Found, Member, Settings, WhyOff, WhyOn
from lianzhi.services.rules.visits import Word, first_visit
from lianzhi.territory import api as territory

MACHINE = system("elders")
LATELY = timedelta(days=31)
ROWS, TOLD = 500, 20
PURPOSE = "care"


@dataclass(frozen=True, slots=True)
class _Seen:
    """Somebody who lives with somebody old, or is; ``found``: how, if he belongs on the list."""

    place: str
    grid: str
    birth: date | None
    found: Found | None


@transaction.atomic
@audit.late()
def follow(rooms: Collection[str] | None = None, *, by: Actor = MACHINE) -> Followed:
    """Bring the list to what the register says now. ``rooms``: only who lives there, or stood on the list there."""
    if rooms is not None and not rooms:
        return Followed()
    _one_at_a_time()
    rooms = None if rooms is None else _with_later_homes(rooms)
    now = clock.now()
    today = timezone.localdate(now)
    chosen = settings.of_elders(today)
    there = _there(rooms, today, chosen)
    listed = _listed(rooms, there)
    first = rooms is None and not Elder.objects.exists()
    new = {code: each for code, each in there.items() if each.found and code not in listed}
    gone = [row for code, row in listed.items() if code not in there or not there[code].found]
    steps = _take_off(gone, there, today, now, by)
    changed, more = _change([row for row in listed.values() if row not in gone], there, now, by)
    steps += more + _put_on(new, today, now, by, chosen, first=first)
    CareStep.objects.bulk_create(steps, batch_size=ROWS)
    done = Followed(tuple(sorted(new)), tuple(sorted(row.person for row in gone)), tuple(sorted(changed)))
    _tell(done, whole=rooms is None, by=by)
    return done


def _one_at_a_time() -> None:
    """An event and the nightly whole never write one person twice. SQLite lets nobody else write anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(current_schema() || 'services.elders'))")


def _with_later_homes(rooms: Collection[str]) -> set[str]:
    """Who stands on the list there may live elsewhere by now."""
    listed = Elder.objects.filter(until=None, place__in=list(rooms)).values_list("person", flat=True)
    return {*rooms, *registry.homes_now(list(listed)).values()}


def _there(rooms: Collection[str] | None, today: date, chosen: Settings) -> dict[str, _Seen]:
    """Who lives with (or is) somebody old, and whether he belongs on the list."""
    rows = registry.homes_with_elders(rules.born_until(chosen.youngest, today), rooms)
    grades = registry.disabled(None if rooms is None else [row.code for row in rows])
    homes: dict[str, list[registry.Dweller]] = {}
    for row in rows:
        homes.setdefault(row.place, []).append(row)
    seen = {}
    for place, dwellers in homes.items():
        members = [Member(each.code, each.birth, grades.get(each.code)) for each in dwellers]
        found = rules.alone(members, today, chosen) if rooms_.is_room(place) else {}
        for each in dwellers:
            seen[each.code] = _Seen(place, each.grid_code, each.birth, found.get(each.code))
    return seen


def _listed(rooms: Collection[str] | None, there: Mapping[str, _Seen]) -> dict[str, Elder]:
    rows = Elder.objects.select_for_update().filter(until=None)
    if rooms is None:
        return {row.person: row for row in rows}
    here = {row.person: row for row in rows.filter(place__in=list(rooms))}
    return here | {row.person: row for row in rows.filter(person__in=list(there))}


def _put_on(
    new: Mapping[str, _Seen], today: date, now: datetime, by: Actor, chosen: Settings, *, first: bool
) -> list[CareStep]:
    words = registry.words_given(list(new), PURPOSE)
    whys = dict.fromkeys(new, WhyOn.FOUND) if first else _whys(new, today, now, chosen)
    rows = [
        Elder(
            person=code, place=each.place, grid_code=each.grid, home=each.found.home, care=each.found.care,
            others=each.found.others, birth=each.birth, since=today, why_on=whys[code], listed_at=now,
            word=_word(words.get(code)),
            next_visit=None if words.get(code) is False else first_visit(code, each.found.care, today, chosen),
        )
        for code, each in new.items()
        if each.found
    ]  # fmt: skip
    Elder.objects.bulk_create(rows, batch_size=ROWS)
    return [_step(row, "on", "", row.why_on, now, by) for row in rows]


def _word(held: bool | None) -> str:
    return Word.UNASKED if held is None else Word.AGREED if held else Word.DECLINED


def _whys(new: Mapping[str, _Seen], today: date, now: datetime, chosen: Settings) -> dict[str, WhyOn]:
    """What the register says happened in these rooms lately: somebody left, an entry ended, the person came."""
    rooms = {each.place for each in new.values()}
    left: dict[str, list[registry.Departure]] = {}
    for each in registry.departures(rooms, now - LATELY):
        left.setdefault(each.place, []).append(each)
    came = registry.homes_since(list(new), today - LATELY)
    found = {}
    for code, each in new.items():
        others = [gone for gone in left.get(each.place, ()) if gone.code != code]
        found[code] = rules.why_on(
            first=False, birth=each.birth or today, home=each.found.home if each.found else rules.Home.SINGLE, on=today,
            moved=came.get(code), left=bool(others), ended=any(gone.over for gone in others), settings=chosen,
        )  # fmt: skip
    return found


def _take_off(
    gone: Collection[Elder], there: Mapping[str, _Seen], today: date, now: datetime, by: Actor
) -> list[CareStep]:
    steps = []
    for row in gone:
        seen = there.get(row.person)
        row.until = today
        row.why_off = (
            WhyOff.ENDED if seen is None else WhyOff.JOINED if seen.place == row.place else WhyOff.MOVED
        )
        row.next_visit = None
        steps.append(_step(row, "off", "", row.why_off, now, by))
    Elder.objects.bulk_update(gone, ["until", "why_off", "next_visit"], batch_size=ROWS)
    drop_open([row.pk for row in gone], by=by)
    return steps


_KEPT = ("place", "grid_code", "home", "care", "others")


def _change(
    rows: Collection[Elder], there: Mapping[str, _Seen], now: datetime, by: Actor
) -> tuple[list[str], list[CareStep]]:
    changed, steps = [], []
    for row in rows:
        seen = there[row.person]
        if seen.found is None:
            continue
        is_now = (seen.place, seen.grid, seen.found.home, seen.found.care, seen.found.others)
        differs = [
            (name, getattr(row, name), value)
            for name, value in zip(_KEPT, is_now, strict=True)
            if getattr(row, name) != value
        ]
        if not differs:
            continue
        for name, before, after in differs:
            setattr(row, name, after)
            if name in ("place", "home", "care"):
                steps.append(_step(row, name, str(before), str(after), now, by))
        changed.append(row)
    Elder.objects.bulk_update(changed, _KEPT, batch_size=ROWS)
    return [row.person for row in changed], steps


def _step(row: Elder, what: str, before: str, after: str, now: datetime, by: Actor) -> CareStep:
    return CareStep(elder=row, at=now, what=what, before=before, after=after, by=by.id, by_name=by.name[:60])


def _tell(done: Followed, *, whole: bool, by: Actor) -> None:
    """The trail of a whole run says how many and a digest of whom; of a few, each by code."""
    sides = {"on": done.on, "off": done.off, "changed": done.changed}
    if not any(sides.values()):
        return
    counts = {name: len(codes) for name, codes in sides.items()}
    digest = sm3("\n".join(code for codes in sides.values() for code in codes).encode())
    audit.record(by, "services.follow", "elders", {**counts, "whole": whole, "sm3": digest})
    few = {name: list(codes[:TOLD]) for name, codes in sides.items()}
    events.emit("elders.changed", {**counts, "persons": few}, area=territory.town().code)
