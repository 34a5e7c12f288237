"""One export somebody asked for."""

from django.db import models

from lianzhi.foundation.exports.rules.states import ExportState
from lianzhi.kernel import ids


def new_id() -> str:
    return ids.token(16)


class Export(models.Model):
    """``query`` is the list's own query string. ``run`` names the worker's run that may write; ``place`` the file on disk.

    ``seen_at``: when the worker last said how far it is.
    """

    id = models.CharField(max_length=24, primary_key=True, default=new_id)
    owner = models.CharField(max_length=60)
    source = models.CharField(max_length=60)
    name = models.CharField(max_length=80)
    query = models.TextField(blank=True)
    form = models.CharField(max_length=4)
    language = models.CharField(max_length=10)
    state = models.CharField(max_length=10, default=ExportState.WAITING)
    run = models.CharField(max_length=32, blank=True)
    rows = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True)
    covered = models.BooleanField(default=False)
    file_name = models.CharField(max_length=200, blank=True)
    place = models.CharField(max_length=60, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["owner", "-asked_at"], name="exports_by_owner"),
            models.Index(fields=["state", "asked_at"], name="exports_by_state"),
        ]
