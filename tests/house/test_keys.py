"""Every unique value of the house keeps apart from other towns', or says that it is the town's own.  ADR 0007."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models
from support.paths import SRC

from lianzhi.kernel import yamls
from lianzhi.project.town_keys import LOCAL, carries, keyed

DECLARED = yamls.read(SRC.parents[1] / "tests/house/keys.yaml")


def unique(model: type[models.Model]) -> Iterator[tuple[str, list[models.Field]]]:
    """(name, fields) of each unique constraint of the table."""
    meta = model._meta
    for field in meta.local_fields:
        if field.unique:
            yield f"{meta.label}.{field.name}", [field]
    sets = [tuple(c.fields) for c in meta.constraints if isinstance(c, models.UniqueConstraint)]
    for names in [*sets, *meta.unique_together]:
        yield f"{meta.label}({', '.join(names)})", [meta.get_field(name) for name in names]


def holds_a_key(model: type[models.Model], fields: list[models.Field]) -> bool:
    """One of the fields is a key the database numbered in the town's range, or points to such a row."""
    if model._meta.app_label in LOCAL or model._meta.label == "audit.Head":
        return False
    return any(
        carries(f) or (isinstance(f, models.ForeignKey) and carries(f.target_field)) for f in fields
    ) and str(fields[0]) != "audit.Entry.seq"  # fmt: skip


def undeclared(declared: dict[str, list[str]]) -> tuple[set[str], set[str]]:
    """(constraints that nobody accounts for, declarations of what is not there)"""
    said = {name for names in declared.values() for name in names}
    needed = {
        name
        for model in apps.get_models(include_auto_created=True)
        for name, fields in unique(model)
        if not holds_a_key(model, fields)
    }
    return needed - said, said - needed


def test_every_unique_value_is_accounted_for() -> None:
    assert undeclared(DECLARED) == (set(), set())


@pytest.mark.parametrize("taken", ["cases.Case.number", "access.Unit.code", "cases.Sent(person, key)"])
def test_a_new_unique_value_that_nobody_thought_of_is_found(taken: str) -> None:
    less = {how: [name for name in names if name != taken] for how, names in DECLARED.items()}

    assert undeclared(less) == ({taken}, set())


def test_every_table_is_either_numbered_by_town_or_declared() -> None:
    numbered = {table for table, _column, _counted in keyed()}
    said = {name for names in DECLARED.values() for name in names}
    for model in apps.get_models(include_auto_created=True):
        key = f"{model._meta.label}.{model._meta.pk.name}"
        assert model._meta.db_table in numbered or key in said or model._meta.app_label in LOCAL, key
