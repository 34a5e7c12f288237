"""The areas a case lies in become terms of it: a word that is common in the town may be rare in a grid."""

from django.db import migrations

SQL = {
    "postgresql": """
        UPDATE cases_searchrow s SET words = array_to_tsvector(tsvector_to_array(s.words) || t.areas)
        FROM (SELECT id, ARRAY(SELECT DISTINCT U&'\\00b6' || left(area_code, digits) FROM unnest(ARRAY[12, 15, 17]) AS digits
                               WHERE length(area_code) >= digits AND substr(area_code, 10) !~ '^0*$') AS areas
              FROM cases_case) t WHERE t.id = s.rowid""",
    "sqlite": """
        UPDATE cases_searchrow SET words = words || (
            SELECT CASE WHEN substr(area_code, 10) = '000' THEN '' ELSE ' ' || char(182) || substr(area_code, 1, 12) END
                || CASE WHEN length(area_code) >= 15 THEN ' ' || char(182) || substr(area_code, 1, 15) ELSE '' END
                || CASE WHEN length(area_code) >= 17 THEN ' ' || char(182) || substr(area_code, 1, 17) ELSE '' END
            FROM cases_case WHERE id = cases_searchrow.rowid)""",
}


def add(apps, schema):
    schema.execute(SQL[schema.connection.vendor])


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_automatic_rules")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
