"""The feed of events as CloudEvents.  R-087."""

from datetime import timedelta

from support.programs import program

from lianzhi.kernel import clock

TEXT = "住在3幢502的王女士，电话13812345678，路灯坏了。"
NEEDED = {"specversion", "id", "source", "type", "subject", "time", "datacontenttype", "sequence", "data"}


def read(caller, after: str = "", limit: int = 100):
    answer = caller.get("events", {"after": after, "limit": limit})
    assert answer["Content-Type"] == "application/cloudevents-batch+json"
    return answer.json(), answer["Lianzhi-Cursor"]


def test_a_reader_gets_everything_once_and_in_order(town, duty) -> None:
    case = town.dispatched()

    first, cursor = read(duty, limit=2)
    second, cursor = read(duty, cursor, limit=2)
    third, cursor = read(duty, cursor)

    told = [event["type"].removeprefix("lianzhi.case.") for event in first + second + third]
    assert told == ["reported", "file", "dispatch"]
    assert {event["subject"] for event in first + second} == {case.number}
    assert [event["sequence"] for event in first + second] == sorted(
        event["sequence"] for event in first + second
    )
    assert all(set(event) == NEEDED for event in first)


def test_ids_are_stable(town, duty) -> None:
    town.report()

    assert read(duty)[0] == read(duty)[0]


def test_nothing_personal_is_told(town, duty) -> None:
    town.report(text=TEXT)

    told = str(read(duty)[0])

    assert "王女士" not in told and "1381" not in told and "reporter" not in told


def test_only_the_accounts_area_is_told(town, duty) -> None:
    town.report()

    assert read(program(town.east_duty))[0] == []


def test_a_reader_that_was_away_for_longer_than_events_are_kept_is_told_so(town, duty) -> None:
    from lianzhi.foundation.events.models import Event

    case = town.dispatched()
    _told, cursor = read(duty, limit=1)
    Event.objects.update(at=clock.now() - timedelta(days=40))

    answer = duty.get("events", {"after": cursor})

    assert (answer.status_code, answer.json()["code"]) == (410, "exchange.cursor_too_old")
    assert read(duty)[0] == []
    town.report()
    assert case.number not in {event["subject"] for event in read(duty)[0]}


def test_from_now_on(town, duty) -> None:
    town.report()
    _none, cursor = read(duty, "end")
    assert _none == []
    town.report()

    assert [event["type"] for event in read(duty, cursor)[0]] == ["lianzhi.case.reported"]


def test_an_event_that_committed_late_is_not_missed(town, duty) -> None:
    """The control is the plain id: a reader that kept only the highest one would skip it."""
    from lianzhi.foundation.events.models import Event

    town.report()
    late = Event.objects.get(name="case.changed")
    number, payload, area, at = late.pk, late.payload, late.area_code, late.at
    late.delete()
    town.report()
    told, cursor = read(duty)
    assert len(told) == 1
    Event.objects.create(pk=number, name="case.changed", payload=payload, area_code=area, at=at)

    again, _cursor = read(duty, cursor)

    assert [event["id"] for event in again] == [str(number)]
    assert read(duty, cursor.partition("~")[0])[0] == []


def test_a_foreign_cursor_and_a_missing_scope_are_refused(town, duty) -> None:
    assert duty.get("events", {"after": "x"}).status_code == 422
    assert program(town.duty, "cases:read").get("events").status_code == 403


def test_the_batch_costs_the_same_for_one_and_three(town, duty, django_assert_num_queries) -> None:
    town.report()
    read(duty)
    with django_assert_num_queries(4):
        read(duty)
    for _ in range(2):
        town.report()
    with django_assert_num_queries(4):
        read(duty)
