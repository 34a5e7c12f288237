"""Forms with their draft, their published versions, and what each form is asked about."""

from django.db import models


class Form(models.Model):
    """``draft`` is what the editor works on, in the shape of a spec; ``current`` is 0 before the first publication."""

    code = models.CharField(max_length=40, unique=True)
    draft = models.JSONField(default=dict)
    current = models.PositiveIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["code"]


class FormVersion(models.Model):
    """One published version. Never edited: answers stand under the version they were given to."""

    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    spec = models.JSONField()
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["form", "version"], name="one_form_version")]
        ordering = ["form", "version"]


class FormUse(models.Model):
    """``subject`` (``category:leaking-pipe``) is asked with this form. One subject has one form at most."""

    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="uses")
    subject = models.CharField(max_length=80, unique=True)
