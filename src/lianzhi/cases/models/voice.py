"""What passes between the town and the people: questions and replies, help by others, follow-ups of bad ratings."""

from django.db import models
from django.db.models import Q


class Remark(models.Model):
    """One thing said about a case. A question and its reply reach the reporter; a note stays among staff.

    ``settled_at`` of a question: when the reporter answered it, or the case ended without an answer.
    """

    class Kind(models.TextChoices):
        QUESTION = "question"
        REPLY = "reply"
        NOTE = "note"

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="remarks")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    text = models.TextField()
    actor = models.CharField(max_length=60)
    name = models.CharField(max_length=60, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [
            models.Index(fields=["case", "at"], name="remarks_by_case"),
            models.Index(fields=["kind", "-at"], name="remarks_newest"),
            models.Index(
                fields=["at"], condition=Q(kind="question", settled_at=None), name="questions_unanswered"
            ),
        ]


class Assist(models.Model):
    """代办: somebody acted for the person whose matter it is, with that person's consent.  R-208, R-222, R-223."""

    class What(models.TextChoices):
        REPORT = "report"
        REPLY = "reply"
        RATE = "rate"
        REOPEN = "reopen"
        CONTINUE = "continue"

    class Consent(models.TextChoices):
        IN_PERSON = "in_person"
        BY_PHONE = "by_phone"
        ON_PAPER = "on_paper"

    class Helper(models.TextChoices):
        COUNTER = "counter"
        GRID = "grid"
        AGENT = "agent"
        FAMILY = "family"
        NEIGHBOUR = "neighbour"

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="assists")
    what = models.CharField(max_length=10, choices=What.choices)
    helper = models.CharField(max_length=60, db_index=True)
    name = models.CharField(max_length=60, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=10, choices=Helper.choices)
    consent = models.CharField(max_length=10, choices=Consent.choices)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["at", "kind", "what"], name="assists_by_time")]


class Secret(models.Model):
    """The word by which somebody without a phone finds the own report again. Only its keyed digest is kept."""

    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)


class Parked(models.Model):
    """A report begun on one side, online or at the counter, to be finished on the other.  R-223.

    ``code`` is a keyed digest of what the person carries; ``sealed`` holds the words, the place and the photos' ids.
    """

    code = models.CharField(max_length=64, unique=True)
    sealed = models.TextField()
    photos_of = models.CharField(max_length=60)
    at = models.DateTimeField()
    until = models.DateTimeField(db_index=True)
    taken_at = models.DateTimeField(null=True)


class FollowUp(models.Model):
    """差评回访: a bad rating is looked into by somebody other than who handled the matter.  R-278."""

    class Outcome(models.TextChoices):
        IMPROVED = "improved"
        EXPLAINED = "explained"
        MISTAKEN = "mistaken"

    rating = models.OneToOneField("cases.Rating", on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    item = models.OneToOneField("worklist.Item", on_delete=models.PROTECT, related_name="+", null=True)
    owner = models.CharField(max_length=60, blank=True)
    owner_name = models.CharField(max_length=60, blank=True)
    reached = models.BooleanField(null=True)
    called_at = models.DateTimeField(null=True)
    said = models.TextField(blank=True)
    reply = models.TextField(blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    replied_by = models.CharField(max_length=60, blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["opened_at"], condition=Q(closed_at=None), name="follow_ups_open"),
            models.Index(fields=["-closed_at"], name="follow_ups_closed"),
        ]
