"""Land (土地): a parcel that somebody contracts, lives on, uses or owns.  R-093."""

from django.db import models
from django.db.models import Q

from lianzhi.registry.models.base import Entry, by_grid, by_place


class Parcel(Entry):
    """地块、宗地 by its code, which is public. Who holds it stands in links: contracts, uses, owns.

    ``place``: the house on it, where there is one; else its grid is said. ``since``, ``until``: first and last day of the term of
    the right (承包期, 使用权期限); a right without an end has none. ``area_m2`` as registered, not measured.
    """

    LETTER, KIND = "L", "parcel"

    number = models.CharField(max_length=40)
    kind = models.CharField(max_length=20)
    use = models.CharField(max_length=20, blank=True)
    owner_kind = models.CharField(max_length=20, blank=True)
    area_m2 = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    located = models.CharField(max_length=160, blank=True)
    since = models.DateField(null=True)
    until = models.DateField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["number"], name="registry_one_parcel")]
        indexes = [
            by_place("registry_parcel_place"),
            by_grid("registry_parcel_grid"),
            # Whose term ends soon: to be renewed.
            models.Index(fields=["until"], name="registry_parcel_until", condition=Q(valid_to=None, until__isnull=False)),
        ]  # fmt: skip
