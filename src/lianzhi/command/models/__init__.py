"""Plans, responses and their orders (R-132). Cases are named by number; no foreign key leaves the room but to the worklist."""

from django.db import models
from django.db.models import Q


class Plan(models.Model):
    """One version of a plan. Published, it is never edited: a new version is drafted and published by a second person."""

    code = models.SlugField(max_length=40)
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=12)
    level = models.PositiveSmallIntegerField()
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)
    body = models.JSONField()
    state = models.CharField(max_length=10)
    source = models.CharField(max_length=120, blank=True)
    verified = models.BooleanField(default=False)
    drafted_by = models.CharField(max_length=60)
    drafted_name = models.CharField(max_length=60, blank=True)
    drafted_at = models.DateTimeField()
    published_by = models.CharField(max_length=60, blank=True)
    published_name = models.CharField(max_length=60, blank=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["code", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="command_plan_version"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(state="published"), name="command_one_published"
            ),
            models.UniqueConstraint(
                fields=["code", "state"], condition=Q(state="draft"), name="command_one_draft"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"


class Response(models.Model):
    """A plan that was started, for real or as a drill (演练)."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="responses")
    drill = models.BooleanField()
    area_code = models.CharField(max_length=17)
    reason = models.CharField(max_length=500)
    number = models.CharField(max_length=40, blank=True)
    by = models.CharField(max_length=60)
    by_name = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=60, blank=True)
    ended_name = models.CharField(max_length=60, blank=True)
    review = models.CharField(max_length=1000, blank=True)
    figures = models.JSONField(default=dict)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["area_code", "-id"], name="command_response_area")]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.at}"

    @property
    def unit_codes(self) -> tuple[str, ...]:
        return ()

    @property
    def subject(self) -> str:
        return f"emergency:{self.pk}"


class Order(models.Model):
    """One unit's task of a response. Its way is an item of the worklist."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="orders")
    item = models.OneToOneField("worklist.Item", on_delete=models.PROTECT, related_name="+", null=True)
    unit = models.CharField(max_length=40)
    zh = models.CharField(max_length=200)
    en = models.CharField(max_length=200, blank=True)
    due_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=500, blank=True)
    by_name = models.CharField(max_length=60, blank=True)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["unit"], condition=Q(done_at=None, dropped_at=None), name="command_order_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.zh}"

    @property
    def area_code(self) -> str:
        return self.response.area_code

    @property
    def unit_codes(self) -> tuple[str, ...]:
        return (self.unit,)

    @property
    def subject(self) -> str:
        return f"order:{self.pk}"


class Tick(models.Model):
    """One line of the checklist of a response."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="ticks")
    zh = models.CharField(max_length=200)
    en = models.CharField(max_length=200, blank=True)
    done_at = models.DateTimeField(null=True)
    by_name = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.zh


class Proposal(models.Model):
    """A case whose kind and urgency propose a plan: a person starts it or sets it aside with a reason."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="proposals")
    case = models.BigIntegerField()
    number = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    area_code = models.CharField(max_length=17)
    at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_name = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    response = models.ForeignKey(Response, on_delete=models.SET_NULL, related_name="+", null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["plan", "case"], name="command_proposed_once")]

    def __str__(self) -> str:
        return self.number

    @property
    def unit_codes(self) -> tuple[str, ...]:
        return ()
