"""Firms are compared and merged like persons; their names' cores are filled in from the names."""

from typing import Any

from django.db import migrations, models
from django.db.models import Q

from lianzhi.registry.linkage.firm_names import core_of

BLOCK = 2000


def fill(apps: Any, schema: Any) -> None:
    firms = apps.get_model("registry", "Enterprise").objects
    last = 0
    while rows := list(firms.filter(pk__gt=last).order_by("pk").only("pk", "name")[:BLOCK]):
        for row in rows:
            row.core = core_of(row.name)
        firms.bulk_update(rows, ["core"], batch_size=500)
        last = rows[-1].pk


SUBJECT = {"default": "person", "db_default": "person", "max_length": 10}


class Migration(migrations.Migration):
    dependencies = [("registry", "0008_pairs_by_score")]

    operations = [
        *(
            migrations.AddField(model_name=name, name="subject", field=models.CharField(**SUBJECT))
            for name in ("pair", "linkagemodel", "linkagerun")
        ),
        migrations.RemoveIndex(model_name="pair", name="registry_pair_queue"),
        migrations.AddIndex(
            model_name="pair",
            index=models.Index(fields=["subject", "state", "-score", "-id"], name="registry_pair_queue"),
        ),
        migrations.AddField(
            model_name="enterprise", name="core", field=models.CharField(blank=True, max_length=120, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="enterprise", name="merged_into", field=models.CharField(blank=True, max_length=16, default=""),
            preserve_default=False,
        ),
        migrations.RemoveConstraint(model_name="enterprise", name="registry_one_credit"),
        migrations.AddConstraint(
            model_name="enterprise",
            constraint=models.UniqueConstraint(
                condition=~Q(credit="") & Q(merged_into=""), fields=("credit",), name="registry_one_credit"
            ),
        ),
        migrations.AddIndex(
            model_name="enterprise", index=models.Index(fields=["core"], name="registry_enterprise_core")
        ),
        migrations.AddIndex(
            model_name="enterprise",
            index=models.Index(
                condition=~Q(phone_blind=""), fields=["phone_blind"], name="registry_enterprise_phone"
            ),
        ),
        migrations.AddIndex(
            model_name="enterprise",
            index=models.Index(
                condition=~Q(legal_person=""), fields=["legal_person"], name="registry_enterprise_legal"
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]  # fmt: skip
