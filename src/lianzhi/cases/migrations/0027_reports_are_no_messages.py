"""What came as a case is no message: a resident's report stood in the list of messages, outside every reach.

Ways in that open a case at once are told by name: an imported message keeps its mark, also when a case was made of it.
"""

from django.db import migrations

CASE_SOURCES = (
    "resident", "counter", "split", "open311", "sensing", "safety", "services", "benefits", "circles", "rehearsal",
)  # fmt: skip
_WORDS = """
DELETE FROM cases_signalsearchrow WHERE rowid IN (SELECT id FROM cases_signal WHERE message AND case_id IS NOT NULL AND source IN ({names}))
"""


def unmark(apps, schema):
    names = ", ".join(f"'{name}'" for name in CASE_SOURCES)
    schema.execute(_WORDS.format(names=names))
    signals = apps.get_model("cases", "Signal").objects
    signals.filter(message=True, case__isnull=False, source__in=CASE_SOURCES).update(message=False)


class Migration(migrations.Migration):
    dependencies = [("cases", "0026_newest_of_an_area")]
    operations = [migrations.RunPython(unmark, migrations.RunPython.noop)]
