"""Gas cylinders as supervision sees them, their way, what is wrong with them, and who fills them.  R-079."""

from django.db import models
from django.db.models import Q
from django.utils import timezone


class Supplier(models.Model):
    """A firm that may fill and deliver. ``unit``: the unit of the house that gets its cases, where it has one."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    also = models.JSONField(default=list)
    licence = models.CharField(max_length=60, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Cylinder(models.Model):
    """One cylinder by its number. ``thing``: its entry in the register, which owns number, maker, made and place;
    they are kept here too, for lists. ``user``: who uses it, as links name it. ``supplier`` is empty for one that is not
    on the list; ``supplier_name`` is what the table said.
    """

    number = models.CharField(max_length=60, unique=True)
    thing = models.CharField(max_length=16, blank=True)
    kind = models.CharField(max_length=20, default="unknown")
    maker = models.CharField(max_length=80, blank=True)
    supplier = models.CharField(max_length=40, blank=True)
    supplier_name = models.CharField(max_length=120, blank=True)
    made = models.DateField(null=True)
    inspected = models.DateField(null=True)
    due = models.DateField(null=True)
    life_ends = models.DateField(null=True)
    due_said = models.BooleanField(default=False)
    state = models.CharField(max_length=12, default="in_use")
    place = models.CharField(max_length=24, blank=True)
    area_code = models.CharField(max_length=17, blank=True)
    user = models.CharField(max_length=40, blank=True)
    since = models.DateField(null=True)
    seen_on = models.DateField(null=True)
    followed_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["place"], name="safety_cylinder_place"),
            models.Index(fields=["area_code", "state"], name="safety_cylinder_area"),
            models.Index(fields=["due"], name="safety_cylinder_due"),
            models.Index(fields=["supplier"], name="safety_cylinder_supplier"),
            models.Index(fields=["thing"], name="safety_cylinder_thing"),
            models.Index(fields=["followed_at"], name="safety_cylinder_followed"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def unit_codes(self) -> tuple[str, ...]:
        return ()


class Movement(models.Model):
    """One step of a cylinder's way; never edited."""

    cylinder = models.ForeignKey(Cylinder, on_delete=models.PROTECT, related_name="movements")
    kind = models.CharField(max_length=12)
    on = models.DateField()
    from_place = models.CharField(max_length=24, blank=True)
    to_place = models.CharField(max_length=24, blank=True)
    supplier_name = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=40)
    by = models.CharField(max_length=60)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            # The same line of a list handed in twice is one movement.
            models.UniqueConstraint(fields=["cylinder", "kind", "on", "to_place"], name="safety_one_movement")
        ]

    def __str__(self) -> str:
        return f"{self.cylinder_id} {self.kind} {self.on}"


class Alert(models.Model):
    """A rule that holds for a cylinder. One open row for both; ``place`` and ``values`` as they were when it was raised."""

    cylinder = models.ForeignKey(Cylinder, on_delete=models.PROTECT, related_name="alerts")
    rule = models.CharField(max_length=30)
    group = models.CharField(max_length=12)
    rules = models.PositiveSmallIntegerField(default=1)
    place = models.CharField(max_length=24, blank=True)
    area_code = models.CharField(max_length=17, blank=True)
    values = models.JSONField(default=dict)
    raised_at = models.DateTimeField()
    case_wanted = models.BooleanField(default=False)
    case_number = models.CharField(max_length=24, blank=True)
    closed_at = models.DateTimeField(null=True)
    why_closed = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cylinder", "rule"], condition=Q(closed_at=None), name="safety_one_open_alert"
            )
        ]
        indexes = [
            models.Index(fields=["area_code"], name="safety_alert_open", condition=Q(closed_at=None)),
            models.Index(fields=["case_number"], name="safety_alert_case", condition=~Q(case_number="")),
        ]

    def __str__(self) -> str:
        return f"{self.cylinder_id} {self.rule}"

    @property
    def unit_codes(self) -> tuple[str, ...]:
        return ()
