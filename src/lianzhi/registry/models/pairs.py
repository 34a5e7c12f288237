"""Two entries that may be one person or one firm, and the numbers that a town's own registers taught (ADR 0012)."""

from django.db import models
from django.db.models import Q
from django.utils import timezone


class State(models.TextChoices):
    """Of a pair. A decision is kept, so that nobody is asked twice."""

    OPEN = "open"
    LATER = "later"
    MERGED = "merged"
    APART = "apart"
    PASSED = "passed"  # one of the two is no entry of its own any more, or they no longer look alike


WAITING = (State.OPEN, State.LATER)


class Pair(models.Model):
    """``first`` < ``second``, both of one ``subject``: person or firm. ``evidence``: comparison -> level; ``verdict``:
    what the machine said of it.

    ``first_grid`` and ``second_grid`` are the entries' grids, so that a list shows what its reader reaches. ``merge``: the Merge.
    """

    subject = models.CharField(max_length=10, default="person", db_default="person")
    first = models.CharField(max_length=16)
    second = models.CharField(max_length=16)
    first_grid = models.CharField(max_length=17)
    second_grid = models.CharField(max_length=17)
    score = models.FloatField()
    evidence = models.JSONField(default=dict)
    verdict = models.CharField(max_length=10)
    model = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    found_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=60, blank=True)
    decided_by_name = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    merge = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="registry_one_pair"),
            models.CheckConstraint(condition=Q(first__lt=models.F("second")), name="registry_pair_order"),
        ]
        indexes = [
            # The queue: what waits, the likeliest first; decided pairs are the many.
            models.Index(fields=["subject", "state", "-score", "-id"], name="registry_pair_queue"),
            # All pairs of an entry: its page, and what a merge settles.
            models.Index(fields=["second"], name="registry_pair_second"),
            # A merge that is taken back.
            models.Index(fields=["merge"], name="registry_pair_merge", condition=Q(merge__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.first} {self.second}"


class LinkageModel(models.Model):
    """m and u that a town's own entries taught; the newest one counts. It names nobody."""

    subject = models.CharField(max_length=10, default="person", db_default="person")
    of = models.PositiveIntegerField()
    name = models.CharField(max_length=40, unique=True)
    values = models.JSONField()
    cards = models.PositiveIntegerField()
    by = models.CharField(max_length=60)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name


class LinkageRun(models.Model):
    """One comparison of all entries of a ``subject``: how many entries, what came of it, up to which row."""

    subject = models.CharField(max_length=10, default="person", db_default="person")
    model = models.CharField(max_length=40)
    cards = models.PositiveIntegerField()
    joined = models.PositiveIntegerField()
    doubtful = models.PositiveIntegerField()
    last = models.PositiveBigIntegerField()
    seconds = models.FloatField()
    by = models.CharField(max_length=60)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.at} {self.cards}"
