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


class Upload(models.Model):
    """A picture announced by a phone and sent in pieces. The phone made ``id``: a piece sent twice counts once.

    ``picture`` is one press of the shutter; its original and its stamped copy are two uploads of it.
    ``facts``: when and where it was taken and the digest of the camera's own file, as the phone says.
    """

    class UploadState(models.TextChoices):
        WAITING = "waiting"
        WHOLE = "whole"
        DROPPED = "dropped"

    id = models.UUIDField(primary_key=True)
    picture = models.UUIDField()
    sender = models.CharField(max_length=80)
    purpose = models.CharField(max_length=30)
    name = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    received = models.PositiveIntegerField(default=0)
    subject = models.CharField(max_length=80)
    place = models.PositiveSmallIntegerField(default=0)
    facts = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=UploadState.choices, default=UploadState.WAITING)
    photo = models.OneToOneField(Photo, null=True, on_delete=models.SET_NULL, related_name="upload")
    announced_at = models.DateTimeField(default=clock.now)
    touched_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "place"], name="uploads_of_subject"),
            models.Index(fields=["touched_at"], condition=models.Q(state="waiting"), name="uploads_waiting"),
        ]


class Quota(models.Model):
    """How often one sender tried within the running hour. ``sender`` is a keyed digest."""

    sender = models.CharField(max_length=64, unique=True)
    since = models.DateTimeField(default=timezone.now)
    count = models.PositiveIntegerField(default=0)


class Scrub(models.Model):
    """The copy of a photo on which faces and plates are covered; it lies beside the photo.

    ``state``: waiting, done or failed; ``found`` counts what was covered, by kind.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        DONE = "done"
        FAILED = "failed"

    photo = models.OneToOneField(Photo, on_delete=models.CASCADE, related_name="scrub", primary_key=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    found = models.JSONField(default=dict)
    at = models.DateTimeField(null=True)
