"""The units with a part in a matter become terms of it, at the end of its words."""

from django.db import migrations

from lianzhi.cases.rules.search import of_units

UNITS = "SELECT DISTINCT unit_code FROM worklist_task WHERE state NOT IN ('returned', 'cancelled')"
PARTS = """
    SELECT c.id, {terms} AS units FROM cases_case c
    JOIN (SELECT DISTINCT item_id, unit_code FROM worklist_task WHERE state NOT IN ('returned', 'cancelled')) t
      ON t.item_id = c.item_id
    JOIN ({names}) n ON n.unit = t.unit_code GROUP BY c.id
"""
SQL = {
    "postgresql": f"""
        UPDATE cases_searchrow s SET words = array_to_tsvector(tsvector_to_array(s.words) || p.units)
        FROM ({PARTS.replace("{terms}", "array_agg(n.term)")}) p WHERE p.id = s.rowid""",
    "sqlite": f"""
        UPDATE cases_searchrow SET words = words || p.units
        FROM ({PARTS.replace("{terms}", "group_concat(' ' || n.term, '')")}) p WHERE p.id = cases_searchrow.rowid""",
}


def add(apps, schema):
    with schema.connection.cursor() as cursor:
        cursor.execute(UNITS)
        units = [unit for (unit,) in cursor.fetchall()]
        if units:
            names = " UNION ALL ".join(["SELECT %s AS unit, %s AS term"] * len(units))
            values = [value for unit in units for value in (unit, *of_units([unit]))]
            cursor.execute(SQL[schema.connection.vendor].replace("{names}", names), values)


class Migration(migrations.Migration):
    dependencies = [("cases", "0018_grades_of_reporters"), ("worklist", "0013_moves_overdue")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
