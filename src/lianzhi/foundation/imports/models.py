"""A file somebody hands in, and what was said about the columns of a source."""

from django.db import models

from lianzhi.foundation.imports.rules.states import ImportState
from lianzhi.kernel import ids


def new_id() -> str:
    return ids.token(16)


class Import(models.Model):
    """``place``: the file as it came, on disk until it was taken in; ``errors``: the file of bad rows.

    ``run`` names the worker's run that may write; ``seen_at``: when the worker last said how far it is.
    ``digest`` (SM3) of the file stays on record.
    """

    id = models.CharField(max_length=24, primary_key=True, default=new_id)
    owner = models.CharField(max_length=60)
    kind = models.CharField(max_length=40)
    source = models.CharField(max_length=30)
    name = models.CharField(max_length=200)
    place = models.CharField(max_length=60, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64)
    sheet = models.CharField(max_length=100, blank=True)
    mapping = models.JSONField(default=dict)
    language = models.CharField(max_length=10)
    state = models.CharField(max_length=10, default=ImportState.DRAFT)
    run = models.CharField(max_length=32, blank=True)
    total = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    bad = models.PositiveIntegerField(default=0)
    errors = models.CharField(max_length=60, blank=True)
    error = models.CharField(max_length=300, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["owner", "-asked_at"], name="imports_by_owner"),
            models.Index(fields=["state", "asked_at"], name="imports_by_state"),
        ]


class Remembered(models.Model):
    """Which column held what in the last table of a source: ``columns`` field -> header, "" = no column."""

    kind = models.CharField(max_length=40)
    source = models.CharField(max_length=30)
    columns = models.JSONField(default=dict)
    by = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "source"], name="one_mapping_a_source")]
