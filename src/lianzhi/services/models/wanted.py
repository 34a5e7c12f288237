"""What has to be computed as a whole when it is quiet: a load of thousands of rows asks once, not for each batch."""

from django.db import models


class Wanted(models.Model):
    name = models.CharField(max_length=20, primary_key=True)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
