"""What was seen, which sightings are one thing, and what could not be read.  R-114..R-117, R-119."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from lianzhi.sensing.models.devices import Device, choices
from lianzhi.sensing.models.flights import Flight
from lianzhi.sensing.rules.kinds import DetectionState, PlacedBy, Verdict


class Track(models.Model):
    """One thing that was seen, once or often, until its matter has ended. ``again``: the one before it at the same place."""

    klass = models.CharField(max_length=30)
    lon = models.FloatField()
    lat = models.FloatField()
    area_code = models.CharField(max_length=17)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    sightings = models.PositiveIntegerField(default=1)
    devices = models.JSONField(default=list)
    case_number = models.CharField(max_length=24, blank=True)
    joined_to = models.CharField(max_length=24, blank=True)
    closed_at = models.DateTimeField(null=True)
    ended = models.CharField(max_length=12, blank=True)
    again = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["klass", "last_at"], name="sensing_track_open", condition=Q(closed_at=None)),
            models.Index(fields=["klass", "first_at"], name="sensing_track_class"),
            models.Index(fields=["case_number"], name="sensing_track_case", condition=~Q(case_number="")),
            models.Index(fields=["area_code"], name="sensing_track_area"),
        ]

    def __str__(self) -> str:
        return f"{self.klass} {self.pk}"

    @property
    def unit_codes(self) -> tuple[str, ...]:
        return ()


class Detection(models.Model):
    """One sighting as it came. ``klass_said``: the sender's word for it; ``klass`` may be corrected by who judges."""

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="+", db_index=False)
    external_id = models.CharField(max_length=80)
    klass = models.CharField(max_length=30)
    klass_said = models.CharField(max_length=40)
    confidence = models.FloatField()
    threshold = models.FloatField()
    seen_at = models.DateTimeField()
    received_at = models.DateTimeField(default=timezone.now)
    through = models.CharField(max_length=10)
    lon = models.FloatField()
    lat = models.FloatField()
    placed_by = models.CharField(max_length=8, choices=choices(PlacedBy))
    accuracy_m = models.FloatField()
    area_code = models.CharField(max_length=17)
    box = models.JSONField(null=True)
    bearing = models.FloatField(null=True)
    state = models.CharField(max_length=8, choices=choices(DetectionState))
    track = models.ForeignKey(Track, on_delete=models.PROTECT, null=True, related_name="+")
    flight = models.ForeignKey(Flight, on_delete=models.PROTECT, null=True, related_name="+")
    verdict = models.CharField(max_length=3, blank=True)
    judged_by = models.CharField(max_length=60, blank=True)
    judged_by_name = models.CharField(max_length=60, blank=True)
    judged_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            # The same message sent twice is one detection.
            models.UniqueConstraint(fields=["device", "external_id"], name="sensing_one_detection")
        ]
        indexes = [
            models.Index(fields=["area_code"], name="sensing_detection_waits", condition=Q(state="waiting")),
            models.Index(
                fields=["judged_at"], name="sensing_detection_nothing", condition=Q(state="nothing")
            ),
            models.Index(fields=["area_code", "-seen_at"], name="sensing_detection_area"),
            models.Index(
                fields=["klass", "device"], name="sensing_judged", condition=~Q(verdict=Verdict.NONE)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.device_id} {self.external_id}"

    @property
    def subject(self) -> str:
        return f"detection:{self.pk}"

    @property
    def unit_codes(self) -> tuple[str, ...]:
        return (self.device.owner,)


class Refusal(models.Model):
    """A message that could not be taken in: from where, what it said (cut), and why. Nothing is lost silently (R-091)."""

    at = models.DateTimeField(default=timezone.now)
    topic = models.CharField(max_length=200)
    payload = models.TextField()
    code = models.CharField(max_length=60)
    why = models.CharField(max_length=300)
    field = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["at"], name="sensing_refusal_at")]

    def __str__(self) -> str:
        return f"{self.topic} {self.code}"


__all__ = ["Detection", "DetectionState", "Refusal", "Track"]
