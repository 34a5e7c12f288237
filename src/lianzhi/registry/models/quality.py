"""What the nightly count found, what was refused at the door, and the tickets that go back to the sources (R-100)."""

from django.db import models

from lianzhi.registry.rules.quality import TicketState


class QualityDay(models.Model):
    """One day's score of a source in a register."""

    day = models.DateField()
    source = models.CharField(max_length=40)
    kind = models.CharField(max_length=20)
    entries = models.PositiveIntegerField()
    score = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "source", "kind"], name="registry_one_quality_day")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.source} {self.kind}: {self.score}"


class QualityCount(models.Model):
    """The last count of one check. ``test``: its code in ``quality/checks.py``."""

    source = models.CharField(max_length=40)
    kind = models.CharField(max_length=20)
    test = models.CharField(max_length=40)
    dimension = models.CharField(max_length=20)
    field = models.CharField(max_length=30, blank=True)
    checked = models.PositiveIntegerField()
    faulty = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "kind", "test"], name="registry_one_quality_count")
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.kind} {self.test}: {self.faulty} of {self.checked}"


class Flagged(models.Model):
    """An entry that failed a check which looks beyond its own row, at the last count."""

    test = models.CharField(max_length=40)
    code = models.CharField(max_length=16)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["test", "code"], name="registry_one_flag")]

    def __str__(self) -> str:
        return f"{self.test} {self.code}"


class Delivery(models.Model):
    """How many rows a source delivered on a day, and how many of them were refused."""

    day = models.DateField()
    source = models.CharField(max_length=40)
    kind = models.CharField(max_length=20)
    rows = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "source", "kind"], name="registry_one_delivery")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.source} {self.kind}"


class Rejected(models.Model):
    """Rows that were refused, by the first reason. ``reason`` is a message id; no value of a row is kept."""

    day = models.DateField()
    source = models.CharField(max_length=40)
    kind = models.CharField(max_length=20)
    field = models.CharField(max_length=30, blank=True)
    reason = models.CharField(max_length=300)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["day", "source", "kind", "field", "reason"], name="registry_one_rejection"
            )
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.kind} {self.field}"


class SourceKeeper(models.Model):
    """Which unit answers for what a source delivers."""

    source = models.CharField(max_length=40, unique=True)
    unit = models.CharField(max_length=40)

    def __str__(self) -> str:
        return f"{self.source}: {self.unit}"


class Ticket(models.Model):
    """质量工单. ``entry``: about this one; else about all of the source that fail ``test``. ``state`` follows ``item``.

    ``examples`` are codes of entries, never values. ``left``: how many still fail, by the last count.
    """

    number = models.CharField(max_length=20, unique=True)
    item = models.OneToOneField("worklist.Item", on_delete=models.PROTECT, related_name="+", null=True)
    source = models.CharField(max_length=40)
    kind = models.CharField(max_length=20)
    test = models.CharField(max_length=40)
    field = models.CharField(max_length=30, blank=True)
    entry = models.CharField(max_length=16, blank=True)
    unit = models.CharField(max_length=40)
    area_code = models.CharField(max_length=17)
    what = models.CharField(max_length=400, blank=True)
    found = models.PositiveIntegerField(default=1)
    left = models.PositiveIntegerField(default=1)
    examples = models.JSONField(default=list)
    state = models.CharField(max_length=12, default=TicketState.OPEN)
    said = models.CharField(max_length=400, blank=True)
    came_back = models.PositiveSmallIntegerField(default=0)
    opened_by = models.CharField(max_length=60)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # The list of tickets, and one source's own.
            models.Index(fields=["state", "-opened_at"], name="registry_ticket_state"),
            models.Index(fields=["unit", "state"], name="registry_ticket_unit"),
            models.Index(fields=["source", "kind", "test"], name="registry_ticket_test"),
            # What is open about one entry: its page, and the round on the spot.
            models.Index(fields=["entry"], name="registry_ticket_entry", condition=~models.Q(entry="")),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def unit_codes(self) -> tuple[str, ...]:
        """So that access can be asked about a ticket."""
        return (self.unit,)

    @property
    def waiting(self) -> bool:
        return self.state in (TicketState.OPEN, TicketState.ANSWERED, TicketState.REFUSED)
