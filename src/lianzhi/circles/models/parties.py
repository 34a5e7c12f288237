"""Who answers for which place, and what was asked of them (R-120). Phones are sealed."""

from django.db import models
from django.db.models import Q


class Party(models.Model):
    """A shop, a landlord, a property firm, an owners' committee, a community, or an enforcement unit.

    ``unit``: the code of its unit where it has staff accounts; ``area_code``: the smallest area that holds all it answers for.
    """

    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=80)
    unit = models.CharField(max_length=40, blank=True)
    phone_sealed = models.TextField(blank=True)
    phone_blind = models.CharField(max_length=64, blank=True)
    area_code = models.CharField(max_length=17)
    source = models.CharField(max_length=40)
    verified = models.BooleanField(default=False)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["area_code", "kind"], name="circles_party_area"),
            # "What is asked of my phone."
            models.Index(fields=["phone_blind"], condition=~Q(phone_blind=""), name="circles_party_phone"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def unit_codes(self) -> tuple[str, ...]:
        return (self.unit,) if self.unit else ()


class Cover(models.Model):
    """One place or area a party answers for: the code of a place (…B00012), a micro-grid, a grid or a community."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="covers")
    target = models.CharField(max_length=24)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["party", "target"], name="circles_cover_once")]
        indexes = [models.Index(fields=["target"], name="circles_cover_target")]

    def __str__(self) -> str:
        return self.target


class Ask(models.Model):
    """A party is asked to put a street matter right by itself. The way of the matter is the case's; here stands the answer.

    ``case`` is the case's key and ``number`` its number: cases are another room. ``why``: by which line of the list.
    """

    case = models.BigIntegerField()
    number = models.CharField(max_length=40)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="asks")
    token = models.CharField(max_length=40, unique=True)
    category = models.CharField(max_length=40)
    said_zh = models.CharField(max_length=200)
    said_en = models.CharField(max_length=200, blank=True)
    place = models.CharField(max_length=200, blank=True)
    target = models.CharField(max_length=24)
    area_code = models.CharField(max_length=17)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=12, blank=True)
    text = models.CharField(max_length=500, blank=True)
    by = models.CharField(max_length=80, blank=True)
    by_name = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(ended_at=None), name="circles_one_open_ask")
        ]
        indexes = [
            models.Index(fields=["case"], name="circles_ask_case"),
            models.Index(fields=["due_at"], condition=Q(ended_at=None), name="circles_ask_due"),
            models.Index(fields=["area_code", "-id"], name="circles_ask_area"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def subject(self) -> str:
        return f"ask:{self.pk}"

    @property
    def unit_codes(self) -> tuple[str, ...]:
        return self.party.unit_codes
