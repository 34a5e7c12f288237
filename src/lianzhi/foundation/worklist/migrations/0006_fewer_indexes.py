"""Indexes that repeat another one, or that no query reads, cost every write and are dropped.

``moves_in_line`` and ``tasks_by_item`` begin with the item; nobody asks for items by area or by flow.

Dropped by name: an altered field would make SQLite copy the whole table. ``_like`` exists on PostgreSQL only.
"""

import django.db.models.deletion
from django.db import migrations, models

GONE = (
    "worklist_item_flow_id_7ca69e56",
    "worklist_move_item_id_1f65cde2",
    "worklist_task_item_id_9addfa76",
    "worklist_item_subject_fb3d6174_like",
)


class Migration(migrations.Migration):

    dependencies = [
        ('worklist', '0005_moves_by_actor'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='item',
            name='items_by_area',
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name='item',
                    name='flow',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='worklist.flow'),
                ),
                migrations.AlterField(
                    model_name='move',
                    name='item',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='worklist.item'),
                ),
                migrations.AlterField(
                    model_name='task',
                    name='item',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='worklist.item'),
                ),
            ],
            database_operations=[
                migrations.RunSQL(f"DROP INDEX IF EXISTS {name}", migrations.RunSQL.noop) for name in GONE
            ],
        ),
    ]
