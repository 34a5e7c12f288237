"""Key persons, events, places and information that are followed for a time, on a lawful ground (R-096)."""

from django.db import models
from django.utils import timezone


class KeyMark(models.Model):
    """``subject`` names what is marked: an entry (``person:P…``), an address code, a case number, or nothing for information.

    A mark without ground, basis, authority, reason and an end does not exist. It holds until ``expires``, that day included,
    unless it was ended before.
    """

    LETTER = "K"

    class Kind(models.TextChoices):
        PERSON = "person"
        EVENT = "event"
        PLACE = "place"
        INFORMATION = "information"

    code = models.CharField(max_length=16, unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    subject = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=120)
    ground = models.CharField(max_length=20)
    basis = models.CharField(max_length=200)
    authority = models.CharField(max_length=120)
    reason = models.CharField(max_length=400)
    area_code = models.CharField(max_length=17)
    starts = models.DateField()
    expires = models.DateField()
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.CharField(max_length=60)
    made_by_name = models.CharField(max_length=60)
    ended_at = models.DateTimeField(null=True)
    ended_by_name = models.CharField(max_length=60, blank=True)
    end_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["expires", "pk"]
        indexes = [
            models.Index(fields=["subject"], name="registry_mark_subject"),
            # What runs out soonest, of those that were not ended: the list and the reminders.
            models.Index(fields=["expires"], name="registry_mark_open", condition=models.Q(ended_at=None)),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def ref(self) -> str:
        return f"mark:{self.code}"

    @property
    def entry(self) -> str:
        """The code of the marked entry."""
        return self.subject.partition(":")[2]

    @property
    def unit_codes(self) -> tuple[str, ...]:
        return ()


class MarkNote(models.Model):
    """What was found while a mark was followed."""

    mark = models.ForeignKey(KeyMark, on_delete=models.CASCADE, related_name="notes")
    text = models.CharField(max_length=400)
    at = models.DateTimeField(default=timezone.now)
    by_name = models.CharField(max_length=60)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.mark_id} {self.at:%Y-%m-%d}"
