"""The live stream: who hears what, without loss, without repeats, and with rights that end when they end."""

import asyncio
from datetime import timedelta

import pytest
from django.db import OperationalError, transaction
from django.utils import timezone
from support.streams import platform

from lianzhi.foundation.access import api as access
from lianzhi.foundation.access.models import Grant, User
from lianzhi.foundation.events import api as events
from lianzhi.foundation.events import hub as hubs
from lianzhi.foundation.events import live
from lianzhi.foundation.events.models import Event
from lianzhi.kernel.actor import Actor, system

ROOT = system("test")
TOWN, ONE, OTHER = "330199100000", "330199100001", "330199100002"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def watching_is_a_right() -> None:
    access.declare({"live.watch": "See changes as they happen"})
    access.save_role("watcher", name_zh="看", permissions=["live.watch"], by=ROOT)
    for code in ("command", "chengguan"):
        access.save_unit(code, name_zh=code, kind="department", area_code=TOWN, by=ROOT)


def person(name: str, area: str = TOWN, unit: str = "") -> Actor:
    who = access.add_person(name, name=name, unit="command", password=None, by=ROOT)
    access.grant(who.id, "watcher", area_code=area, unit=unit, by=ROOT)
    return Actor(who.id, name, "command")


def emit(area: str = ONE, units: tuple[str, ...] = ()) -> int:
    with transaction.atomic():
        return events.emit("case.changed", {"area": area}, area=area, units=units)


def run(monkeypatch, story) -> None:
    """``story(platform, do)``; ``do`` runs database work of the test outside the loop."""

    async def all_of_it() -> None:
        async with platform(monkeypatch) as there:
            await story(there, lambda function, *args: there.hub.door(function, *args))

    asyncio.run(all_of_it())


def test_each_hears_only_what_happens_in_the_own_area_and_with_the_own_unit(monkeypatch) -> None:
    town, one = access.ticket_of(person("town")), access.ticket_of(person("one", ONE))
    unit = access.ticket_of(person("unit", TOWN, "chengguan"))

    async def story(there, do) -> None:
        async with there.listener(town) as all_, there.listener(one) as mine, there.listener(unit) as ours:
            ids = [
                await do(emit, ONE),
                await do(emit, OTHER),
                await do(emit, OTHER, ("chengguan",)),
                await do(emit, ONE),
            ]
            await there.hub.step()
            assert await all_.ids(4) == ids
            assert await mine.ids(2) == [ids[0], ids[3]]
            assert await ours.ids(1) == [ids[2]]
            assert mine.frames.empty() and ours.frames.empty()

    run(monkeypatch, story)


def test_what_is_told_to_one_person_reaches_nobody_else_and_does_not_name_them(monkeypatch) -> None:
    ann, ben = person("ann"), person("ben")

    def tell() -> int:
        with transaction.atomic():
            return events.emit("notice.changed", {"n": 1}, to=[ann.id])

    async def story(there, do) -> None:
        async with (
            there.listener(access.ticket_of(ann)) as mine,
            there.listener(access.ticket_of(ben)) as others,
        ):
            told = await do(tell)
            await there.hub.step()
            assert await mine.ids(1) == [told]
            assert others.frames.empty()

    run(monkeypatch, story)
    (event,) = events.after(0)
    assert "to" not in event.payload


def _closed_account() -> str:
    who = person("gone")
    User.objects.filter(pk=who.key).update(is_active=False)
    return access.ticket_of(who)


def _without_right() -> str:
    who = access.add_person("nothing", name="nothing", unit="command", password=None, by=ROOT)
    return access.ticket_of(Actor(who.id, "nothing"))


def _old() -> str:
    from unittest import mock

    from django.core import signing

    long_ago = timezone.now().timestamp() - 13 * 3600
    with mock.patch.object(signing.time, "time", return_value=long_ago):
        return access.ticket_of(person("late"))


@pytest.mark.parametrize(
    "ticket", [lambda: "", lambda: "forged", lambda: access.ticket_of(person("p"))[:-1] + "?", _closed_account, _old,
               _without_right, lambda: access.ticket_of(Actor("resident:1", ""))],
    ids=["none", "forged", "altered", "closed account", "old", "no such right", "resident"],
)  # fmt: skip
def test_nobody_listens_without_a_good_ticket(monkeypatch, ticket) -> None:
    text = ticket()

    async def story(there, do) -> None:
        async with there.listener(text) as refused:
            assert refused.status.result() == 403
            assert '"code"' in refused.body
            assert not there.hub.listeners

    run(monkeypatch, story)


def test_a_page_that_comes_back_gets_what_it_missed_once(monkeypatch) -> None:
    ticket = access.ticket_of(person("p"))

    async def story(there, do) -> None:
        first = await do(emit)
        await there.hub.step()
        missed = [await do(emit), await do(emit)]
        async with there.listener(ticket, last=str(first)) as back:
            await there.hub.step()  # the hub tells these too; the page must not hear them twice
            new = await do(emit)
            await there.hub.step()
            assert await back.ids(3) == [*missed, new]
            assert back.frames.empty()

    run(monkeypatch, story)


def test_the_browsers_own_header_resumes_too(monkeypatch) -> None:
    ticket = access.ticket_of(person("p"))

    async def story(there, do) -> None:
        first, second = await do(emit), await do(emit)
        async with there.listener(ticket, last="0", header=str(first)) as back:
            assert await back.ids(1) == [second]

    run(monkeypatch, story)


def test_an_id_that_becomes_visible_late_is_neither_lost_nor_repeated(monkeypatch) -> None:
    ticket = access.ticket_of(person("p"))

    def at(pk: int) -> None:
        Event.objects.create(pk=pk, name="case.changed", payload={}, area_code=ONE)

    base = emit()

    async def story(there, do) -> None:
        async with there.listener(ticket) as page:
            await do(at, base + 2)
            await there.hub.step()
            frame = await page.next()
            assert (frame.data["id"], frame.id) == (base + 2, f"{base + 2}~{base + 1}")
        await do(at, base + 1)
        async with there.listener(ticket, header=frame.id) as again:
            await there.hub.step()
            late = await again.next()
            assert (late.data["id"], late.id) == (base + 1, str(base + 2))
            assert again.frames.empty()

    run(monkeypatch, story)


def test_what_happens_between_a_page_and_its_stream_is_not_lost(monkeypatch) -> None:
    ticket = access.ticket_of(person("p"))

    async def story(there, do) -> None:
        rendered = await do(events.cursor)
        between = await do(emit)
        await there.hub.step()
        async with there.listener(ticket, last=rendered) as page:
            assert await page.ids(1) == [between]

    run(monkeypatch, story)


def test_a_page_that_was_away_too_long_is_told_to_reload(monkeypatch) -> None:
    ticket = access.ticket_of(person("p"))
    monkeypatch.setattr(hubs, "BACKLOG", 3)

    async def story(there, do) -> None:
        first = await do(emit)
        for _ in range(4):
            await do(emit)
        for last in (str(first), "999999"):
            async with there.listener(ticket, last=last) as page:
                told = await page.next()
                assert (told.event, told.data) == ("reload", {"why": "away"})
                assert await page.next() is None

    run(monkeypatch, story)


def test_a_page_that_reads_too_slowly_is_told_to_reload_and_holds_nobody_up(monkeypatch) -> None:
    slow_ticket, quick_ticket = access.ticket_of(person("slow")), access.ticket_of(person("quick"))
    monkeypatch.setattr(hubs, "QUEUE", 2)

    async def story(there, do) -> None:
        async with there.listener(slow_ticket) as slow, there.listener(quick_ticket) as quick:
            slow.hold()
            ids = []
            for _ in range(5):
                ids.append(await do(emit))
                await there.hub.step()
                assert await quick.ids(1) == [ids[-1]]
            slow.reading.set()
            heard = [await slow.next()]
            while heard[-1] is not None:
                heard.append(await slow.next())
            assert [f.event for f in heard[:-1]][-1] == "reload"
            assert heard[-2].data == {"why": "slow"}
            assert [f.data["id"] for f in heard[:-2]] == ids[: len(heard) - 2]

    run(monkeypatch, story)


@pytest.mark.parametrize("change", ["account", "grant", "area"])
def test_taken_rights_end_the_stream_and_nothing_more_is_told(monkeypatch, change) -> None:
    who, stays = person("p"), access.ticket_of(person("stays"))
    ticket = access.ticket_of(who)

    def take() -> None:
        if change == "account":
            User.objects.filter(pk=who.key).update(is_active=False)
        elif change == "grant":
            Grant.objects.filter(user_id=who.key).update(valid_to=timezone.localdate() - timedelta(days=1))
        else:
            Grant.objects.filter(user_id=who.key).update(area_code=OTHER)

    async def story(there, do) -> None:
        async with there.listener(ticket) as page, there.listener(stays) as other:
            await there.hub.recheck()
            await do(take)
            await there.hub.recheck()
            event = await do(emit)
            await there.hub.step()
            told = await page.next()
            assert (told.event, told.data) == ("reload", {"why": "rights"})
            assert await page.next() is None
            assert await other.ids(1) == [event]

    run(monkeypatch, story)


def test_rights_are_looked_at_again_within_a_minute() -> None:
    assert hubs.RECHECK + hubs.TICK < 60


def test_a_quiet_line_beats_and_says_when_the_database_does_not_answer(monkeypatch) -> None:
    ticket = access.ticket_of(person("p"))
    monkeypatch.setattr(live, "HEARTBEAT", 0.01)

    async def story(there, do) -> None:
        async with there.listener(ticket) as page:
            beat = await page.next()
            assert (beat.event, beat.data) == ("beat", {"ok": True})
            monkeypatch.setattr(hubs, "BEHIND", -1)
            while (await page.next()).data["ok"]:
                pass

    run(monkeypatch, story)


def test_the_stream_outlives_a_database_that_is_away_for_a_moment(monkeypatch) -> None:
    ticket = access.ticket_of(person("p"))
    real = hubs.queries.since
    away = {"now": True}

    def since(*args):
        if away["now"]:
            raise OperationalError("the database is away")
        return real(*args)

    async def story(there, do) -> None:
        monkeypatch.setattr(hubs.queries, "since", since)
        async with there.listener(ticket) as page:
            event = await do(emit)
            with pytest.raises(OperationalError):
                await there.hub.step()
            away["now"] = False
            await there.hub.step()
            assert await page.ids(1) == [event]

    run(monkeypatch, story)


def test_a_stream_opened_while_the_database_is_away_is_asked_to_come_again(monkeypatch) -> None:
    def away(*_args):
        raise OperationalError("the database is away")

    async def story(there, do) -> None:
        monkeypatch.setattr(hubs, "admitted", away)
        async with there.listener("any") as refused:
            assert refused.status.result() == 503

    run(monkeypatch, story)


def test_a_page_that_goes_away_leaves_nothing_behind(monkeypatch) -> None:
    ticket = access.ticket_of(person("p"))

    async def story(there, do) -> None:
        async with there.listener(ticket):
            assert len(there.hub.listeners) == 1
        assert not there.hub.listeners

    run(monkeypatch, story)
