"""The area tree, the address base and the layers of the map (R-074, R-002).

An area code may have several versions, one after the other; a version is never deleted, only ended. The
rows of one town fit into memory: ``snapshot.py`` keeps them per process until ``Stamp`` changes.
"""

from django.db import models


class Area(models.Model):
    """One version of a town, community, grid or micro-grid. ``valid_to``: first day it no longer holds."""

    code = models.CharField(max_length=17)
    level = models.CharField(max_length=12)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)
    parent = models.CharField(max_length=17, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    geometry = models.TextField()
    lon = models.FloatField()
    lat = models.FloatField()
    area_km2 = models.FloatField()

    class Meta:
        ordering = ["code", "valid_from"]
        constraints = [models.UniqueConstraint(fields=["code", "valid_from"], name="one_area_version_a_day")]

    def __str__(self) -> str:
        return f"{self.code} {self.name_zh}"

    @property
    def area_code(self) -> str:
        """So that access can be asked about an area."""
        return self.code

    @property
    def unit_codes(self) -> tuple[str, ...]:
        return ()


class Place(models.Model):
    """Anything with an address or a name: a building, a quarter, a crossing, a school. One code each."""

    code = models.CharField(max_length=24, unique=True)
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    address = models.CharField(max_length=160, blank=True)
    lon = models.FloatField()
    lat = models.FloatField()
    grid_code = models.CharField(max_length=17, db_index=True)
    aliases = models.JSONField(default=list, blank=True)
    floors = models.PositiveSmallIntegerField(default=0)
    units = models.PositiveSmallIntegerField(default=0)
    search = models.TextField(blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def area_code(self) -> str:
        return self.grid_code

    @property
    def unit_codes(self) -> tuple[str, ...]:
        return ()


class Layer(models.Model):
    """One layer of the base map, ready to send."""

    name = models.SlugField(max_length=40, unique=True)
    geojson = models.TextField()
    etag = models.CharField(max_length=64)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"


class Stamp(models.Model):
    """Changes with every change of ``areas`` or ``places``. Locked by actions, read by every process's cache."""

    name = models.CharField(max_length=20, primary_key=True)
    mark = models.CharField(max_length=32, blank=True)

    def __str__(self) -> str:
        return f"{self.name} {self.mark}"
