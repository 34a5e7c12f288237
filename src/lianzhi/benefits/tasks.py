"""What the worker does when somebody asked for it: sending a released batch."""

from lianzhi.foundation.jobs.api import enqueue, task


@task()
def send(batch_id: int) -> str:
    from lianzhi.benefits.actions.sending import send_batch  # noqa: PLC0415  after the models

    return send_batch(batch_id)


def send_soon(batch_id: int) -> None:
    """Within the caller's transaction: the task is there only if that commits."""
    enqueue(send, batch_id)
