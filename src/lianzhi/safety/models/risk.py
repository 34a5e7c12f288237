"""Risk of buildings: the level of today, how it changed, warnings, inspections, who asked.  R-076, R-136, R-137."""

from django.db import models
from django.db.models import Q
from django.utils import timezone


class _Placed(models.Model):
    """Of one address. ``area_code`` is its grid of the day, so that reach needs no look-up."""

    code = models.CharField(max_length=24)
    area_code = models.CharField(max_length=17)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.code

    @property
    def unit_codes(self) -> tuple[str, ...]:
        return ()


class Risk(_Placed):
    """A building as it was judged last. ``reasons``: codes of the rules that hold, each with the values it saw."""

    code = models.CharField(max_length=18, unique=True)
    name = models.CharField(max_length=120)
    level = models.CharField(max_length=6)
    rank = models.PositiveSmallIntegerField(default=0)
    reasons = models.JSONField(default=list)
    values = models.JSONField(default=dict)
    rules = models.PositiveSmallIntegerField(default=1)
    since = models.DateTimeField()
    judged_at = models.DateTimeField()
    inspected_on = models.DateField(null=True)
    next_check = models.DateField()

    class Meta:
        ordering = ["pk"]
        indexes = [
            # The list of an area, the gravest first.
            models.Index(fields=["area_code", "-rank"], name="safety_risk_area"),
            models.Index(fields=["-rank", "next_check"], name="safety_risk_rank"),
        ]


class LevelChange(_Placed):
    """One change of a building's level, with what it rests on; never edited. ``before`` is empty at the first time."""

    before = models.CharField(max_length=6, blank=True)
    after = models.CharField(max_length=6)
    reasons = models.JSONField(default=list)
    rules = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["code", "-at"], name="safety_change_code")]


class RiskWarning(_Placed):
    """A level that rose. Open until its case has ended or the level has fallen; one open warning for a building.

    ``case_wanted``: the rules say that a case is to be opened; ``case_number``: it was.
    """

    name = models.CharField(max_length=120)
    level = models.CharField(max_length=6)
    before = models.CharField(max_length=6, blank=True)
    reasons = models.JSONField(default=list)
    rules = models.PositiveSmallIntegerField(default=1)
    raised_at = models.DateTimeField()
    case_wanted = models.BooleanField(default=False)
    case_number = models.CharField(max_length=24, blank=True)
    closed_at = models.DateTimeField(null=True)
    why_closed = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=Q(closed_at=None), name="safety_one_open_warning"
            )
        ]
        indexes = [
            models.Index(fields=["code", "-raised_at"], name="safety_warning_code"),
            # The case that ended names its warning.
            models.Index(fields=["case_number"], name="safety_warning_case", condition=~Q(case_number="")),
        ]


class Inspection(_Placed):
    """Somebody was there. ``left``: hazards that were not mended on the spot."""

    on = models.DateField()
    found = models.PositiveSmallIntegerField(default=0)
    left = models.PositiveSmallIntegerField(default=0)
    note = models.CharField(max_length=500, blank=True)
    level = models.CharField(max_length=6)
    next_check = models.DateField()
    by = models.CharField(max_length=60)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["code", "-on"], name="safety_inspection_code")]


class Asked(models.Model):
    """One question about an address or a cylinder: who, through which program, why, and what was told."""

    subject = models.CharField(max_length=40)
    why = models.CharField(max_length=200)
    told = models.CharField(max_length=20, blank=True)
    by = models.CharField(max_length=60)
    by_name = models.CharField(max_length=120)
    unit = models.CharField(max_length=40, blank=True)
    client = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["subject", "-at"], name="safety_asked_subject")]

    def __str__(self) -> str:
        return f"{self.subject}: {self.by}"


class Due(models.Model):
    """An area that is to be judged anew: something in it has changed, or a day has passed."""

    area_code = models.CharField(max_length=17, unique=True)
    since = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.area_code
