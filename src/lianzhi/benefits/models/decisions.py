"""Decisions about benefits, the meetings and public notices they pass, objections and appeals, and the periods they order.

Four eyes, verified amounts and the collective step are the database's too, whatever the code does (R-210, R-233, G-20).
"""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from lianzhi.benefits.rules.deciding import FINAL, OPEN, Deciding

_OPEN = tuple(state.value for state in OPEN)
_CLOSED = tuple(state.value for state in (*FINAL, Deciding.APPEALED))
_DECIDED = (Deciding.GRANTED.value, Deciding.SHOWN.value)
_PAST_MEETING = (Deciding.TO_POST.value, Deciding.POSTED.value, Deciding.READY.value, *_DECIDED)


class Council(models.Model):
    """A meeting that decides on a list together (集体研究会议). Once it is recorded its list stays as it is."""

    code = models.CharField(max_length=16, unique=True)
    title = models.CharField(max_length=80)
    body = models.CharField(max_length=80)
    held_on = models.DateField()
    made_by = models.CharField(max_length=60)
    made_name = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    minutes = models.CharField(max_length=80, blank=True)
    present = models.PositiveSmallIntegerField(default=0)
    recorded_by = models.CharField(max_length=60, blank=True)
    recorded_name = models.CharField(max_length=60, blank=True)
    recorded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(recorded_by="") | (~Q(minutes="") & Q(present__gte=2)),
                name="benefits_meeting_recorded",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class PublicNotice(models.Model):
    """Names of one policy put up for objections (公示), masked, until a working day."""

    code = models.CharField(max_length=16, unique=True)
    policy = models.CharField(max_length=60)
    since = models.DateTimeField()
    until = models.DateTimeField()
    by = models.CharField(max_length=60)
    by_name = models.CharField(max_length=60)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["until"], name="benefits_notice_until")]

    def __str__(self) -> str:
        return self.code


class Decision(models.Model):
    """One policy for one person, from a run's proposal to the end. What it passes is written on it when it begins.

    ``open``: somebody still has to do something. ``in_force``: it is what the person has now. ``before``: the state in
    which an appeal began; what it had given goes on meanwhile.
    """

    code = models.CharField(max_length=16, unique=True)
    person = models.CharField(max_length=16)
    policy = models.CharField(max_length=60)
    policy_hash = models.CharField(max_length=64)
    fen = models.BigIntegerField()
    every = models.CharField(max_length=4)
    basis = models.CharField(max_length=120)
    verified = models.BooleanField()
    snapshot = models.CharField(max_length=64)
    as_of = models.DateField()
    area_code = models.CharField(max_length=17, blank=True)
    bits = models.BinaryField()
    collective = models.BooleanField()
    instant = models.BooleanField()
    days = models.PositiveSmallIntegerField()
    doubt = models.CharField(max_length=12, blank=True)
    state = models.CharField(max_length=12)
    before = models.CharField(max_length=12, blank=True)
    open = models.BooleanField()
    in_force = models.BooleanField(default=False)
    reason = models.CharField(max_length=200, blank=True)
    first_by = models.CharField(max_length=60, blank=True)
    second_by = models.CharField(max_length=60, blank=True)
    council = models.ForeignKey(Council, null=True, on_delete=models.PROTECT, related_name="decisions")
    notice = models.ForeignKey(PublicNotice, null=True, on_delete=models.PROTECT, related_name="decisions")
    follows = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="followers")
    proposed_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "policy"], condition=Q(open=True), name="benefits_one_open_decision"),
            models.UniqueConstraint(fields=["person", "policy"], condition=Q(in_force=True), name="benefits_one_in_force"),
            models.CheckConstraint(
                condition=Q(open=True, state__in=_OPEN) | Q(open=False, state__in=_CLOSED),
                name="benefits_open_states",
            ),
            models.CheckConstraint(
                condition=~Q(state=Deciding.GRANTED.value) | Q(verified=True, fen__gt=0), name="benefits_granted_verified"
            ),
            # No collective step, no grant; and none of it is ever instant.
            models.CheckConstraint(
                condition=~Q(collective=True, state__in=_PAST_MEETING, council=None),
                name="benefits_met_before",
            ),
            models.CheckConstraint(condition=~Q(collective=True, instant=True), name="benefits_never_instant"),
            models.CheckConstraint(
                condition=~Q(state__in=_DECIDED) | Q(instant=True, doubt="", days=0)
                | (~Q(first_by="") & ~Q(second_by="") & ~Q(second_by=F("first_by"))),
                name="benefits_decided_by_two",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["person"], name="benefits_decision_person"),
            models.Index(fields=["state", "area_code"], name="benefits_decision_state"),
            models.Index(fields=["policy", "state"], name="benefits_decision_policy"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def unit_codes(self) -> tuple[str, ...]:
        return ()


class DecisionTurn(models.Model):
    """One step of a decision's way; only ever added."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="turns")
    turn = models.CharField(max_length=10)
    state = models.CharField(max_length=12)
    note = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=60)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.decision_id} {self.turn}"


class Objection(models.Model):
    """Against a name on a public notice (异议, by anybody), or the person's own appeal (申诉). Words and values are sealed.

    ``seen_sealed``: each condition with the value of the old snapshot and today's, as they were when it was brought.
    """

    code = models.CharField(max_length=16, unique=True)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="objections")
    kind = models.CharField(max_length=10)
    words_sealed = models.TextField()
    seen_sealed = models.TextField(blank=True)
    by = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()
    due_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, blank=True)
    answer = models.CharField(max_length=200, blank=True)
    answered_by = models.CharField(max_length=60, blank=True)
    answered_name = models.CharField(max_length=60, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision"],
                condition=Q(kind="appeal", answered_at=None),
                name="benefits_one_open_appeal",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="benefits_objection_due", condition=Q(answered_at=None)),
        ]

    def __str__(self) -> str:
        return self.code


class Due(models.Model):
    """One period of a decision in force. The key is made and kept here before anything is ordered under it."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="dues")
    person = models.CharField(max_length=16)
    policy = models.CharField(max_length=60)
    period = models.CharField(max_length=7)
    key = models.CharField(max_length=32, unique=True)
    fen = models.BigIntegerField()
    verified = models.BooleanField()
    payment = models.CharField(max_length=16, blank=True)
    refused = models.CharField(max_length=60, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    tried_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "policy", "period"], name="benefits_due_once"),
            models.CheckConstraint(condition=Q(verified=True, fen__gt=0), name="benefits_due_verified"),
        ]
        indexes = [models.Index(fields=["tried_at"], name="benefits_due_open", condition=Q(payment=""))]

    def __str__(self) -> str:
        return f"{self.person} {self.policy} {self.period}"


class Application(models.Model):
    """惠残一路通: one form with all that a person is entitled to, sent once, one matter. What he said is sealed.

    ``helper``: somebody else filled it in for him, with his word (R-208). ``policies``: those he chose.
    """

    code = models.CharField(max_length=16, unique=True)
    key = models.CharField(max_length=32, unique=True)
    person = models.CharField(max_length=16)
    area_code = models.CharField(max_length=17, blank=True)
    policies = models.JSONField(default=list)
    said_sealed = models.TextField(blank=True)
    helper = models.BooleanField()
    by = models.CharField(max_length=60)
    by_name = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["person"], name="benefits_application_person")]

    def __str__(self) -> str:
        return self.code

    @property
    def unit_codes(self) -> tuple[str, ...]:
        return ()
