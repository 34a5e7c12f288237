"""What senses, and what should be watched.  R-114, R-116, R-117."""

from django.db import models
from django.utils import timezone

from lianzhi.sensing.rules.kinds import DeviceKind, DeviceState, PointKind


def choices(kind: type) -> list[tuple[str, str]]:
    return [(each.value, each.value) for each in kind]  # type: ignore[attr-defined]


class Device(models.Model):
    """One device by the town's code. ``owner``: the unit that keeps it in order; ``source``: the system it comes by.

    ``bearing`` and ``opening`` in degrees, ``range_m`` and ``height_m`` (above the ground) in metres. ``silent_since`` is
    set by the watch over silence and cleared when it is heard again.
    """

    code = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=10, choices=choices(DeviceKind))
    name = models.CharField(max_length=80)
    gb_id = models.CharField(max_length=20, blank=True)
    lon = models.FloatField()
    lat = models.FloatField()
    height_m = models.FloatField(default=0)
    bearing = models.FloatField(null=True)
    opening = models.FloatField(null=True)
    range_m = models.FloatField(null=True)
    owner = models.CharField(max_length=40)
    source = models.CharField(max_length=40)
    place = models.CharField(max_length=24, blank=True)
    area_code = models.CharField(max_length=17)
    state = models.CharField(max_length=8, choices=choices(DeviceState), default=DeviceState.ACTIVE)
    last_heard = models.DateTimeField(null=True)
    silent_since = models.DateTimeField(null=True)
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["code"]
        indexes = [
            models.Index(fields=["area_code", "kind"], name="sensing_device_area"),
            models.Index(fields=["owner"], name="sensing_device_owner"),
            models.Index(fields=["state", "kind", "last_heard"], name="sensing_device_heard"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def unit_codes(self) -> tuple[str, ...]:
        return (self.owner,)


class KeyPoint(models.Model):
    """A key road section (a line), checkpoint or crossing (a spot). ``shape``: GeoJSON text."""

    code = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=10, choices=choices(PointKind))
    name = models.CharField(max_length=80)
    shape = models.TextField()
    area_code = models.CharField(max_length=17)
    source = models.CharField(max_length=40)
    verified = models.BooleanField(default=False)

    class Meta:
        ordering = ["kind", "code"]

    def __str__(self) -> str:
        return self.code

    @property
    def unit_codes(self) -> tuple[str, ...]:
        return ()
