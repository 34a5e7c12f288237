"""Land (R-093): parcels, a table of its own. What is kept of who comes from abroad.

Indexes over who has no number, for the comparison of an import's new rows."""

import django.utils.timezone
from django.db import migrations, models
from django.db.models import Q


BARE = Q(identity_blind="", merged_into="", valid_to=None)


class Migration(migrations.Migration):
    dependencies = [("registry", "0010_facts")]

    operations = [
        migrations.CreateModel(
            name="Parcel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=16, unique=True)),
                ("place", models.CharField(blank=True, max_length=24)),
                ("grid_code", models.CharField(blank=True, max_length=17)),
                ("source", models.CharField(max_length=40)),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("checked_at", models.DateTimeField(null=True)),
                ("valid_from", models.DateField(null=True)),
                ("valid_to", models.DateField(null=True)),
                ("number", models.CharField(max_length=40)),
                ("kind", models.CharField(max_length=20)),
                ("use", models.CharField(blank=True, max_length=20)),
                ("owner_kind", models.CharField(blank=True, max_length=20)),
                ("area_m2", models.DecimalField(decimal_places=2, max_digits=9, null=True)),
                ("located", models.CharField(blank=True, max_length=160)),
                ("since", models.DateField(null=True)),
                ("until", models.DateField(null=True)),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [
                    models.Index(fields=["place"], name="registry_parcel_place"),
                    models.Index(fields=["grid_code", "valid_to"], name="registry_parcel_grid"),
                    models.Index(
                        condition=Q(valid_to=None, until__isnull=False), fields=["until"], name="registry_parcel_until"
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("number",), name="registry_one_parcel")],
            },
        ),
        *(
            migrations.AddField("person", name, models.CharField(blank=True, default="", max_length=size), preserve_default=False)
            for name, size in (("latin_name", 80), ("nationality", 40))
        ),
        *(
            migrations.AddField("person", name, models.DateField(null=True))
            for name in ("entered", "lodged", "leaves")
        ),
        migrations.AddIndex(
            "person",
            models.Index(
                condition=~Q(latin_name=""),
                fields=["latin_name"],
                name="registry_person_latin",
                opclasses=["varchar_pattern_ops"],
            ),
        ),
        *(
            migrations.AddIndex("person", models.Index(fields=fields, name=name, condition=condition))
            for fields, name, condition in (
                (["phone_blind"], "registry_bare_phone", BARE & ~Q(phone_blind="")),
                (["place"], "registry_bare_place", BARE),
            )
        ),
    ]  # fmt: skip
