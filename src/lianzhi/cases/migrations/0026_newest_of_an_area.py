"""The index of the newest matters says where they lie, so that a reader of a part of the town does not fetch all others.

The old one is dropped by name: an altered field would make SQLite copy the whole table.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0025_duties_of_today'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['created_at', 'area_code'], name='cases_newest'),
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(model_name='case', name='created_at', field=models.DateTimeField()),
            ],
            database_operations=[
                migrations.RunSQL('DROP INDEX IF EXISTS cases_case_created_at_1f9faaa8', migrations.RunSQL.noop),
            ],
        ),
    ]
