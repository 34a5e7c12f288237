"""The queue of pairs is read by score, the likeliest first."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0007_lapsing_certificates"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="pair", name="registry_pair_queue"),
        migrations.AddIndex(
            model_name="pair",
            index=models.Index(fields=["state", "-score", "-id"], name="registry_pair_queue"),
        ),
    ]
