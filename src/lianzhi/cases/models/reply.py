"""Ready answers and reasons, for a kind of matter, a state and a move."""

from django.db import models


class ReplyTemplate(models.Model):
    """An empty list means: any. ``used`` counts how often a sent text was made with it."""

    title = models.CharField(max_length=60, unique=True)
    text = models.TextField()
    verbs = models.JSONField(default=list, blank=True)
    states = models.JSONField(default=list, blank=True)
    categories = models.JSONField(default=list, blank=True)
    active = models.BooleanField(default=True)
    used = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-used", "title"]
