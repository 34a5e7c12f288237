"""What statistics are counted from: one narrow row for each step of a case, and sums by day.  R-111, R-277.

Both can be made anew from the moves at any time (``lianzhi statistics rebuild``); nobody edits them.
"""

from django.db import models


class Stay(models.Model):
    """One step with all that it may be counted by. ``timed``: a deadline ran; ``late``: the step came after it.

    ``counted``: false for the part of one unit in a joint task that did not yet end the stage: such a part counts for its
    unit and its person, not for the town. ``worked`` are seconds of office time, ``lasted`` of any time.
    ``actor``: who made the step, or had accepted the part that it ended. ``worker``: whose work a step of ``REWORK``
    sends back, where that is known. ``area_code`` is the area of its day, ``area_now`` that of today where it is another.
    """

    move = models.OneToOneField("worklist.Move", primary_key=True, on_delete=models.CASCADE, related_name="+")
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    verb = models.CharField(max_length=30)
    stage = models.CharField(max_length=30, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    actor = models.CharField(max_length=60, blank=True)
    worker = models.CharField(max_length=60, null=True)  # noqa: DJ001  a partial index holds those that have one
    area_code = models.CharField(max_length=17)
    area_now = models.CharField(max_length=17, null=True)  # noqa: DJ001  a partial index holds those that have one
    category = models.CharField(max_length=40, blank=True)
    module = models.CharField(max_length=20, blank=True)
    source = models.CharField(max_length=30, blank=True)
    level = models.CharField(max_length=10, blank=True)
    counted = models.BooleanField(default=True)
    timed = models.BooleanField(default=False)
    late = models.BooleanField(default=False)
    lasted = models.PositiveIntegerField(default=0)
    worked = models.PositiveIntegerField(default=0)
    grade = models.PositiveSmallIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["day"], name="stays_by_day"),
            models.Index(fields=["verb", "day"], name="stays_by_verb"),
            models.Index(fields=["unit", "day"], name="stays_by_unit"),
            models.Index(fields=["area_code", "day"], name="stays_by_area"),
            models.Index(
                fields=["area_now", "day"],
                condition=models.Q(area_now__isnull=False),
                name="stays_by_area_now",
            ),
            models.Index(fields=["category", "day"], name="stays_by_category"),
            models.Index(fields=["actor", "day"], name="stays_by_person"),
            models.Index(
                fields=["worker", "day"], condition=models.Q(worker__isnull=False), name="stays_by_worker"
            ),
            models.Index(fields=["day"], condition=models.Q(late=True), name="stays_late"),
        ]


class Summed(models.Model):
    """Sums by step and by the stage it ended."""

    verb = models.CharField(max_length=30)
    stage = models.CharField(max_length=30, blank=True)
    n = models.PositiveIntegerField()
    timed = models.PositiveIntegerField()
    late = models.PositiveIntegerField()
    lasted = models.PositiveBigIntegerField()
    worked = models.PositiveBigIntegerField()
    graded = models.PositiveIntegerField()
    good = models.PositiveIntegerField()

    class Meta:
        abstract = True


class Counted(Summed):
    """Sums for one key of one dimension (``by``; empty: all together)."""

    by = models.CharField(max_length=10, blank=True)
    key = models.CharField(max_length=60, blank=True)

    class Meta:
        abstract = True


class DayCount(Counted):
    """Sums of one day for one key of one dimension (``by``); ``by`` empty: the whole town."""

    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["by", "day", "key", "verb", "stage"], name="one_count_a_day")
        ]


class MonthCount(Counted):
    """Sums of a month that is over, so that a year is not added up from its days.

    ``month`` is its first day. ``within`` empty: the whole town; else what the sums are narrowed to, as ``category:<code>``.
    """

    month = models.DateField()
    within = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["by", "within", "month", "key", "verb", "stage"], name="one_count_a_month"
            )
        ]


class GridUnitMonth(Summed):
    """Sums of a month that is over for what one unit did in one grid: a reader of a part of the town adds up these.

    ``month`` is its first day; the other columns are those of ``Stay``.
    """

    month = models.DateField()
    area_code = models.CharField(max_length=17)
    unit = models.CharField(max_length=40, blank=True)
    level = models.CharField(max_length=10, blank=True)
    counted = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["month", "area_code", "unit", "counted", "level", "verb", "stage"],
                name="one_count_a_grid_unit_and_month",
            )
        ]
        indexes = [models.Index(fields=["unit", "month"], name="grid_unit_month_by_unit")]


class StaleDay(models.Model):
    """A day whose sums no longer fit its rows: something was corrected afterwards."""

    day = models.DateField(primary_key=True)
