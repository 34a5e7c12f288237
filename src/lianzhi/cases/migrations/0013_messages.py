"""Messages are marked, so that their lists have indexes of their own and a case's signal stands in none of them."""

from django.db import migrations, models


CASE_SOURCES = ("snap", "simulation", "grid", "phone", "api")


def mark(apps, schema):
    apps.get_model("cases", "Signal").objects.exclude(source__in=CASE_SOURCES).update(message=True)


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0012_merge_0011_field_0011_statistics'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='signal',
            name='signals_newest',
        ),
        migrations.RemoveIndex(
            model_name='signal',
            name='signals_doubtful',
        ),
        migrations.AddField(
            model_name='signal',
            name='message',
            field=models.BooleanField(default=False),
        ),
        migrations.RunPython(mark, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='signal',
            index=models.Index(condition=models.Q(('message', True)), fields=['-received_at', 'id'], name='messages_newest'),
        ),
        migrations.AddIndex(
            model_name='signal',
            index=models.Index(condition=models.Q(('message', True)), fields=['source', '-received_at', 'id'], name='messages_by_source'),
        ),
        migrations.AddIndex(
            model_name='signal',
            index=models.Index(condition=models.Q(('message', True)), fields=['label', '-received_at', 'id'], name='messages_by_label'),
        ),
        migrations.AddIndex(
            model_name='signal',
            index=models.Index(condition=models.Q(('message', True)), fields=['confidence'], name='messages_by_confidence'),
        ),
    ]
