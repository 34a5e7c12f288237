"""Old people with nobody at home who could help, and visits to them (R-078). Names stand in the register only."""

from django.db import models
from django.db.models import Q


class Elder(models.Model):
    """One stay on the list: since when and why, and until when and why not any more.

    ``word``: what the person says to being visited. ``next_visit``: when one falls due; None where none does.
    """

    person = models.CharField(max_length=16)
    place = models.CharField(max_length=24)
    grid_code = models.CharField(max_length=17)
    home = models.CharField(max_length=12)
    care = models.CharField(max_length=8)
    others = models.PositiveSmallIntegerField(default=0)
    birth = models.DateField()
    since = models.DateField()
    why_on = models.CharField(max_length=8)
    until = models.DateField(null=True)
    why_off = models.CharField(max_length=8, blank=True)
    word = models.CharField(max_length=10, default="unasked")
    next_visit = models.DateField(null=True)
    visited_on = models.DateField(null=True)
    listed_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(until=None), name="services_one_stay")
        ]
        indexes = [
            # The list of an area, and every reader's reach.
            models.Index(fields=["grid_code", "care"], condition=Q(until=None), name="services_elder_grid"),
            # The rooms an event is about, and a building's page.
            models.Index(fields=["place"], condition=Q(until=None), name="services_elder_place"),
            # What falls due.
            models.Index(fields=["next_visit"], condition=Q(until=None), name="services_elder_due"),
            # All stays of one person.
            models.Index(fields=["person"], name="services_elder_person"),
        ]

    def __str__(self) -> str:
        return self.person

    @property
    def area_code(self) -> str:
        return self.grid_code

    @property
    def unit_codes(self) -> tuple[str, ...]:
        return ()


class CareStep(models.Model):
    """What happened to a stay: on, off, another home, level, place or word. Appended, never edited."""

    elder = models.ForeignKey(Elder, on_delete=models.CASCADE, related_name="steps")
    at = models.DateTimeField()
    what = models.CharField(max_length=10)
    before = models.CharField(max_length=24, blank=True)
    after = models.CharField(max_length=24, blank=True)
    by = models.CharField(max_length=60)
    by_name = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.elder_id} {self.what}"


class Visit(models.Model):
    """A visit that fell due. Its way is an item of the worklist; here stands what was found."""

    elder = models.ForeignKey(Elder, on_delete=models.CASCADE, related_name="visits")
    item = models.OneToOneField("worklist.Item", on_delete=models.PROTECT, related_name="+", null=True)
    due_on = models.DateField()
    opened_at = models.DateTimeField()
    alarm = models.CharField(max_length=120, blank=True)
    made_at = models.DateTimeField(null=True)
    by = models.CharField(max_length=60, blank=True)
    by_name = models.CharField(max_length=60, blank=True)
    outcome = models.CharField(max_length=8, blank=True)
    note = models.CharField(max_length=500, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    missed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["elder"], condition=Q(ended_at=None), name="services_one_open_visit"
            )
        ]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(ended_at=None), name="services_visit_open"),
        ]

    def __str__(self) -> str:
        return f"{self.elder_id} {self.due_on}"

    @property
    def subject(self) -> str:
        return f"visit:{self.pk}"
