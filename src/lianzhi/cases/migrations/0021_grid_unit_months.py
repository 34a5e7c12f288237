"""What each unit did in each grid, by month. Months that are summed already are summed anew by the worker, with these."""

from typing import Any

from django.db import migrations, models


def empty_months(apps: Any, _schema: Any) -> None:
    apps.get_model("cases", "MonthCount").objects.all().delete()


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0020_workers_of_rework'),
    ]

    operations = [
        migrations.CreateModel(
            name='GridUnitMonth',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verb', models.CharField(max_length=30)),
                ('stage', models.CharField(blank=True, max_length=30)),
                ('n', models.PositiveIntegerField()),
                ('timed', models.PositiveIntegerField()),
                ('late', models.PositiveIntegerField()),
                ('lasted', models.PositiveBigIntegerField()),
                ('worked', models.PositiveBigIntegerField()),
                ('graded', models.PositiveIntegerField()),
                ('good', models.PositiveIntegerField()),
                ('month', models.DateField()),
                ('area_code', models.CharField(max_length=17)),
                ('unit', models.CharField(blank=True, max_length=40)),
                ('level', models.CharField(blank=True, max_length=10)),
                ('counted', models.BooleanField()),
            ],
            options={
                'indexes': [models.Index(fields=['unit', 'month'], name='grid_unit_month_by_unit')],
                'constraints': [models.UniqueConstraint(fields=('month', 'area_code', 'unit', 'counted', 'level', 'verb', 'stage'), name='one_count_a_grid_unit_and_month')],
            },
        ),
        migrations.RunPython(empty_months, migrations.RunPython.noop),
    ]
