"""What each grid holds, counted every few minutes: the pages of a community and the town add these up (R-094)."""

from django.db import models


class GridCount(models.Model):
    """One kind of one register in one grid at ``counted_at``. ``changed``: in 30 days; ``stale``: not checked for half a year."""

    grid_code = models.CharField(max_length=17)
    register = models.CharField(max_length=12)
    kind = models.CharField(max_length=20, blank=True)
    n = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    stale = models.PositiveIntegerField()
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["grid_code", "register", "kind"], name="registry_grid_count")
        ]

    def __str__(self) -> str:
        return f"{self.grid_code} {self.register} {self.kind}: {self.n}"
