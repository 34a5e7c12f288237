"""The month a matter came in becomes a term of it, at the beginning of its words."""

from django.db import migrations

SQL = {
    "postgresql": """
        UPDATE cases_searchrow s SET words = array_to_tsvector(
            tsvector_to_array(s.words) || ('¢' || to_char(c.created_at AT TIME ZONE 'Asia/Shanghai', 'YYYYMM')))
        FROM cases_case c WHERE c.id = s.rowid""",
    "sqlite": """
        UPDATE cases_searchrow SET words = (
            SELECT '¢' || strftime('%Y%m', c.created_at, '+8 hours') || ' ' FROM cases_case c
            WHERE c.id = cases_searchrow.rowid) || words
        WHERE rowid IN (SELECT id FROM cases_case)""",
}


def add(apps, schema):
    schema.execute(SQL[schema.connection.vendor], params=None)


class Migration(migrations.Migration):
    dependencies = [("cases", "0021_grid_unit_months")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
