"""What the bank said, as it said it, and what a person has to look at."""

from django.db import models
from django.db.models import Q
from django.utils import timezone


class BankFile(models.Model):
    """A result file as it came in; the same file twice is one row. ``quarantined``: nothing of it was taken, and why."""

    digest = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=120)
    batch = models.CharField(max_length=40, blank=True)
    lines = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    odd = models.PositiveIntegerField(default=0)
    again = models.PositiveIntegerField(default=0)
    quarantined = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.CharField(max_length=60)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name


class BankLine(models.Model):
    """One line of a readable file: kept whole, also where it was not believed."""

    file = models.ForeignKey(BankFile, on_delete=models.PROTECT, related_name="told")
    payment = models.CharField(max_length=40)
    fen = models.BigIntegerField()
    outcome = models.CharField(max_length=20)
    reason = models.CharField(max_length=200, blank=True)
    reference = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["payment"], name="benefits_line_payment")]

    def __str__(self) -> str:
        return f"{self.payment} {self.outcome}"


class Difference(models.Model):
    """Something on which the bank and the ledger do not agree; one open row for the same thing."""

    kind = models.CharField(max_length=16)
    payment = models.CharField(max_length=40, blank=True)
    file = models.ForeignKey(BankFile, null=True, on_delete=models.PROTECT, related_name="differences")
    ours = models.BigIntegerField(null=True)
    theirs = models.BigIntegerField(null=True)
    text = models.CharField(max_length=200, blank=True)
    found_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=60, blank=True)
    settled_name = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "payment"],
                condition=Q(settled_at=None) & ~Q(payment=""),
                name="benefits_one_open",
            )
        ]
        indexes = [
            models.Index(fields=["found_at"], name="benefits_open", condition=Q(settled_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.payment}"
