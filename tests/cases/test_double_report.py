"""A phone on a bad network sends twice at once; that is still one report.  R-109."""

import threading

import pytest
from django.db import connection
from support import phones

from lianzhi.cases import api as cases
from lianzhi.cases.models import Case, Signal


@pytest.mark.django_db(transaction=True)
def test_the_same_report_sent_four_times_at_once_is_one_case():
    phones.build()
    by, start, numbers = phones.resident(), threading.Barrier(4), []
    lon, lat = phones.INSIDE
    new = cases.NewReport(source="resident", external_id="once", text=phones.TEXT, lon=lon, lat=lat)

    def send() -> None:
        start.wait(timeout=20)
        try:
            numbers.append(cases.report(new, by=by).number)
        finally:
            connection.close()

    senders = [threading.Thread(target=send) for _ in range(4)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(timeout=60)
    assert len(numbers) == 4 and len(set(numbers)) == 1
    assert (Case.objects.count(), Signal.objects.count()) == (1, 1)
