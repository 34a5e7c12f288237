"""A grade counts for satisfaction only where the reporter gave it: rows of other steps lose theirs, their days are counted anew."""

from django.db import migrations
from django.db.models.functions import TruncMonth

GRADED = "rate"


def forget(apps, schema) -> None:
    stays, stale, months = (apps.get_model("cases", name) for name in ("Stay", "StaleDay", "MonthCount"))
    wrong = stays.objects.exclude(verb=GRADED).filter(grade__isnull=False)
    days = list(wrong.values_list("day", flat=True).distinct())
    stale.objects.bulk_create([stale(day=day) for day in days], ignore_conflicts=True)
    touched = wrong.annotate(month=TruncMonth("day")).values_list("month", flat=True).distinct()
    months.objects.filter(month__in=list(touched)).delete()
    wrong.update(grade=None)


class Migration(migrations.Migration):
    dependencies = [("cases", "0017_sums_by_month")]
    operations = [migrations.RunPython(forget, migrations.RunPython.noop)]
