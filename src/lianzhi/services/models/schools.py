"""Schools, their places and areas, and what was projected for them (R-077)."""

from django.db import models
from django.utils import timezone


class School(models.Model):
    """One stage of a school at a place. ``code`` is the place's with the stage; ``grid_code`` its grid when it was entered."""

    code = models.CharField(max_length=40, unique=True)
    place = models.CharField(max_length=24)
    stage = models.CharField(max_length=12)
    name = models.CharField(max_length=80)
    grid_code = models.CharField(max_length=17)
    source = models.CharField(max_length=40)
    verified = models.BooleanField(default=False)
    recorded_at = models.DateTimeField(default=timezone.now)
    valid_to = models.DateField(null=True)

    class Meta:
        ordering = ["stage", "code"]

    def __str__(self) -> str:
        return self.code

    @property
    def area_code(self) -> str:
        return self.grid_code

    @property
    def unit_codes(self) -> tuple[str, ...]:
        return ()


class Places(models.Model):
    """How many a school takes in one autumn."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="places")
    year = models.PositiveSmallIntegerField()
    places = models.PositiveIntegerField()
    source = models.CharField(max_length=40)
    verified = models.BooleanField(default=False)

    class Meta:
        ordering = ["school", "year"]
        constraints = [models.UniqueConstraint(fields=["school", "year"], name="services_places_once")]

    def __str__(self) -> str:
        return f"{self.school_id} {self.year}: {self.places}"


class SchoolArea(models.Model):
    """A part of a school's area: an area of the tree, or an outline as GeoJSON. ``valid_to``: first day it no longer holds."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="areas")
    area = models.CharField(max_length=17, blank=True)
    outline = models.TextField(blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    source = models.CharField(max_length=40)
    verified = models.BooleanField(default=False)

    class Meta:
        ordering = ["school", "area", "pk"]

    def __str__(self) -> str:
        return f"{self.school_id} {self.area or 'outline'}"


class Run(models.Model):
    """One projection of the whole town."""

    at = models.DateTimeField()
    day = models.DateField()
    by = models.CharField(max_length=60)
    children = models.PositiveIntegerField()
    nowhere = models.JSONField(default=dict)
    document = models.CharField(max_length=200)
    verified = models.BooleanField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.day}"


class Line(models.Model):
    """What one projection says of one school and year, with the numbers it was made of."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="lines")
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="lines", db_index=False)
    year = models.PositiveSmallIntegerField()
    places = models.PositiveIntegerField(null=True)
    expected = models.PositiveIntegerField()
    low = models.PositiveIntegerField()
    high = models.PositiveIntegerField()
    shortage = models.PositiveIntegerField()
    supply = models.CharField(max_length=8)
    basis = models.JSONField(default=dict)
    reasons = models.JSONField(default=list)
    changes = models.JSONField(default=dict)

    class Meta:
        ordering = ["school", "year"]
        constraints = [models.UniqueConstraint(fields=["school", "run", "year"], name="services_line_once")]

    def __str__(self) -> str:
        return f"{self.school_id} {self.year}: {self.supply}"


class Warning(models.Model):  # noqa: A001  入学预警 is called so
    """A school is short in a year: since when, how many, until when it was so."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="warnings")
    year = models.PositiveSmallIntegerField()
    shortage = models.PositiveIntegerField()
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "year"], condition=models.Q(until=None), name="services_one_warning"
            )
        ]

    def __str__(self) -> str:
        return f"{self.school_id} {self.year}"
