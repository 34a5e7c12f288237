"""Where drones may not fly, routes that were planned and approved, and flights that people logged.  R-118."""

from django.db import models
from django.utils import timezone

from lianzhi.sensing.models.devices import Device, choices
from lianzhi.sensing.rules.kinds import RouteState


class NoFlyZone(models.Model):
    """Ground over which no route leads. ``shape``: GeoJSON text of a polygon; ``why``: whose it is."""

    name = models.CharField(max_length=80)
    shape = models.TextField()
    why = models.CharField(max_length=120)
    source = models.CharField(max_length=40)
    verified = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Route(models.Model):
    """A plan for one drone: points to cover, and the flights that cover them. Only an approved one may be flown.

    ``points``: name, lon, lat, why (``hot`` or ``chosen``); ``legs``: each flight's line, the points it covers, metres.
    ``left``: names of points that no flight reaches, and why. ``zones``: keys of the no-fly zones it was planned around.
    """

    name = models.CharField(max_length=80)
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=17)
    points = models.JSONField(default=list)
    legs = models.JSONField(default=list)
    left = models.JSONField(default=list)
    zones = models.JSONField(default=list)
    range_m = models.FloatField()
    altitude_m = models.FloatField()
    state = models.CharField(max_length=8, choices=choices(RouteState), default=RouteState.DRAFT)
    planned_by = models.CharField(max_length=60)
    planned_by_name = models.CharField(max_length=60)
    planned_at = models.DateTimeField(default=timezone.now)
    decided_by = models.CharField(max_length=60, blank=True)
    decided_by_name = models.CharField(max_length=60, blank=True)
    decided_at = models.DateTimeField(null=True)
    permit = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def unit_codes(self) -> tuple[str, ...]:
        return (self.device.owner,)


class Flight(models.Model):
    """One flight of a leg, as its operator logged it; never edited. ``track``: [lon, lat, height, seconds since the start]."""

    route = models.ForeignKey(Route, on_delete=models.PROTECT, related_name="flights")
    leg = models.PositiveSmallIntegerField()
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    operator = models.CharField(max_length=60)
    track = models.JSONField(default=list)
    metres = models.FloatField()
    covered = models.JSONField(default=list)
    missed = models.JSONField(default=list)
    deviations = models.JSONField(default=list)
    note = models.CharField(max_length=300, blank=True)
    logged_by = models.CharField(max_length=60)
    logged_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["device", "started_at"], name="sensing_one_flight"),
        ]

    def __str__(self) -> str:
        return f"{self.device_id} {self.started_at}"

    @property
    def area_code(self) -> str:
        return str(self.route.area_code)

    @property
    def unit_codes(self) -> tuple[str, ...]:
        return (self.device.owner,)
