"""What the worker does when somebody asked for it: sending a released batch, ordering what was decided."""

from lianzhi.foundation.jobs.api import enqueue, task


@task()
def send(batch_id: int) -> str:
    from lianzhi.benefits.actions.sending import send_batch  # noqa: PLC0415  after the models

    return send_batch(batch_id)


def send_soon(batch_id: int) -> None:
    """Within the caller's transaction: the task is there only if that commits."""
    enqueue(send, batch_id)


@task()
def order() -> int:
    from lianzhi.benefits.actions.dues import order_dues  # noqa: PLC0415
    from lianzhi.benefits.actions.sending import MACHINE  # noqa: PLC0415

    return order_dues(by=MACHINE)


def order_soon() -> None:
    """Within the caller's transaction: periods that it made are ordered once it commits."""
    enqueue(order)
