"""Which changes of codes the other rooms have heard of. What took hold before this stands was nobody's news."""

from datetime import date

from django.db import migrations, models


def past_is_told(apps, schema_editor):
    apps.get_model("territory", "Lineage").objects.filter(day__lte=date.today()).update(told=True)  # noqa: DTZ011


class Migration(migrations.Migration):
    dependencies = [("territory", "0002_areas_rooms_history")]

    operations = [
        migrations.AddField("lineage", "told", models.BooleanField(default=False)),
        migrations.RunPython(past_is_told, migrations.RunPython.noop),
        migrations.AddIndex(
            "lineage",
            models.Index(fields=["day"], name="lines_not_told", condition=models.Q(("told", False))),
        ),
    ]
