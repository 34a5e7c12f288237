"""Decisions, meetings, public notices, objections, periods, recoveries; a collective step stays (see locks.py)."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from lianzhi.benefits import locks


def keep(apps, schema_editor):
    locks.keep_together(schema_editor.connection)


def let_go(apps, schema_editor):
    locks.let_go(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('benefits', '0003_runs'),
    ]

    operations = [
        migrations.CreateModel(
            name='Application',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=16, unique=True)),
                ('key', models.CharField(max_length=32, unique=True)),
                ('person', models.CharField(max_length=16)),
                ('area_code', models.CharField(blank=True, max_length=17)),
                ('policies', models.JSONField(default=list)),
                ('said_sealed', models.TextField(blank=True)),
                ('helper', models.BooleanField()),
                ('by', models.CharField(max_length=60)),
                ('by_name', models.CharField(blank=True, max_length=60)),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['person'], name='benefits_application_person')],
            },
        ),
        migrations.CreateModel(
            name='Council',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=16, unique=True)),
                ('title', models.CharField(max_length=80)),
                ('body', models.CharField(max_length=80)),
                ('held_on', models.DateField()),
                ('made_by', models.CharField(max_length=60)),
                ('made_name', models.CharField(max_length=60)),
                ('made_at', models.DateTimeField()),
                ('minutes', models.CharField(blank=True, max_length=80)),
                ('present', models.PositiveSmallIntegerField(default=0)),
                ('recorded_by', models.CharField(blank=True, max_length=60)),
                ('recorded_name', models.CharField(blank=True, max_length=60)),
                ('recorded_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('recorded_by', ''), models.Q(models.Q(('minutes', ''), _negated=True), ('present__gte', 2)), _connector='OR'), name='benefits_meeting_recorded')],
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=16, unique=True)),
                ('person', models.CharField(max_length=16)),
                ('policy', models.CharField(max_length=60)),
                ('policy_hash', models.CharField(max_length=64)),
                ('fen', models.BigIntegerField()),
                ('every', models.CharField(max_length=4)),
                ('basis', models.CharField(max_length=120)),
                ('verified', models.BooleanField()),
                ('snapshot', models.CharField(max_length=64)),
                ('as_of', models.DateField()),
                ('area_code', models.CharField(blank=True, max_length=17)),
                ('bits', models.BinaryField()),
                ('collective', models.BooleanField()),
                ('instant', models.BooleanField()),
                ('days', models.PositiveSmallIntegerField()),
                ('doubt', models.CharField(blank=True, max_length=12)),
                ('state', models.CharField(max_length=12)),
                ('before', models.CharField(blank=True, max_length=12)),
                ('open', models.BooleanField()),
                ('in_force', models.BooleanField(default=False)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('first_by', models.CharField(blank=True, max_length=60)),
                ('second_by', models.CharField(blank=True, max_length=60)),
                ('proposed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('council', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='benefits.council')),
                ('follows', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followers', to='benefits.decision')),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='DecisionTurn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('turn', models.CharField(max_length=10)),
                ('state', models.CharField(max_length=12)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('by', models.CharField(max_length=60)),
                ('by_name', models.CharField(max_length=60)),
                ('at', models.DateTimeField()),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='turns', to='benefits.decision')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='PublicNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=16, unique=True)),
                ('policy', models.CharField(max_length=60)),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('by', models.CharField(max_length=60)),
                ('by_name', models.CharField(max_length=60)),
            ],
            options={
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['until'], name='benefits_notice_until')],
            },
        ),
        migrations.AddField(
            model_name='decision',
            name='notice',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='benefits.publicnotice'),
        ),
        migrations.CreateModel(
            name='Recovery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=16, unique=True)),
                ('person', models.CharField(max_length=16)),
                ('area_code', models.CharField(blank=True, max_length=17)),
                ('fen', models.BigIntegerField()),
                ('reason', models.CharField(max_length=200)),
                ('state', models.CharField(default='open', max_length=10)),
                ('opened_by', models.CharField(max_length=60)),
                ('opened_name', models.CharField(max_length=60)),
                ('opened_at', models.DateTimeField()),
                ('note', models.CharField(blank=True, max_length=200)),
                ('closed_by', models.CharField(blank=True, max_length=60)),
                ('closed_name', models.CharField(blank=True, max_length=60)),
                ('closed_at', models.DateTimeField(null=True)),
                ('payment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recoveries', to='benefits.payment')),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Due',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.CharField(max_length=16)),
                ('policy', models.CharField(max_length=60)),
                ('period', models.CharField(max_length=7)),
                ('key', models.CharField(max_length=32, unique=True)),
                ('fen', models.BigIntegerField()),
                ('verified', models.BooleanField()),
                ('payment', models.CharField(blank=True, max_length=16)),
                ('refused', models.CharField(blank=True, max_length=60)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('tried_at', models.DateTimeField(null=True)),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='dues', to='benefits.decision')),
            ],
            options={
                'ordering': ['-pk'],
                'indexes': [models.Index(condition=models.Q(('payment', '')), fields=['tried_at'], name='benefits_due_open')],
                'constraints': [models.UniqueConstraint(fields=('person', 'policy', 'period'), name='benefits_due_once'), models.CheckConstraint(condition=models.Q(('fen__gt', 0), ('verified', True)), name='benefits_due_verified')],
            },
        ),
        migrations.CreateModel(
            name='Objection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=16, unique=True)),
                ('kind', models.CharField(max_length=10)),
                ('words_sealed', models.TextField()),
                ('seen_sealed', models.TextField(blank=True)),
                ('by', models.CharField(blank=True, max_length=60)),
                ('at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('outcome', models.CharField(blank=True, max_length=10)),
                ('answer', models.CharField(blank=True, max_length=200)),
                ('answered_by', models.CharField(blank=True, max_length=60)),
                ('answered_name', models.CharField(blank=True, max_length=60)),
                ('answered_at', models.DateTimeField(null=True)),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='objections', to='benefits.decision')),
            ],
            options={
                'ordering': ['-pk'],
                'indexes': [models.Index(condition=models.Q(('answered_at', None)), fields=['due_at'], name='benefits_objection_due')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('answered_at', None), ('kind', 'appeal')), fields=('decision',), name='benefits_one_open_appeal')],
            },
        ),
        migrations.AddIndex(
            model_name='decision',
            index=models.Index(fields=['person'], name='benefits_decision_person'),
        ),
        migrations.AddIndex(
            model_name='decision',
            index=models.Index(fields=['state', 'area_code'], name='benefits_decision_state'),
        ),
        migrations.AddIndex(
            model_name='decision',
            index=models.Index(fields=['policy', 'state'], name='benefits_decision_policy'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.UniqueConstraint(condition=models.Q(('open', True)), fields=('person', 'policy'), name='benefits_one_open_decision'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.UniqueConstraint(condition=models.Q(('in_force', True)), fields=('person', 'policy'), name='benefits_one_in_force'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('open', True), ('state__in', ('doubtful', 'checking', 'waiting', 'listed', 'to_post', 'posted', 'ready'))), models.Q(('open', False), ('state__in', ('granted', 'shown', 'refused', 'ended', 'appealed'))), _connector='OR'), name='benefits_open_states'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'granted'), _negated=True), models.Q(('fen__gt', 0), ('verified', True)), _connector='OR'), name='benefits_granted_verified'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('collective', True), ('council', None), ('state__in', ('to_post', 'posted', 'ready', 'granted', 'shown')), _negated=True), name='benefits_met_before'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('collective', True), ('instant', True), _negated=True), name='benefits_never_instant'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('granted', 'shown')), _negated=True), models.Q(('days', 0), ('doubt', ''), ('instant', True)), models.Q(models.Q(('first_by', ''), _negated=True), models.Q(('second_by', ''), _negated=True), models.Q(('second_by', models.F('first_by')), _negated=True)), _connector='OR'), name='benefits_decided_by_two'),
        ),
        migrations.AddIndex(
            model_name='recovery',
            index=models.Index(fields=['state', 'area_code'], name='benefits_recovery_state'),
        ),
        migrations.AddConstraint(
            model_name='recovery',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('payment',), name='benefits_one_open_recovery'),
        ),
        migrations.AddConstraint(
            model_name='recovery',
            constraint=models.CheckConstraint(condition=models.Q(('fen__gt', 0)), name='benefits_recovery_above_zero'),
        ),
        migrations.AddConstraint(
            model_name='recovery',
            constraint=models.CheckConstraint(condition=models.Q(('closed_by', ''), models.Q(('closed_by', models.F('opened_by')), _negated=True), _connector='OR'), name='benefits_recovery_four_eyes'),
        ),
        migrations.RunPython(keep, let_go),
    ]
