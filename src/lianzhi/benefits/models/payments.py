"""Payments and the batches they go to the bank in.  R-233."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from lianzhi.benefits.models.ledger import BudgetLine


class Batch(models.Model):
    """Payments that go to the bank together. ``key`` is made and stored before anything is sent, and never changes.

    ``count`` and ``fen`` are the control totals that were released: what is sent must still add up to them.
    """

    number = models.CharField(max_length=20, unique=True)
    key = models.CharField(max_length=32, unique=True)
    bank = models.CharField(max_length=20)
    state = models.CharField(max_length=12, default="prepared")
    count = models.PositiveIntegerField()
    fen = models.BigIntegerField()
    prepared_by = models.CharField(max_length=60)
    prepared_name = models.CharField(max_length=60)
    prepared_at = models.DateTimeField()
    released_by = models.CharField(max_length=60, blank=True)
    released_name = models.CharField(max_length=60, blank=True)
    released_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    said = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            # Four eyes, whatever the code does.
            models.CheckConstraint(
                condition=Q(released_by="") | ~Q(released_by=F("prepared_by")), name="benefits_four_eyes"
            ),
        ]
        indexes = [models.Index(fields=["state"], name="benefits_batch_state")]

    def __str__(self) -> str:
        return self.number


class Payment(models.Model):
    """One sum to one person for one policy and period. Never a clear account: it is sealed for this row.

    ``live``: it is what this person gets for policy and period; false once it was reversed or another stands for it.
    """

    key = models.CharField(max_length=64, unique=True)
    code = models.CharField(max_length=16, unique=True)
    person = models.CharField(max_length=16)
    policy = models.CharField(max_length=60)
    policy_hash = models.CharField(max_length=64)
    period = models.CharField(max_length=7)
    fen = models.BigIntegerField()
    basis = models.CharField(max_length=120)
    verified = models.BooleanField()
    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="payments")
    area_code = models.CharField(max_length=17, blank=True)
    account_sealed = models.TextField()
    state = models.CharField(max_length=12, default="waiting")
    live = models.BooleanField(default=True)
    batch = models.ForeignKey(Batch, null=True, on_delete=models.PROTECT, related_name="payments")
    follows = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="followers")
    reason = models.CharField(max_length=200, blank=True)
    ordered_by = models.CharField(max_length=60)
    ordered_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "policy", "period"], condition=Q(live=True), name="benefits_paid_once"
            ),
            models.UniqueConstraint(
                fields=["follows"], condition=Q(live=True), name="benefits_followed_once"
            ),
            models.CheckConstraint(condition=Q(fen__gt=0), name="benefits_above_zero"),
            models.CheckConstraint(condition=Q(verified=True), name="benefits_verified_only"),
        ]
        indexes = [
            models.Index(fields=["person"], name="benefits_payment_person"),
            models.Index(fields=["state", "area_code"], name="benefits_payment_state"),
            models.Index(fields=["policy", "period"], name="benefits_payment_policy"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def unit_codes(self) -> tuple[str, ...]:
        return ()
