"""追回: what was paid too much and is asked back, a matter of its own.  Issue 5 part 5."""

from django.db import models
from django.db.models import F, Q

from lianzhi.benefits.models.payments import Payment


class Recovery(models.Model):
    """``fen`` of one payment, wholly or in part. Who opened it does not close it (四眼), in the database too."""

    code = models.CharField(max_length=16, unique=True)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="recoveries")
    person = models.CharField(max_length=16)
    area_code = models.CharField(max_length=17, blank=True)
    fen = models.BigIntegerField()
    reason = models.CharField(max_length=200)
    state = models.CharField(max_length=10, default="open")
    opened_by = models.CharField(max_length=60)
    opened_name = models.CharField(max_length=60)
    opened_at = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True)
    closed_by = models.CharField(max_length=60, blank=True)
    closed_name = models.CharField(max_length=60, blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["payment"], condition=Q(state="open"), name="benefits_one_open_recovery"
            ),
            models.CheckConstraint(condition=Q(fen__gt=0), name="benefits_recovery_above_zero"),
            models.CheckConstraint(
                condition=Q(closed_by="") | ~Q(closed_by=F("opened_by")), name="benefits_recovery_four_eyes"
            ),
        ]
        indexes = [models.Index(fields=["state", "area_code"], name="benefits_recovery_state")]

    def __str__(self) -> str:
        return self.code

    @property
    def unit_codes(self) -> tuple[str, ...]:
        return ()
