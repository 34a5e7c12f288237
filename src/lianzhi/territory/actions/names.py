"""Other names of places: former ones, those that people use, those that reviewers teach (R-074)."""

from collections.abc import Iterable

from django.db import transaction

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput
from lianzhi.territory.contracts import NamePlan
from lianzhi.territory.models import Place, PlaceName
from lianzhi.territory.stamps import lock, touch

EDIT = "territory.edit"


@transaction.atomic
def load_names(rows: Iterable[NamePlan], *, by: Actor, source: str = "") -> int:
    """Take other names in; those that stand are left alone. Gives how many are new. Raises BadInput for an unknown place."""
    lock("places")
    access.require(by, EDIT, None)
    plans = {(row.name.strip(), row.code): row for row in rows}
    _check(plans)
    held = set(PlaceName.objects.values_list("name", "code"))
    new = [
        PlaceName(
            name=name, code=code, kind=p.kind, valid_from=p.valid_from, valid_to=p.valid_to, source=source
        )
        for (name, code), p in plans.items()
        if (name, code) not in held
    ]
    PlaceName.objects.bulk_create(new, batch_size=500)
    if new:
        touch("places")
        audit.record(by, "territory.load_names", "names", {"new": len(new), "source": source})
    return len(new)


def _check(plans: dict[tuple[str, str], NamePlan]) -> None:
    known = set(Place.objects.values_list("code", flat=True))
    for (name, code), plan in plans.items():
        if code not in known:
            raise BadInput(
                "territory.no_place_of_name",
                N_("There is no place with the code %(code)s."),
                way_out=N_("Load the places first, or put the code right."),
                field="code",
                params={"code": code},
            )
        if not 2 <= len(name) <= 120 or plan.kind not in PlaceName.Kind.values:
            raise BadInput(
                "territory.name",
                N_("“%(name)s” cannot be the name of a place."),
                way_out=N_("A name has two to 120 characters; its kind is old or alias."),
                field="name",
                params={"name": name[:40]},
            )
