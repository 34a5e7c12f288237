"""Persons and households."""

from django.db import models
from django.db.models import Q

from lianzhi.registry.models.base import Entry, by_grid, by_place

BARE = Q(identity_blind="", merged_into="", valid_to=None)
"""Who holds and has no identity number."""


class Person(Entry):
    """One person, once (R-085). Identity number, phone and account are sealed, each for this row; digests find them.

    ``place``: the room of the open ``lives_in``, kept here for lists; the link is what counts. ``merged_into``: the
    entry that stands for both after a merge.
    """

    LETTER, KIND = "P", "person"

    name = models.CharField(max_length=60)
    latin_name = models.CharField(max_length=80, blank=True)
    former_name = models.CharField(max_length=60, blank=True)
    sex = models.CharField(max_length=1, default="0")
    birth = models.DateField(null=True)
    ethnic = models.CharField(max_length=20, blank=True)
    identity_kind = models.CharField(max_length=20, blank=True)
    identity_sealed = models.TextField(blank=True)
    identity_blind = models.CharField(max_length=64, blank=True)
    phone_sealed = models.TextField(blank=True)
    phone_blind = models.CharField(max_length=64, blank=True)
    account_sealed = models.TextField(blank=True)
    account_blind = models.CharField(max_length=64, blank=True)
    kind = models.CharField(max_length=20, blank=True)
    nationality = models.CharField(max_length=40, blank=True)
    entered = models.DateField(null=True)
    lodged = models.DateField(null=True)
    leaves = models.DateField(null=True)
    origin = models.CharField(max_length=160, blank=True)
    education = models.CharField(max_length=20, blank=True)
    political = models.CharField(max_length=20, blank=True)
    marital = models.CharField(max_length=20, blank=True)
    occupation = models.CharField(max_length=60, blank=True)
    employer = models.CharField(max_length=120, blank=True)
    merged_into = models.CharField(max_length=16, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["identity_blind"],
                condition=~Q(identity_blind="") & Q(merged_into=""),
                name="registry_one_identity",
            ),
        ]
        indexes = [
            by_place("registry_person_place"),
            by_grid("registry_person_grid"),
            # Search by the beginning of a name; with the date of birth it is the second key of who is the same person.
            models.Index(
                fields=["name", "birth"],
                name="registry_person_name",
                opclasses=["varchar_pattern_ops", "date_ops"],
            ),
            # Who may be the same person: all of one day of birth (linkage).
            models.Index(fields=["birth"], name="registry_person_birth"),
            # Search by phone; most rows of some sources have none.
            models.Index(fields=["phone_blind"], name="registry_person_phone", condition=~Q(phone_blind="")),
            # Who comes from abroad is searched by his other name too.
            models.Index(
                fields=["latin_name"],
                name="registry_person_latin",
                opclasses=["varchar_pattern_ops"],
                condition=~Q(latin_name=""),
            ),
            # Who has no number, with whom a batch of new rows is compared: few, so that 2,000 values cost little.
            models.Index(
                fields=["phone_blind"], name="registry_bare_phone", condition=BARE & ~Q(phone_blind="")
            ),
            models.Index(fields=["place"], name="registry_bare_place", condition=BARE),
            # What changed lately, in a grid or the town.
            models.Index(fields=["changed_at"], name="registry_person_changed"),
            # What is over may be forgotten: the retention job reads only these.
            models.Index(
                fields=["valid_to"], name="registry_person_ended", condition=Q(valid_to__isnull=False)
            ),
        ]


class Household(Entry):
    """A family or a collective household by its number (户号). Who heads it and belongs to it stands in links."""

    LETTER, KIND = "F", "household"

    number = models.CharField(max_length=40)
    kind = models.CharField(max_length=20, default="family")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["number"], name="registry_one_household")]
        indexes = [by_place("registry_household_place"), by_grid("registry_household_grid")]
