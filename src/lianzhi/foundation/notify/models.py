"""The outbox of messages, and the notices of staff.

Recipient and values of a message are sealed; ``to_blind`` finds a recipient's messages again. A notice stays in the
house: it names a matter by its number and says nothing that the list of matters would not say.
"""

from django.db import models

from lianzhi.kernel import clock


class Message(models.Model):
    """One message. ``params_sealed`` too, because one-time codes and answers are nobody else's business."""

    class State(models.TextChoices):
        QUEUED = "queued"
        SENT = "sent"
        FAILED = "failed"

    channel = models.CharField(max_length=20)
    to_sealed = models.TextField()
    to_blind = models.CharField(max_length=64)
    template = models.CharField(max_length=60)
    params_sealed = models.TextField()
    language = models.CharField(max_length=10)
    dedupe = models.CharField(max_length=120, unique=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField(default=clock.now)
    next_try = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_try", "id"], condition=models.Q(state="queued"), name="messages_waiting"
            ),
            models.Index(fields=["to_blind", "-id"], name="messages_to"),
            models.Index(fields=["state", "-id"], name="messages_by_state"),
        ]


class Notice(models.Model):
    """One thing one member of staff should know of, with the way there. One row for each person told: read is theirs.

    ``values`` fill the declared text ``template``; a value may be ``{zh, en}``. ``links``: the page on the desk and on
    the phone. ``dedupe`` makes telling twice tell once.
    """

    person = models.CharField(max_length=60)
    template = models.CharField(max_length=60)
    values = models.JSONField(default=dict)
    tone = models.CharField(max_length=10, blank=True)
    links = models.JSONField(default=dict)
    dedupe = models.CharField(max_length=120)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "dedupe"], name="notices_once")]
        indexes = [
            models.Index(fields=["person", "-id"], name="notices_of"),
            models.Index(fields=["person"], condition=models.Q(read_at=None), name="notices_unread"),
            models.Index(fields=["at"], name="notices_by_time"),
        ]
