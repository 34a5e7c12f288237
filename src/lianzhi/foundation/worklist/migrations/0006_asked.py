"""What waits for a decision is known from the item itself, so that a move need not look for requests."""

from django.db import migrations, models


def mark(apps, schema_editor):
    pending = apps.get_model("worklist", "Approval").objects.filter(state="pending").values("item_id")
    apps.get_model("worklist", "Item").objects.filter(pk__in=pending).update(asked=True)


class Migration(migrations.Migration):
    dependencies = [("worklist", "0005_moves_by_actor")]
    operations = [
        migrations.AddField("item", "asked", models.BooleanField(default=False)),
        migrations.RunPython(mark, migrations.RunPython.noop),
    ]
