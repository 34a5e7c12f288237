"""Standards and what maps to what; 立案条件 and the limits that follow from them; tables handed in as files."""

from django.db import models
from django.db.models import Q


class Standard(models.Model):
    """A catalogue: the town's own, or a published standard of which short titles are kept as facts.

    ``verified`` only once somebody has read the bought text. ``shape`` composes the code that reports carry.
    """

    code = models.CharField(max_length=40, primary_key=True)
    name = models.CharField(max_length=60)
    title_zh = models.CharField(max_length=120)
    title_en = models.CharField(max_length=160, blank=True)
    note_zh = models.CharField(max_length=500, blank=True)
    note_en = models.CharField(max_length=500, blank=True)
    replaced_by = models.CharField(max_length=40, blank=True)
    verified = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=100)

    class Meta:
        ordering = ["order", "code"]


class CategoryVersion(models.Model):
    """How an entry of a catalogue read from ``at`` on. Appended, never edited."""

    category = models.ForeignKey("cases.Category", on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    values = models.JSONField()
    by = models.CharField(max_length=60)
    by_name = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["category", "number"], name="versions_in_line")]


class CategoryLink(models.Model):
    """``source`` is called ``target`` in another catalogue, this exactly. Ended, not deleted, so nothing comes back."""

    source = models.ForeignKey("cases.Category", on_delete=models.CASCADE, related_name="links")
    target = models.ForeignKey("cases.Category", on_delete=models.CASCADE, related_name="linked")
    exactness = models.CharField(max_length=10)
    verified = models.BooleanField(default=False)
    note = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "target"], name="one_link_each")]


class Condition(models.Model):
    """立案条件: the sentence an officer reads when filing, and what must hold at the end. No category: for all.

    ``trigger`` hot or strong: nobody chooses it, it holds by itself; ``threshold`` is the number of voices for hot.
    """

    category = models.ForeignKey(
        "cases.Category", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    code = models.SlugField(max_length=40)
    sentence_zh = models.CharField(max_length=200)
    sentence_en = models.CharField(max_length=300, blank=True)
    closing_zh = models.CharField(max_length=300, blank=True)
    closing_en = models.CharField(max_length=400, blank=True)
    checklist = models.JSONField(default=list, blank=True)
    trigger = models.CharField(max_length=10, blank=True)
    threshold = models.PositiveIntegerField(null=True, blank=True)
    source = models.CharField(max_length=200, blank=True)
    verified = models.BooleanField(default=False)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["category", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["category", "code"], name="one_condition_each"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(category=None), name="one_condition_for_all"
            ),
        ]


class LimitRule(models.Model):
    """(category, module or all) x condition x clock -> amount. A change ends the row and makes a new one."""

    category = models.ForeignKey(
        "cases.Category", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    module = models.CharField(max_length=20, blank=True)
    condition = models.CharField(max_length=40, blank=True)
    clock = models.CharField(max_length=30)
    value = models.FloatField()
    unit = models.CharField(max_length=20)
    source = models.CharField(max_length=200, blank=True)
    verified = models.BooleanField(default=False)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    set_by = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes = [models.Index(fields=["category", "clock"], name="limits_by_category")]
        constraints = [models.CheckConstraint(condition=Q(value__gte=0), name="limits_not_negative")]


class TableFile(models.Model):
    """A table that was handed in, read and checked, and waits for a person to take it in."""

    kind = models.CharField(max_length=20)
    target = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=200)
    header = models.JSONField(default=list)
    rows = models.JSONField(default=list)
    bad = models.JSONField(default=list)
    by = models.CharField(max_length=60)
    at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
