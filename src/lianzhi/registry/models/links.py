"""Who or what - relation - where or whom; certificates; what was changed."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

SINGLE = ("lives_in", "registered_in", "member_of")


class Link(models.Model):
    """Subjects and objects as codes: ``person:P…``, ``enterprise:E…``, a room or a building.

    ``note``: how (kind of living, relation to the head). ``until``: the first day on which it no longer holds.
    """

    subject = models.CharField(max_length=40)
    relation = models.CharField(max_length=20)
    object = models.CharField(max_length=40)
    note = models.CharField(max_length=20, blank=True)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    source = models.CharField(max_length=40)
    recorded_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "relation"],
                condition=Q(relation__in=SINGLE, until=None),
                name="registry_one_open_link",
            ),
        ]
        indexes = [
            # Everything that is linked from an entry: its page.
            models.Index(fields=["subject", "relation"], name="registry_link_subject"),
            # Everything that hangs on an address, a firm or a household; by range also on a building.
            models.Index(fields=["object", "relation"], name="registry_link_object"),
            # Who left an area lately: what ended, newest first.
            models.Index(fields=["until"], name="registry_link_ended", condition=Q(until__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.relation} {self.object}"


class Certificate(models.Model):
    """证照库 (R-084): given once, used again while it holds. The number is sealed for this row."""

    LETTER, KIND = "C", "certificate"

    code = models.CharField(max_length=16, unique=True)
    holder = models.CharField(max_length=40)
    kind = models.CharField(max_length=20)
    number_sealed = models.TextField()
    number_blind = models.CharField(max_length=64)
    grade = models.CharField(max_length=20, blank=True)
    issuer = models.CharField(max_length=80, blank=True)
    issued = models.DateField(null=True)
    expires = models.DateField(null=True)
    state = models.CharField(max_length=2, default="01")
    source = models.CharField(max_length=40)
    recorded_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "number_blind"], name="registry_one_certificate")
        ]
        # What one holder has: his page, and the counter that asks for no paper again.
        indexes = [
            models.Index(fields=["holder", "kind"], name="registry_certificate_holder"),
            # What lapses soon, and what has.
            models.Index(fields=["state", "expires"], name="registry_certificate_lapse"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def ref(self) -> str:
        return f"certificate:{self.code}"


class Change(models.Model):
    """One field of one entry, from, to. Values of sealed fields are sealed here too, for this ``key``."""

    key = models.CharField(max_length=16)
    subject = models.CharField(max_length=40)
    field = models.CharField(max_length=30)
    old_sealed = models.TextField(blank=True)
    new_sealed = models.TextField(blank=True)
    old = models.CharField(max_length=400, blank=True)
    new = models.CharField(max_length=400, blank=True)
    source = models.CharField(max_length=40)
    at = models.DateTimeField(default=timezone.now)
    by = models.CharField(max_length=60)
    by_name = models.CharField(max_length=60)

    class Meta:
        ordering = ["pk"]
        # An entry's history, newest first.
        indexes = [
            models.Index(fields=["subject", "-at"], name="registry_change_subject"),
            # What got another address lately: houses, households and land, which have no link to one.
            models.Index(
                fields=["at"], name="registry_change_moved", condition=Q(field__in=["place", "grid"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.field}"


class Merge(models.Model):
    """Two entries that were found to be one person; ``moved`` is what an undo puts back."""

    kept = models.CharField(max_length=16, db_index=True)
    gone = models.CharField(max_length=16, db_index=True)
    moved = models.JSONField(default=dict)
    reason = models.CharField(max_length=200)
    at = models.DateTimeField(default=timezone.now)
    by = models.CharField(max_length=60)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=60, blank=True)

    def __str__(self) -> str:
        return f"{self.gone} -> {self.kept}"
