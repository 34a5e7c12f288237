"""What the worker does by the clock: asks about batches nobody answered, takes results in, reconciles; matches everybody."""

import logging
from datetime import timedelta
from typing import Any

from django.utils import timezone

from lianzhi.foundation.jobs.api import periodic
from lianzhi.kernel import clock
from lianzhi.kernel.errors import Refused

log = logging.getLogger(__name__)


@periodic("benefits.ask", timedelta(minutes=1))
def ask() -> int:
    from lianzhi.benefits.actions.sending import ask_batch, open_batches, send_batch  # noqa: PLC0415  after the models

    for key in open_batches():
        try:
            send_batch(key)
            ask_batch(key)
        except Refused:
            log.exception("batch %s cannot be sent; the others go on", key)
    return _results()


def _results() -> int:
    from lianzhi.benefits.actions.sending import MACHINE  # noqa: PLC0415
    from lianzhi.benefits.actions.taking import fetch_results  # noqa: PLC0415

    return len(fetch_results(by=MACHINE))


@periodic("benefits.reconcile", timedelta(hours=24))
def reconcile() -> None:
    from lianzhi.benefits.actions.reconciling import reconcile as run  # noqa: PLC0415
    from lianzhi.benefits.actions.sending import MACHINE  # noqa: PLC0415

    run(by=MACHINE)


@periodic("benefits.nightly", timedelta(hours=24), lease=timedelta(hours=1))
def nightly() -> int:
    """Ages change by the calendar, and what changed by day is looked at whole once more."""
    from lianzhi.benefits.actions.running import NIGHTLY, begin  # noqa: PLC0415  after the models
    from lianzhi.benefits.actions.sending import MACHINE  # noqa: PLC0415

    return _carry_out(begin(by=MACHINE, kind=NIGHTLY))


@periodic("benefits.wanted", timedelta(minutes=1), lease=timedelta(hours=1))
def wanted() -> int:
    """After a load everybody is matched, once it is quiet."""
    from lianzhi.benefits.actions.wanting import take  # noqa: PLC0415  after the models

    row = take()
    return _carry_out(row) if row else 0


def _carry_out(row: Any) -> int:
    from lianzhi.benefits.actions.looking_ahead import look_ahead  # noqa: PLC0415  after the models
    from lianzhi.benefits.actions.running import carry_out  # noqa: PLC0415
    from lianzhi.benefits.actions.sending import MACHINE  # noqa: PLC0415

    done = carry_out(row, by=MACHINE)
    look_ahead(done)
    return int(done.figures["entitlements"])


@periodic("benefits.decisions", timedelta(hours=1))
def decisions() -> int:
    """Notices whose days are over, periods that begin, and what could not be ordered before."""
    from lianzhi.benefits.actions.dues import begin_periods, order_dues  # noqa: PLC0415
    from lianzhi.benefits.actions.publishing import lapse_notices  # noqa: PLC0415
    from lianzhi.benefits.actions.sending import MACHINE  # noqa: PLC0415

    lapse_notices(by=MACHINE)
    begin_periods(timezone.localdate(clock.now()))
    return order_dues(by=MACHINE)
