"""The entries, and the head that makes one line of them.

Entries are append-only three times over: the model refuses, triggers in the database refuse, and the hash
chain plus the seal log show whoever gets round both. All that is hashed is stored as the very text that
was hashed (``at`` too), so that both databases and an exported file give the same digest.
"""

from typing import Any, NoReturn

from django.db import models


class AppendOnly(TypeError):
    """Entries of the trail are never changed or removed."""


class EntryQuerySet(models.QuerySet):
    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly("entries of the audit trail are only ever appended, by audit.api.record")

    update = delete = _raw_delete = bulk_create = bulk_update = update_or_create = get_or_create = _refuse


class Entry(models.Model):
    seq = models.BigIntegerField(primary_key=True)
    at = models.CharField(max_length=27)  # 2026-11-22T03:44:00.123456Z
    actor_id = models.TextField()
    actor_name = models.TextField()
    action = models.TextField()
    subject = models.TextField()
    detail = models.TextField()
    prev = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    mark = models.CharField(max_length=64)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["seq"]
        indexes = [
            models.Index(fields=["subject", "seq"], name="audit_entry_subject"),
        ]
        base_manager_name = "objects"

    def __str__(self) -> str:
        return f"{self.seq} {self.action} {self.subject}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly("an entry of the audit trail cannot be changed")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly("an entry of the audit trail cannot be removed")


class Head(models.Model):
    """The end of the chain. The one row is locked while an entry is appended.

    ``seals`` is the number of the newest seal line its writer knew of, so that lines cut off the end of the
    seal log are missed; ``mark`` covers the three other fields.
    """

    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64)
    seals = models.BigIntegerField(default=0)
    mark = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.seq} {self.hash}"
