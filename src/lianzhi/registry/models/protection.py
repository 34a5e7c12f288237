"""Who looked at what, what a person allowed, what was entered once, what a load has done."""

from django.db import models
from django.db.models import Q
from django.utils import timezone


class Look(models.Model):
    """Somebody saw a protected field in clear (R-102, R-105). Kept for the person, never changed."""

    subject = models.CharField(max_length=40)
    field = models.CharField(max_length=30)
    reason = models.CharField(max_length=200)
    by = models.CharField(max_length=60)
    by_name = models.CharField(max_length=60)
    unit = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            # The person's own page and the entry's page.
            models.Index(fields=["subject", "-at"], name="registry_look_subject"),
            # What one member of staff looked at: for who supervises, and for forgetting by age.
            models.Index(fields=["at", "by"], name="registry_look_at"),
        ]

    def __str__(self) -> str:
        return f"{self.by} {self.subject} {self.field}"


class Consent(models.Model):
    """A person's word for one purpose (个人信息保护法 14, 15): given, and withdrawn when the person wants."""

    person = models.CharField(max_length=16)
    purpose = models.CharField(max_length=20)
    basis = models.CharField(max_length=200, blank=True)
    given_at = models.DateTimeField(default=timezone.now)
    given_by = models.CharField(max_length=60)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"], condition=Q(withdrawn_at=None), name="registry_one_consent"
            )
        ]
        # All of a person, also what was withdrawn.
        indexes = [models.Index(fields=["person"], name="registry_consent_person")]

    def __str__(self) -> str:
        return f"{self.person} {self.purpose}"


class OwnTries(models.Model):
    """How often a resident said four characters of a number, since the first time; forgotten after an hour."""

    resident = models.CharField(max_length=60, unique=True)
    count = models.PositiveSmallIntegerField(default=0)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.resident}: {self.count}"


class Avoided(models.Model):
    """How often something that was there already was not entered again (R-085), by day, source and unit."""

    day = models.DateField()
    kind = models.CharField(max_length=20)
    source = models.CharField(max_length=40)
    unit = models.CharField(max_length=40, blank=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(fields=["day", "kind", "source", "unit"], name="registry_avoided_once")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.kind} {self.source}: {self.count}"


class Load(models.Model):
    """How far a load of rows has come. Written in the transaction of each batch: what it says is what is there."""

    key = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=20)
    source = models.CharField(max_length=40)
    by = models.CharField(max_length=60)
    done = models.PositiveBigIntegerField(default=0)
    new = models.PositiveBigIntegerField(default=0)
    changed = models.PositiveBigIntegerField(default=0)
    same = models.PositiveBigIntegerField(default=0)
    refused = models.PositiveBigIntegerField(default=0)
    began_at = models.DateTimeField(default=timezone.now)
    moved_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.key}: {self.done}"
