"""Notices to staff: told once, counted to a cap, read by whom they were sent to and by nobody else."""

from datetime import timedelta

import pytest
from django.db import transaction

from lianzhi.foundation.events import api as events
from lianzhi.foundation.notify import api as notify
from lianzhi.foundation.notify import notices
from lianzhi.foundation.notify.models import Notice
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import NotFound

pytestmark = pytest.mark.django_db
ANN, BEN = Actor("staff:1", "安"), Actor("staff:2", "本")


def new(name: str = "call:1", **changes) -> notify.NewNotice:
    values = {
        "template": "test_hello",
        "values": {"name": {"zh": "市政所", "en": "Works"}},
        "links": {"desk": "/desk/case/1/", "phone": "/g/case/1/"},
        "dedupe": name,
        "at": clock.now(),
    }
    return notify.NewNotice(**values | changes)


def tell(*people: Actor, name: str = "call:1", **changes) -> int:
    with transaction.atomic():
        return notify.tell([one.id for one in people], new(name, **changes))


def test_each_of_those_told_has_it_unread_in_their_own_language() -> None:
    assert tell(ANN, BEN) == 2

    (one,) = notices.notices(ANN, "zh-hans")
    (other,) = notices.notices(BEN, "en")
    assert (one.text, one.unread) == ("您好，市政所，完成 100%", True)
    assert other.text == "Hello Works, 100% done"
    assert notify.unread(ANN) == 1


def test_the_same_thing_twice_is_told_once_and_a_newcomer_still_learns_of_it() -> None:
    tell(ANN)

    assert tell(ANN) == 0
    assert tell(ANN, BEN) == 1
    assert (notify.unread(ANN), notify.unread(BEN)) == (1, 1)


def test_only_staff_are_told_and_what_is_old_is_no_news() -> None:
    assert tell(Actor("system:rules", ""), Actor("resident:1", "")) == 0
    assert tell(ANN, at=clock.now() - notices.KEPT - timedelta(hours=1)) == 0
    assert not Notice.objects.exists()


def test_opening_leads_to_the_matter_and_counts_as_read() -> None:
    tell(ANN)
    (one,) = notices.notices(ANN, "zh-hans")

    assert notices.open_notice(one.id, "phone", by=ANN) == "/g/case/1/"
    assert notify.unread(ANN) == 0
    assert [row.unread for row in notices.notices(ANN, "zh-hans")] == [False]


def test_nobody_opens_what_was_sent_to_another() -> None:
    tell(ANN)
    (one,) = notices.notices(ANN, "zh-hans")

    with pytest.raises(NotFound):
        notices.open_notice(one.id, "desk", by=BEN)

    assert notify.unread(ANN) == 1


def test_all_of_ones_own_are_read_at_once_and_nobody_elses() -> None:
    tell(ANN, BEN)

    assert notices.read_all(by=ANN) == 1
    assert (notify.unread(ANN), notify.unread(BEN)) == (0, 1)


def test_the_count_stops_at_its_cap_and_costs_one_query_however_many(django_assert_num_queries) -> None:
    at = clock.now()
    rows = [
        Notice(person=ANN.id, template="test_hello", values={"name": "x"}, dedupe=str(n), at=at)
        for n in range(300)
    ]
    Notice.objects.bulk_create(rows)

    with django_assert_num_queries(1):
        assert notify.unread(ANN) == notify.COUNTED + 1
    with django_assert_num_queries(1):
        assert len(notices.notices(ANN, "zh-hans")) == notices.LISTED


def test_exactly_those_told_hear_of_it_at_once() -> None:
    tell(ANN)

    (told,) = events.after(0)
    assert (told.name, told.to, dict(told.payload)) == ("notice.changed", (ANN.id,), {})


def test_what_is_older_than_a_month_is_removed_and_the_rest_stays() -> None:
    tell(ANN, name="new")
    Notice.objects.create(
        person=ANN.id, template="test_hello", dedupe="old", at=clock.now() - notices.KEPT - timedelta(days=1)
    )

    assert notify.forget_notices() == 1
    assert [row.dedupe for row in Notice.objects.all()] == ["new"]


def test_telling_outside_a_transaction_or_with_a_missing_value_is_refused_at_once() -> None:
    with transaction.atomic(), pytest.raises(KeyError):
        notify.tell([ANN.id], new(values={}))

    assert not Notice.objects.exists()
