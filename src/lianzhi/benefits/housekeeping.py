"""What the worker does for payments by the clock: asks about batches nobody answered, takes results in, reconciles."""

import logging
from datetime import timedelta

from lianzhi.foundation.jobs.api import periodic
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
