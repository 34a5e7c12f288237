"""Revisions of the policies and of the standards they compute with: written by one person, published by another."""

from django.db import models
from django.db.models import F, Q


class Revision(models.Model):
    """Texts that come into force together. ``serial``: the order of publication; ``base``: the newest one when it was checked.

    ``writers``: everybody who wrote in it; none of them publishes it. ``impact``: what was worked out when it was asked for
    (``queries/impact.py``); empty where there was no population.
    """

    code = models.CharField(max_length=16, unique=True)
    title = models.CharField(max_length=80)
    reason = models.CharField(max_length=300)
    state = models.CharField(max_length=10, default="drafting")
    by = models.CharField(max_length=60)
    by_name = models.CharField(max_length=60)
    writers = models.JSONField(default=list)
    made_at = models.DateTimeField()
    base = models.PositiveIntegerField(default=0)
    impact = models.JSONField(default=dict)
    asked_at = models.DateTimeField(null=True)
    said = models.CharField(max_length=300, blank=True)
    published_by = models.CharField(max_length=60, blank=True)
    published_name = models.CharField(max_length=60, blank=True)
    published_at = models.DateTimeField(null=True)
    serial = models.PositiveIntegerField(null=True, unique=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(published_by=F("by")), name="benefits_revision_four_eyes"),
            models.CheckConstraint(
                condition=Q(state="published", serial__isnull=False) & ~Q(published_by="")
                | ~Q(state="published") & Q(serial__isnull=True, published_by=""),
                name="benefits_revision_published",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class RevisedText(models.Model):
    """One file of a revision as it will stand. ``turn`` grows with each writing: who has not seen the last one is refused."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="texts")
    file = models.CharField(max_length=60)
    text = models.TextField()
    turn = models.PositiveIntegerField(default=1)
    by = models.CharField(max_length=60)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        ordering = ["file"]
        constraints = [models.UniqueConstraint(fields=["revision", "file"], name="benefits_revised_once")]

    def __str__(self) -> str:
        return self.file
