"""Indexes that repeat another one, or that no query reads, cost every write and are dropped.

``once_per_consumer`` begins with the event.

Dropped by name: an altered field would make SQLite copy the whole table. ``_like`` exists on PostgreSQL only.
"""

import django.db.models.deletion
from django.db import migrations, models

GONE = (
    "events_delivery_event_id_c08f510e",
)


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0001_initial'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name='delivery',
                    name='event',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='events.event'),
                ),
            ],
            database_operations=[
                migrations.RunSQL(f"DROP INDEX IF EXISTS {name}", migrations.RunSQL.noop) for name in GONE
            ],
        ),
    ]
