"""The circle of a micro-grid: members, what is opened to them, what they did, posts, warnings (R-122, R-130).

``cell``: the code of the micro-grid, of the grid where none is laid out.
"""

from django.db import models
from django.db.models import Q


class _InCell(models.Model):
    class Meta:
        abstract = True

    @property
    def area_code(self) -> str:
        return self.cell  # type: ignore[attr-defined]

    @property
    def unit_codes(self) -> tuple[str, ...]:
        return ()


class Member(_InCell):
    """A registered account in one circle, with its word. ``listed``: agreed that name and count stand in the list."""

    resident = models.CharField(max_length=60)
    cell = models.CharField(max_length=17)
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=20)
    consent_at = models.DateTimeField()
    listed = models.BooleanField(default=False)
    messages = models.BooleanField(default=False)
    left_at = models.DateTimeField(null=True)
    ended_name = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["resident"], condition=Q(left_at=None), name="circles_one_membership"
            )
        ]
        indexes = [models.Index(fields=["cell"], condition=Q(left_at=None), name="circles_member_cell")]

    def __str__(self) -> str:
        return self.name


class Errand(_InCell):
    """A matter or task that the community opened to a circle. No personal data: title and text are written for it.

    ``state`` repeats the item's, so that lists need no join.
    """

    cell = models.CharField(max_length=17)
    title = models.CharField(max_length=60)
    text = models.CharField(max_length=500, blank=True)
    number = models.CharField(max_length=40, blank=True)
    item = models.OneToOneField("worklist.Item", on_delete=models.PROTECT, related_name="+", null=True)
    state = models.CharField(max_length=10, default="open")
    opened_by = models.CharField(max_length=60)
    opened_name = models.CharField(max_length=60, blank=True)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="errands", null=True)
    taken_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=500, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_name = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["cell", "state"], name="circles_errand_cell")]

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> str:
        return f"errand:{self.pk}"


class Contribution(models.Model):
    """One confirmed errand of one member. Counted, never weighed."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="contributions")
    errand = models.OneToOneField(Errand, on_delete=models.CASCADE, related_name="contribution")
    cell = models.CharField(max_length=17)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["cell", "at"], name="circles_done_cell")]

    def __str__(self) -> str:
        return f"{self.member_id} {self.errand_id}"


class Post(_InCell):
    """A short notice or word of a member. Hidden by the community with a reason, never deleted."""

    cell = models.CharField(max_length=17)
    member = models.ForeignKey(Member, on_delete=models.SET_NULL, related_name="posts", null=True)
    name = models.CharField(max_length=60)
    official = models.BooleanField(default=False)
    text = models.CharField(max_length=300)
    at = models.DateTimeField()
    hidden_at = models.DateTimeField(null=True)
    hidden_name = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["cell", "-id"], name="circles_post_cell")]

    def __str__(self) -> str:
        return self.text


class Warning(models.Model):
    """A warning to circles: proposed by a case or an emergency, sent by a person. ``source``: what proposed it, once."""

    source = models.CharField(max_length=40, unique=True)
    number = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=40)
    cell = models.CharField(max_length=17)
    title = models.CharField(max_length=60)
    text = models.CharField(max_length=300)
    state = models.CharField(max_length=10)
    at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=60, blank=True)
    decided_name = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    told = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def area_code(self) -> str:
        return self.cell

    @property
    def unit_codes(self) -> tuple[str, ...]:
        return ()


class WarningArea(models.Model):
    """One area that a warning was sent to."""

    warning = models.ForeignKey(Warning, on_delete=models.CASCADE, related_name="areas")
    code = models.CharField(max_length=17)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["warning", "code"], name="circles_warned_once")]
        indexes = [models.Index(fields=["code", "-id"], name="circles_warned_code")]

    def __str__(self) -> str:
        return self.code
