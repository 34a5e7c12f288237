"""Door sensors: whose they are, what they said, when nobody moved for too long.  R-127."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from lianzhi.sensing.models.devices import Device


class Binding(models.Model):
    """A sensor at somebody's door, with the person's word. ``person``: the register's code; no name is kept here.

    ``norm``: part of the day -> [hours, gaps, whole]; ``factor``: how much longer than the norm is too long.
    """

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="+")
    person = models.CharField(max_length=16)
    place = models.CharField(max_length=24)
    area_code = models.CharField(max_length=17)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    why_ended = models.CharField(max_length=120, blank=True)
    bound_by = models.CharField(max_length=60)
    last_move = models.DateTimeField(null=True)
    norm = models.JSONField(default=dict)
    learnt_at = models.DateTimeField(null=True)
    factor = models.FloatField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["device"], condition=Q(until=None), name="sensing_one_binding"),
        ]
        indexes = [
            models.Index(fields=["area_code"], name="sensing_binding_area"),
            models.Index(fields=["person"], name="sensing_binding_person"),
        ]

    def __str__(self) -> str:
        return f"{self.device_id} {self.person}"

    @property
    def unit_codes(self) -> tuple[str, ...]:
        return ()


class Reading(models.Model):
    """One message of a door: opened or closed. A heartbeat is no reading."""

    binding = models.ForeignKey(Binding, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    open = models.BooleanField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["binding", "at", "open"], name="sensing_one_reading"),
        ]

    def __str__(self) -> str:
        return f"{self.binding_id} {self.at}"


class DoorAlert(models.Model):
    """Nobody moved for longer than this home's limit; ends with what the visit found.

    ``visit``: the number of the visit that was called; ``matter``: the number of the matter where no visit could be.
    ``moved_at``: the door moved again before anybody came; the visit is made all the same.
    """

    binding = models.ForeignKey(Binding, on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=17)
    last_move = models.DateTimeField()
    raised_at = models.DateTimeField()
    silent_hours = models.FloatField()
    norm_hours = models.FloatField()
    factor = models.FloatField()
    sensor_silent = models.BooleanField(default=False)
    visit = models.PositiveBigIntegerField(null=True)
    matter = models.CharField(max_length=24, blank=True)
    moved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=8, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["binding"], condition=Q(closed_at=None), name="sensing_one_door_alert"
            ),
        ]
        indexes = [
            models.Index(fields=["visit"], name="sensing_alert_visit"),
            models.Index(fields=["area_code"], name="sensing_alert_area", condition=Q(closed_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.binding_id} {self.raised_at}"


class FactorStep(models.Model):
    """A change of a home's factor; never edited."""

    binding = models.ForeignKey(Binding, on_delete=models.PROTECT, related_name="+")
    alert = models.ForeignKey(DoorAlert, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    before = models.FloatField()
    after = models.FloatField()
    outcome = models.CharField(max_length=8)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.before} {self.after}"
