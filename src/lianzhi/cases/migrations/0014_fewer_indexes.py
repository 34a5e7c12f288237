"""Indexes that repeat another one, or that no query reads, cost every write and are dropped.

``cases_by_category`` and ``one_rating_a_round`` begin with the same column; few cases are merged or parts.

Dropped by name: an altered field would make SQLite copy the whole table. ``_like`` exists on PostgreSQL only.
"""

import django.db.models.deletion
from django.db import migrations, models

GONE = (
    "cases_case_category_id_c6dc5a5a",
    "cases_case_main_id_ecedb137",
    "cases_case_parent_id_30365dcb",
    "cases_case_number_980c9551_like",
    "cases_case_token_64cbaad7_like",
    "cases_rating_case_id_428678e7",
    "cases_signal_author_2e22bd25_like",
)


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0013_messages'),
        ('worklist', '0006_fewer_indexes'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='rating',
            name='ratings_by_time',
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name='case',
                    name='category',
                    field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.category'),
                ),
                migrations.AlterField(
                    model_name='case',
                    name='main',
                    field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='cases.case'),
                ),
                migrations.AlterField(
                    model_name='case',
                    name='parent',
                    field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='cases.case'),
                ),
                migrations.AlterField(
                    model_name='rating',
                    name='case',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='ratings', to='cases.case'),
                ),
            ],
            database_operations=[
                migrations.RunSQL(f"DROP INDEX IF EXISTS {name}", migrations.RunSQL.noop) for name in GONE
            ],
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('main__isnull', False)), fields=['main'], name='cases_merged'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('parent__isnull', False)), fields=['parent'], name='cases_parts'),
        ),
    ]
