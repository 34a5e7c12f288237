"""Automatic rules of the town, by version, and what they did to a case."""

from django.db import models


class Rule(models.Model):
    """One version of a rule: when it holds, what it does. Never edited; the newest version of a code counts.

    ``does``: urgency, condition, category, units (the lead first), joint (beside the lead), reply.
    ``place``: the order in which rules are asked.
    """

    code = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    place = models.PositiveSmallIntegerField(default=100)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80, blank=True)
    condition = models.TextField()
    does = models.JSONField(default=dict)
    active = models.BooleanField(default=True)
    newest = models.BooleanField(default=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="one_rule_version")]
        indexes = [models.Index(fields=["newest", "active", "place"], name="rules_in_force")]


class Ruled(models.Model):
    """What one rule did to one case, and why: the conditions with the values they saw."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="ruled")
    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, related_name="+")
    did = models.JSONField(default=dict)
    readings = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "rule"], name="one_ruling_each")]
        ordering = ["at", "pk"]
