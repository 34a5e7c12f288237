"""What departments say of a person, item by item, and each person's line of it.  R-085, R-090, R-093.

Values lie here in clear (ADR 0018): a run over the whole town reads them every night, and opening five million seals takes
longer than the night's run may. Instead: `registry.facts` is a right of its own, a page shows sensitive items covered until a
reason is written down as a look, no list and no export has them, and the trail and events name items, never values.
"""

from django.db import models
from django.db.models import Q
from django.utils import timezone


class Fact(models.Model):
    """One word of one source on one item. ``since``: its first day, None for always; ``until``: the first day on which it no
    longer holds. ``replaced_at``: the source said something else since; None for its present word. Never changed but to end."""

    person = models.CharField(max_length=16)
    item = models.CharField(max_length=30)
    value = models.CharField(max_length=40)
    source = models.CharField(max_length=40)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    replaced_at = models.DateTimeField(null=True)
    by = models.CharField(max_length=60)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "item", "source"], condition=Q(replaced_at=None), name="registry_one_word"
            ),
        ]
        # All of one person with what was said before: his page, and what held on an earlier day.
        indexes = [models.Index(fields=["person"], name="registry_fact_person")]

    def __str__(self) -> str:
        return f"{self.person} {self.item} {self.source}"


class FactLine(models.Model):
    """The present words on one person, packed (``rules/facts.py``), so that a population is read in one go; made of the facts
    in the transaction that changes them. ``since``: the latest beginning, ``until``: the earliest end among them: outside of
    that the facts themselves are asked. ``disputed``: two sources say different things of an item."""

    person = models.CharField(max_length=16, unique=True)
    packed = models.BinaryField()
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    disputed = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        # Whom two sources contradict: few, and asked for after every run.
        indexes = [models.Index(fields=["person"], name="registry_line_disputed", condition=Q(disputed=True))]

    def __str__(self) -> str:
        return self.person
