"""What the worker does when somebody asked for it: sending a released batch, a run over the population, ordering."""

from django.db import transaction

from lianzhi.foundation.jobs.api import enqueue, task
from lianzhi.kernel.actor import Actor


@task()
def send(batch_id: int) -> str:
    from lianzhi.benefits.actions.sending import send_batch  # noqa: PLC0415  after the models

    return send_batch(batch_id)


def send_soon(batch_id: int) -> None:
    """Within the caller's transaction: the task is there only if that commits."""
    enqueue(send, batch_id)


@task()
def carry_out(run: str, by: str) -> str:
    from lianzhi.benefits.actions.looking_ahead import look_ahead  # noqa: PLC0415  after the models
    from lianzhi.benefits.actions.running import carry_out as work  # noqa: PLC0415
    from lianzhi.benefits.queries.runs import run_of  # noqa: PLC0415
    from lianzhi.foundation.jobs.api import owner  # noqa: PLC0415

    row = run_of(run)
    if row.state != "running":
        return row.state
    done = work(row, by=owner(by))
    look_ahead(done)
    return done.state


@transaction.atomic
def run_soon(by: Actor) -> str:
    """A run that somebody asked for; its code."""
    from lianzhi.benefits.actions.running import HAND, begin  # noqa: PLC0415  after the models

    row = begin(by=by, kind=HAND)
    enqueue(carry_out, row.code, by.id)
    return row.code


@task()
def order() -> int:
    from lianzhi.benefits.actions.dues import order_dues  # noqa: PLC0415
    from lianzhi.benefits.actions.sending import MACHINE  # noqa: PLC0415

    return order_dues(by=MACHINE)


def order_soon() -> None:
    """Within the caller's transaction: periods that it made are ordered once it commits."""
    enqueue(order)
