"""What every entry of the register has.  ADR 0010, R-083: code, source, recorded at, valid from, valid to."""

from django.db import models
from django.utils import timezone


class Entry(models.Model):
    """``grid_code`` is the grid of the day, so that reach and counts need no look-up; territory tells when it moves.

    ``checked_at``: when somebody last found it to be so. ``valid_to``: the first day on which it no longer holds.
    """

    LETTER = ""
    KIND = ""

    code = models.CharField(max_length=16, unique=True)
    place = models.CharField(max_length=24, blank=True)
    grid_code = models.CharField(max_length=17, blank=True)
    source = models.CharField(max_length=40)
    recorded_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    checked_at = models.DateTimeField(null=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.code

    @property
    def area_code(self) -> str:
        """So that access can be asked about an entry."""
        return self.grid_code

    @property
    def unit_codes(self) -> tuple[str, ...]:
        return ()

    @property
    def ref(self) -> str:
        """How links, looks, changes and the trail name the entry: ``person:P…``."""
        return f"{self.KIND}:{self.code}"


def by_place(name: str) -> models.Index:
    """For a building's page: all of one kind in it."""
    return models.Index(fields=["place"], name=name)


def by_grid(name: str) -> models.Index:
    """For a grid's page and for everybody's reach: what holds there."""
    return models.Index(fields=["grid_code", "valid_to"], name=name)
