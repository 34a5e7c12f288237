"""Background tasks for the tests of the queue; a worker finds them by this module's name."""

from django_tasks import task

done: list[str] = []


@task()
def note(text: str) -> str:
    done.append(text)
    return text.upper()


@task()
def fail() -> None:
    raise RuntimeError("no paper")
