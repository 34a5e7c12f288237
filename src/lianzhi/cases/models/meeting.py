"""会商: what a coordination meeting talks about, and what it decided on each matter.  R-162."""

from django.db import models
from django.db.models import Q


class Meeting(models.Model):
    """One meeting over the matters of an area. ``key`` is made with the page, so that sending twice is one meeting."""

    key = models.CharField(max_length=40, unique=True)
    area_code = models.CharField(max_length=17)
    title = models.CharField(max_length=80)
    held_at = models.DateTimeField()
    made_by = models.CharField(max_length=60)
    made_name = models.CharField(max_length=60, blank=True)
    made_at = models.DateTimeField()
    words = models.TextField(blank=True)
    ended_by = models.CharField(max_length=60, blank=True)
    ended_name = models.CharField(max_length=60, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["-held_at"], name="meetings_newest"),
            models.Index(fields=["-ended_at"], condition=Q(ended_at__isnull=False), name="meetings_ended"),
        ]

    @property
    def unit_codes(self) -> tuple[str, ...]:
        """No single unit's: whoever may meet in the area."""
        return ()


class AgendaLine(models.Model):
    """One matter on the agenda, at its ``place``. ``why``: the reasons that the data gave; ``due_at`` as it was then."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="lines")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()
    why = models.JSONField(default=list)
    due_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["place", "pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "case"], name="a_matter_once_on_an_agenda")]


class Decision(models.Model):
    """What was decided on a line: the step that it made, or, with no ``verb``, a note on the case."""

    line = models.ForeignKey(AgendaLine, on_delete=models.CASCADE, related_name="decisions")
    key = models.CharField(max_length=40, unique=True)
    verb = models.CharField(max_length=30, blank=True)
    text = models.TextField(blank=True)
    units = models.JSONField(default=list)
    asked = models.BooleanField(default=False)
    by = models.CharField(max_length=60)
    by_name = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
