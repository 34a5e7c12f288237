"""Indexes that repeat another one, or that no query reads, cost every write and are dropped.

Nobody asks for entries by actor: a third of the table's indexes.
"""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0002_append_only'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='entry',
            name='audit_entry_actor',
        ),
    ]
