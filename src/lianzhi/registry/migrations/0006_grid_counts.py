

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0005_key_marks'),
    ]

    operations = [
        migrations.CreateModel(
            name='GridCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('grid_code', models.CharField(max_length=17)),
                ('register', models.CharField(max_length=12)),
                ('kind', models.CharField(blank=True, max_length=20)),
                ('n', models.PositiveIntegerField()),
                ('changed', models.PositiveIntegerField()),
                ('stale', models.PositiveIntegerField()),
                ('counted_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('grid_code', 'register', 'kind'), name='registry_grid_count')],
            },
        ),
    ]
