"""What was taken in, from whom, and what it belongs to."""

from django.db import models
from django.utils import timezone

from lianzhi.kernel import clock, ids


def new_id() -> str:
    """118 random bits: an id cannot be guessed, though it opens nothing by itself."""
    return ids.token(24)


class Photo(models.Model):
    """One photo. The pixels lie under FILES_ROOT at ``path``; the row says whose they are."""

    id = models.CharField(primary_key=True, max_length=24, default=new_id)
    purpose = models.CharField(max_length=30)
    name = models.CharField(max_length=80)
    sm3 = models.CharField(max_length=64)
    path = models.CharField(max_length=120)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    uploaded_by = models.CharField(max_length=80)
    uploaded_at = models.DateTimeField(default=clock.now)
    subject = models.CharField(max_length=80, blank=True)
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["uploaded_at", "id"]
        indexes = [
            models.Index(fields=["subject", "place"], name="photos_of_subject"),
            models.Index(fields=["uploaded_at"], condition=models.Q(subject=""), name="photos_unattached"),
        ]


class Quota(models.Model):
    """How often one sender tried within the running hour. ``sender`` is a keyed digest."""

    sender = models.CharField(max_length=64, unique=True)
    since = models.DateTimeField(default=timezone.now)
    count = models.PositiveIntegerField(default=0)
