"""What a merge, its undo or a new entry says about pairs: kept, so that nobody is asked twice."""

from typing import Any

from django.db.models import Q

from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.registry.linkage.scoring import Evidence
from lianzhi.registry.linkage.subjects import of_row
from lianzhi.registry.linkage.verdict import DOUBTFUL
from lianzhi.registry.models import WAITING, Merge, Pair, State


def merged(row: Merge, by: Actor) -> None:
    """The pair is decided; other pairs of the entry that is gone no longer wait."""
    decided = {"state": State.MERGED, "merge": row.pk, "reason": row.reason, **_by(by)}
    Pair.objects.filter(**_ends(row.kept, row.gone)).update(**decided)
    others = Pair.objects.filter(Q(first=row.gone) | Q(second=row.gone), state__in=WAITING)
    others.update(state=State.PASSED)


def parted(one: Any, other: Any, by: Actor) -> None:
    """Who takes a merge back says that they are two: the machine does not join them again."""
    apart(one, other, None, by)


def apart(one: Any, other: Any, evidence: Evidence | None, by: Actor) -> None:
    """A person says that they are two."""
    subject = of_row(one)
    assert subject is not None  # only what is compared is offered
    first, second = sorted((one, other), key=lambda row: row.code)
    said = {"state": State.APART, "merge": None, "reason": "", **_by(by)}
    made = {
        "subject": subject.code, "first_grid": first.grid_code, "second_grid": second.grid_code, "verdict": DOUBTFUL,
        "score": evidence.weight if evidence else 0, "evidence": dict(evidence.levels) if evidence else {},
    }  # fmt: skip
    Pair.objects.update_or_create(
        first=first.code, second=second.code, defaults=said, create_defaults=made | said
    )


def _ends(one: str, other: str) -> dict[str, str]:
    first, second = sorted((one, other))
    return {"first": first, "second": second}


def _by(by: Actor) -> dict[str, object]:
    return {"decided_at": clock.now(), "decided_by": by.id, "decided_by_name": by.name[:60]}
