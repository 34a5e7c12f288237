"""Other names of places: former ones, those that people use, those that reviewers teach (R-074)."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db import transaction

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput
from lianzhi.territory import snapshot
from lianzhi.territory.contracts import NamePlan
from lianzhi.territory.models import Place, PlaceName
from lianzhi.territory.rules.gazetteer import names_of
from lianzhi.territory.stamps import lock, touch

EDIT = "territory.edit"
BY_HAND = "renamed here"
"""Source of a former name that a person gave up on the page of the building: a town that is loaded again keeps the new one."""
_FIELDS = ("kind", "valid_from", "valid_to", "source")


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


def keep_old_names(before: Mapping[str, tuple[str, str]], *, source: str, on: date | None = None) -> int:
    """What places were found by and are no longer called is their former name from now on; how many names.

    ``before``: name and address of each place as they were. Called in the transaction that wrote the new ones, after that.
    """
    day, count = on or snapshot.today(), 0
    wanted = sorted(before)
    for start in range(0, len(wanted), 500):
        codes = wanted[start : start + 500]
        now = {code: names_of(name, address) for code, name, address in _named(codes)}
        gone = [(name, code) for code in now for name in names_of(*before[code]) if name not in now[code]]
        count += _keep(gone, source, day)
    return count


def names_held(codes: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Name and address of these places as they are: to be told to ``keep_old_names`` once they were written anew."""
    wanted, found = sorted(set(codes)), {}
    for start in range(0, len(wanted), 500):
        found |= {code: (name, at) for code, name, at in _named(wanted[start : start + 500])}
    return found


def renamed_by_hand() -> set[str]:
    return set(PlaceName.objects.filter(source=BY_HAND).values_list("code", flat=True))


def _named(codes: Iterable[str]) -> Iterable[tuple[str, str, str]]:
    return Place.objects.filter(code__in=codes).values_list("code", "name", "address")


def _keep(gone: list[tuple[str, str]], source: str, day: date) -> int:
    """A name that was noted otherwise before becomes a former one; it held since the one before it was given up."""
    rows = list(PlaceName.objects.filter(code__in=[code for _name, code in gone])) if gone else []
    held = {(row.name, row.code): row for row in rows}
    since: dict[str, date] = {}
    for row in rows:
        if row.kind == PlaceName.Kind.OLD and row.valid_to:
            since[row.code] = max(row.valid_to, since.get(row.code, row.valid_to))
    new, changed = [], []
    for name, code in gone:
        row = held.get((name, code)) or PlaceName(name=name, code=code)
        (changed if row.pk else new).append(row)
        row.kind, row.source = PlaceName.Kind.OLD, source
        row.valid_from, row.valid_to = min(since.get(code, day), day) if code in since else None, day
    PlaceName.objects.bulk_create(new)
    PlaceName.objects.bulk_update(changed, _FIELDS)
    return len(gone)


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
