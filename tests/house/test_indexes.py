"""On tables that every step of a case writes, no index repeats another one: each costs every write."""

from django.apps import apps
from django.db.models import ForeignKey, OneToOneField

HOT = ("cases.Case", "cases.Signal", "cases.Rating", "worklist.Item", "worklist.Task", "worklist.Move",
       "events.Event", "events.Delivery", "audit.Entry")  # fmt: skip


def begun_by(model) -> set[str]:
    """Fields with which an index or a unique constraint over all rows begins."""
    whole = [*model._meta.indexes, *model._meta.constraints]
    named = [each.fields for each in whole if getattr(each, "fields", ()) and each.condition is None]
    return {fields[0].removeprefix("-") for fields in [*named, *model._meta.unique_together]}


def test_no_foreign_key_has_an_index_that_another_index_begins_with() -> None:
    found = [
        f"{model._meta.label}.{field.name}"
        for model in map(apps.get_model, HOT)
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey) and not isinstance(field, OneToOneField)
        if field.model is model and field.db_index and field.name in begun_by(model)
    ]

    assert found == []
