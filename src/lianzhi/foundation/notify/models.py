"""The outbox of messages. Recipient and values are sealed; ``to_blind`` finds a recipient's messages again."""

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
