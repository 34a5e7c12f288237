"""The area tree, the address base and the layers of the map (R-074, R-002).

An area code may have several versions, one after the other; a version is never deleted, only ended. The
rows of one town fit into memory: ``snapshot.py`` keeps them per process until ``Stamp`` changes.
"""

from datetime import date

from django.db import models

from lianzhi.kernel.areas import SCHEME
from lianzhi.kernel.datum import WGS84

FOUNDED = date(2020, 1, 1)
"""Since when holds what was loaded without a day."""


class Area(models.Model):
    """One version of an area, from the city down to the micro-grid. ``valid_to``: first day it no longer holds.

    What lies above the town has a code and a name but no outline: ``geometry`` is empty. ``scheme`` is the scheme and
    version of the code, ``datum`` the datum that the outline came in before it was stored as WGS 84.
    """

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
    scheme = models.CharField(max_length=20, default=SCHEME)
    datum = models.CharField(max_length=10, default=WGS84)

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
    """Anything with an address or a name: a building, a quarter, a crossing, a school. One code each.

    It ends but is never deleted. ``valid_to``: first day on which it no longer stands. What it was called before says
    ``PlaceName``, in which grid it lay ``PlaceGrid``.
    """

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
    datum = models.CharField(max_length=10, default=WGS84)
    valid_from = models.DateField(default=FOUNDED)
    valid_to = models.DateField(null=True, blank=True)
    scheme = models.CharField(max_length=20, default=SCHEME)

    class Meta:
        ordering = ["code"]
        # Those that ended are few and asked for by every list of those that stand.
        indexes = [
            models.Index(fields=["valid_to"], name="places_ended", condition=models.Q(valid_to__isnull=False))
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def area_code(self) -> str:
        return self.grid_code

    @property
    def unit_codes(self) -> tuple[str, ...]:
        return ()


class Lineage(models.Model):
    """From which code an area (or a room) came to be, on which day. A code that stays itself stands on both sides.

    ``told``: the other rooms have heard that it took hold.
    """

    class Kind(models.TextChoices):
        SPLIT = "split"
        MERGE = "merge"
        RENAME = "rename"
        MOVE = "move"

    from_code = models.CharField(max_length=24, db_index=True)
    to_code = models.CharField(max_length=24)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    day = models.DateField()
    told = models.BooleanField(default=False)

    class Meta:
        ordering = ["day", "id"]
        # What takes hold today and was not told yet: read by the clock, nearly always nothing.
        indexes = [models.Index(fields=["day"], name="lines_not_told", condition=models.Q(told=False))]

    def __str__(self) -> str:
        return f"{self.from_code} {self.kind} {self.to_code} {self.day}"


class PlaceGrid(models.Model):
    """The grid of a place over a time. Only of places whose grid has changed; the others have always had theirs.

    ``valid_from`` is empty for the grid that the place came with. The row that holds today says what stands in
    ``Place.grid_code``; a change that is yet to come waits here for its day.
    """

    place_code = models.CharField(max_length=24)
    grid_code = models.CharField(max_length=17)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["place_code", "id"]
        indexes = [models.Index(fields=["place_code", "valid_from"], name="grids_of_a_place")]

    def __str__(self) -> str:
        return f"{self.place_code} {self.grid_code}"


class Room(models.Model):
    """A room 室 in a building (ADR 0010). Its code says building, unit and floor; it ends but is never deleted."""

    code = models.CharField(max_length=24, unique=True)
    building = models.CharField(max_length=18)
    floor = models.SmallIntegerField()
    number = models.CharField(max_length=20)
    name = models.CharField(max_length=80, blank=True)
    use = models.CharField(max_length=10, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    scheme = models.CharField(max_length=20, default=SCHEME)

    class Meta:
        ordering = ["code"]
        indexes = [models.Index(fields=["building"], name="rooms_of_a_building")]

    def __str__(self) -> str:
        return f"{self.code} {self.number}"


class PlaceName(models.Model):
    """Another name of a place: a former one, one that people use, one that a reviewer taught. Ends but is never deleted."""

    class Kind(models.TextChoices):
        OLD = "old"
        ALIAS = "alias"
        LEARNT = "learnt"

    name = models.CharField(max_length=120)
    code = models.CharField(max_length=24, db_index=True)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["name", "code"]
        constraints = [models.UniqueConstraint(fields=["name", "code"], name="one_name_of_a_place")]

    def __str__(self) -> str:
        return f"{self.name} {self.kind} {self.code}"


class Doubt(models.Model):
    """An address that a person has to look at, or has decided: then ``key`` leads to ``code`` from that moment on.

    Nothing but the address is kept, not whose it is. ``options`` are the codes that were proposed, the likeliest first.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        DECIDED = "decided"
        OUTSIDE = "outside"

    key = models.CharField(max_length=200, unique=True)
    text = models.CharField(max_length=200)
    source = models.CharField(max_length=60, blank=True)
    area = models.CharField(max_length=17, db_index=True)
    score = models.FloatField()
    reason = models.CharField(max_length=200, blank=True)
    params = models.JSONField(default=dict, blank=True)
    options = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    code = models.CharField(max_length=24, blank=True)
    seen = models.PositiveIntegerField(default=1)
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField()
    decided_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-seen", "id"]
        indexes = [
            models.Index(fields=["state", "-seen", "id"], name="doubts_in_turn"),
            models.Index(fields=["state", "last_seen"], name="doubts_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.text} {self.state} {self.code}"

    @property
    def area_code(self) -> str:
        return self.area

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
