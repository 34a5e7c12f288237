"""Houses, firms, venues and things: what stands, trades or is used at an address."""

from django.db import models
from django.db.models import Q

from lianzhi.registry.models.base import Entry, by_grid, by_place


class House(Entry):
    """A room in use. ``place`` is its room code: one house for a room at a time."""

    LETTER, KIND = "H", "house"

    use = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=20, default="unknown")
    owner_kind = models.CharField(max_length=20, blank=True)
    owner_name = models.CharField(max_length=80, blank=True)
    owner_phone_sealed = models.TextField(blank=True)
    owner_phone_blind = models.CharField(max_length=64, blank=True)
    structure = models.CharField(max_length=20, blank=True)
    area_m2 = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    rooms = models.PositiveIntegerField(null=True)
    rent_for = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["place"], condition=Q(valid_to=None), name="registry_one_house")
        ]
        # Ended houses too, for the building's page on another day.
        indexes = [by_place("registry_house_place"), by_grid("registry_house_grid")]


class Enterprise(Entry):
    """A firm, a shop, an institution. Its credit code is public and may fail its check (B2).

    ``core``: its name without place, form and branch, by which it is found (``linkage/firm_names.py``). ``merged_into``: the
    entry that stands for both after a merge.
    """

    LETTER, KIND = "E", "enterprise"

    name = models.CharField(max_length=120)
    credit = models.CharField(max_length=18, blank=True)
    kind = models.CharField(max_length=20, blank=True)
    legal_person = models.CharField(max_length=60, blank=True)
    phone_sealed = models.TextField(blank=True)
    phone_blind = models.CharField(max_length=64, blank=True)
    industry = models.CharField(max_length=60, blank=True)
    scope = models.CharField(max_length=400, blank=True)
    staff = models.PositiveIntegerField(null=True)
    founded = models.DateField(null=True)
    core = models.CharField(max_length=120, blank=True)
    merged_into = models.CharField(max_length=16, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["credit"], condition=~Q(credit="") & Q(merged_into=""), name="registry_one_credit"
            )
        ]
        indexes = [
            by_place("registry_enterprise_place"),
            by_grid("registry_enterprise_grid"),
            # Search by the beginning of a name; the key of firms without a credit code.
            models.Index(fields=["name"], name="registry_enterprise_name", opclasses=["varchar_pattern_ops"]),
            # Which may be the same firm (linkage): by core, telephone and representative.
            models.Index(fields=["core"], name="registry_enterprise_core"),
            models.Index(
                fields=["phone_blind"], name="registry_enterprise_phone", condition=~Q(phone_blind="")
            ),
            models.Index(
                fields=["legal_person"], name="registry_enterprise_legal", condition=~Q(legal_person="")
            ),
        ]


class Venue(Entry):
    """场所: a place people go to, whoever runs it."""

    LETTER, KIND = "V", "venue"

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20)
    keeper = models.CharField(max_length=60, blank=True)
    phone_sealed = models.TextField(blank=True)
    phone_blind = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [by_place("registry_venue_place"), by_grid("registry_venue_grid")]


class Thing(Entry):
    """物: a cylinder, a device; by its kind and number."""

    LETTER, KIND = "T", "thing"

    kind = models.CharField(max_length=20)
    number = models.CharField(max_length=60)
    maker = models.CharField(max_length=80, blank=True)
    made = models.DateField(null=True)
    check_due = models.DateField(null=True)
    expires = models.DateField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["kind", "number"], name="registry_one_thing")]
        indexes = [
            by_place("registry_thing_place"),
            by_grid("registry_thing_grid"),
            # Which cylinders are due: by day, one kind at a time.
            models.Index(fields=["kind", "check_due"], name="registry_thing_due", condition=Q(valid_to=None)),
        ]
