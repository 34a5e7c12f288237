"""Budget lines, and the entries nobody can change.

Entries and their legs are append-only: the model refuses, and so does the database (``locks.py``), which also takes no
entry whose legs do not sum to zero. What stands on each account is kept on the line and written in the same transaction
as the legs; the database lets none but ``granted`` fall below zero, and ``queries.ledger.drifted`` adds the legs up.
"""

from typing import Any, NoReturn

from django.db import models
from django.db.models import Q
from django.utils import timezone

from lianzhi.benefits.rules.ledger import Account, Line

HELD = tuple(account.value for account in Account if account is not Account.GRANTED)


class AppendOnly(TypeError):
    """Entries of the ledger are never changed or removed."""


class AppendOnlySet(models.QuerySet):
    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly("entries of the ledger are corrected by reversing entries only")

    update = delete = _raw_delete = bulk_update = update_or_create = get_or_create = _refuse


class Kept(models.Model):
    """A row that is only ever added."""

    objects = AppendOnlySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly("an entry of the ledger cannot be changed")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly("an entry of the ledger cannot be removed")


class BudgetLine(models.Model):
    """A budget line (预算科目) of one year. Balances in fen; ``granted`` stands below zero."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    year = models.PositiveSmallIntegerField()
    granted = models.BigIntegerField(default=0)
    budget = models.BigIntegerField(default=0)
    payable = models.BigIntegerField(default=0)
    clearing = models.BigIntegerField(default=0)
    paid = models.BigIntegerField(default=0)
    returned = models.BigIntegerField(default=0)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-year", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(**{f"{name}__gte": 0 for name in HELD}), name="benefits_not_overdrawn"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def now(self) -> Line:
        return Line(self.year, {account: getattr(self, account.value) for account in Account})


class LinePolicy(models.Model):
    """Which line pays a policy in a year: one."""

    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="policies")
    policy = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["policy"]
        constraints = [models.UniqueConstraint(fields=["policy", "year"], name="benefits_one_line")]

    def __str__(self) -> str:
        return f"{self.policy} {self.year}"


class ClosedMonth(models.Model):
    """An accounting month that takes no more entries (结账)."""

    month = models.CharField(max_length=7, unique=True)
    by = models.CharField(max_length=60)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-month"]

    def __str__(self) -> str:
        return self.month


class Entry(Kept):
    """One act of the ledger. ``key`` is made of what it is for, so that the same act is never entered twice."""

    key = models.CharField(max_length=160, unique=True)
    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="entries")
    act = models.CharField(max_length=12)
    month = models.CharField(max_length=7)
    payment = models.ForeignKey(
        "benefits.Payment", null=True, on_delete=models.PROTECT, related_name="entries"
    )
    reverses = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="reversed_by")
    note = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=60)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        base_manager_name = "objects"
        indexes = [models.Index(fields=["month", "line"], name="benefits_entry_month")]

    def __str__(self) -> str:
        return self.key


class Leg(Kept):
    """Written before its entry: when the entry comes the database adds its legs up, and then takes no more of them."""

    entry = models.ForeignKey(Entry, to_field="key", on_delete=models.PROTECT, related_name="legs")
    account = models.CharField(max_length=12)
    fen = models.BigIntegerField()

    class Meta:
        ordering = ["pk"]
        base_manager_name = "objects"
        constraints = [
            models.CheckConstraint(condition=~Q(fen=0), name="benefits_leg_not_zero"),
            models.UniqueConstraint(fields=["entry", "account"], name="benefits_leg_once"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.account} {self.fen}"
