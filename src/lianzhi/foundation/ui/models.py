"""What lists remember for people: named filters, columns, density. On the server, so that every machine has them.  R-116."""

from django.db import models
from django.db.models import Q
from django.utils import timezone


class SavedView(models.Model):
    """A list's filters under a name. ``list`` is the page's address name, ``query`` what stands in its address."""

    class Shared(models.TextChoices):
        PRIVATE = "private"
        UNIT = "unit"
        ALL = "all"

    list = models.CharField(max_length=60)
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=2000, blank=True)
    shared = models.CharField(max_length=10, choices=Shared.choices, default=Shared.PRIVATE)
    refresh = models.BooleanField(default=False)
    owner = models.CharField(max_length=60)
    owner_name = models.CharField(max_length=60, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["list", "owner", "name"], name="one_view_each_name")]
        indexes = [models.Index(fields=["list", "unit"], condition=~Q(shared="private"), name="views_shared")]


class ListSetting(models.Model):
    """One person's own look of one list. ``hidden`` None: the list's own columns."""

    person = models.CharField(max_length=60)
    list = models.CharField(max_length=60)
    hidden = models.JSONField(null=True)
    density = models.CharField(max_length=10, blank=True)
    default = models.ForeignKey(SavedView, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "list"], name="one_setting_each_list")]
