"""What the worker does for the register by the clock."""

from datetime import timedelta

from lianzhi.foundation.jobs.api import periodic


@periodic("registry.forget", timedelta(hours=24))
def forget() -> int:
    from lianzhi.registry.actions.forgetting import forget_due  # noqa: PLC0415  after the models

    return sum(forget_due().values())


@periodic("registry.quality", timedelta(hours=24))
def quality() -> int:
    from lianzhi.foundation.access.api import search_rotates  # noqa: PLC0415  after the models
    from lianzhi.registry.quality.counting import count  # noqa: PLC0415

    return 0 if search_rotates() else count()  # twins are found by equal digests


@periodic("registry.count_grids", timedelta(minutes=10))
def count_grids() -> int:
    from lianzhi.registry.actions.counting import count_grids as count  # noqa: PLC0415  after the models

    return count()


@periodic("registry.link", timedelta(minutes=10), lease=timedelta(hours=1))
def link() -> bool:
    """The register is compared with itself once a day, and after an import."""
    from lianzhi.registry.actions.pairing import find_pairs_if_due  # noqa: PLC0415  after the models

    return find_pairs_if_due()


@periodic("registry.remind_marks", timedelta(hours=6))
def remind_marks() -> int:
    from lianzhi.registry.actions.marking import remind  # noqa: PLC0415  after the models

    return remind()
