"""What bench/filling.py cannot copy, made by SQL from the rows that are there: in a town that was filled before, too.

Rows of statistics and their sums by day and month (from the moves), messages that were imported, questions with their
replies and notes,
requests for approval, follow-ups of bad ratings, reports by helpers, notices. Which case gets what follows from its key, so
it is the same each time; a table that has rows is left as it is. Hours worked are taken as a third of the hours passed, because SQL
knows no office hours: times are what is measured here, not the town's figures.
"""

import time
from importlib import import_module

from django.db import connection

EACH_MESSAGE, EACH_QUESTION, EACH_NOTE, EACH_REQUEST, EACH_HELPED, EACH_NOTICE = 5, 33, 50, 50, 30, 4
"""One in so many cases has such a row."""
_WORDS = {
    "postgresql": {
        "day": "(m.at AT TIME ZONE 'Asia/Shanghai')::date",
        "lasted": "greatest(0, extract(epoch FROM m.at - m.stay_from))::int",
        "task": "(m.detail->>'task')::bigint", "grade": "(m.detail->>'grade')::int", "json": "'{}'::jsonb",
    },
    "sqlite": {
        "day": "date(m.at, '+8 hours')",
        "lasted": "max(0, CAST((julianday(m.at) - julianday(m.stay_from)) * 86400 AS integer))",
        "task": "json_extract(m.detail, '$.task')", "grade": "json_extract(m.detail, '$.grade')", "json": "'{}'",
    },
}  # fmt: skip
_STAYS = """
INSERT INTO cases_stay (move_id, case_id, day, verb, stage, unit, actor, area_code, category, module, source, level, counted,
                        timed, late, lasted, worked, grade)
SELECT m.id, c.id, {day}, m.verb, m.from_state,
       CASE WHEN m.verb IN ({led}) THEN coalesce(l.unit_code, m.unit) ELSE coalesce(t.unit_code, m.unit) END,
       m.actor_id, c.area_code, coalesce(k.code, ''), c.module, c.source, i.level,
       m.verb <> 'finish' OR m.from_state <> m.to_state, m.due_at IS NOT NULL, coalesce(m.at > m.due_at, FALSE),
       coalesce({lasted}, 0), coalesce({lasted}, 0) / 3, {grade}
FROM worklist_move m JOIN cases_case c ON c.item_id = m.item_id JOIN worklist_item i ON i.id = m.item_id
LEFT JOIN cases_category k ON k.id = c.category_id LEFT JOIN worklist_task t ON t.id = {task}
LEFT JOIN led_by l ON l.item_id = m.item_id ORDER BY m.id
"""
_MESSAGES = f"""
INSERT INTO cases_signal (source, external_id, author, title, text, occurred_at, received_at, place_text, lon, lat, area_code,
                          label, label_by, confidence, runner_up, extra, message)
SELECT CASE c.id % 3 WHEN 0 THEN 'hotline' WHEN 1 THEN 'mailbox' ELSE 'import' END, 'm' || c.id, '', c.title, c.text,
       c.created_at, c.created_at, c.place_text, c.lon, c.lat, c.area_code, coalesce(k.code, ''),
       CASE WHEN c.id % 4 = 0 THEN 'person' ELSE 'machine' END, (c.id % 100) / 100.0, '', {{json}}, TRUE
FROM cases_case c LEFT JOIN cases_category k ON k.id = c.category_id WHERE c.id % {EACH_MESSAGE} = 0 ORDER BY c.id
"""
_MESSAGE_WORDS = """
INSERT INTO cases_signalsearchrow (rowid, words)
SELECT s.id, w.words FROM cases_signal s JOIN cases_searchrow w ON w.rowid = CAST(substr(s.external_id, 2) AS bigint)
WHERE s.message AND s.external_id LIKE 'm%'
"""
_REMARKS = f"""
INSERT INTO cases_remark (case_id, kind, text, actor, name, unit, at, settled_at)
SELECT c.id, k.kind, c.title, CASE WHEN k.kind = 'reply' THEN c.reporter ELSE 'system:bench' END, '', 'command', c.created_at,
       CASE WHEN k.kind = 'question' THEN i.closed_at END
FROM cases_case c JOIN worklist_item i ON i.id = c.item_id
JOIN (SELECT 'question' AS kind UNION SELECT 'reply' UNION SELECT 'note') k
  ON (k.kind = 'note' AND c.id % {EACH_NOTE} = 1) OR (k.kind = 'question' AND c.id % {EACH_QUESTION} = 0)
  OR (k.kind = 'reply' AND c.id % {EACH_QUESTION} = 0 AND i.closed_at IS NOT NULL)
"""
_REQUESTS = f"""
INSERT INTO worklist_approval (item_id, verb, permission, given, asked_by, asked_name, unit, asked_at, due_at, state,
                               decided_by, decided_name, decided_at, reason)
SELECT i.id, 'void', 'cases.approve', {{json}}, 'staff:1', '', 'command', i.opened_at, i.opened_at,
       CASE WHEN i.closed_at IS NULL THEN 'pending' WHEN i.id % 3 = 0 THEN 'declined' ELSE 'granted' END,
       CASE WHEN i.closed_at IS NULL THEN '' ELSE 'staff:2' END, '', i.closed_at, 'bench'
FROM worklist_item i WHERE i.id % {EACH_REQUEST} = 0 AND i.subject LIKE 'case:%'
"""
_FOLLOW_UPS = """
INSERT INTO cases_followup (rating_id, case_id, owner, owner_name, reached, called_at, said, reply, outcome, replied_by, opened_at,
                            closed_at)
SELECT r.id, r.case_id, '', '', TRUE, r.at, '', r.text, CASE WHEN r.id > newest.id - 5000 THEN '' ELSE 'explained' END, '',
       r.at, CASE WHEN r.id > newest.id - 5000 THEN NULL ELSE r.at END
FROM cases_rating r CROSS JOIN (SELECT max(id) AS id FROM cases_rating) newest WHERE r.grade <= 2
ON CONFLICT DO NOTHING
"""
_FOLLOWED = """
INSERT INTO worklist_item (flow_id, subject, state, area_code, limits, opened_at, state_since, clock, due_at, closed_at, rounds,
                           level, urged, bounces, used, extended, back_to, asked)
SELECT flow.id, 'follow_up:' || f.id, CASE WHEN f.closed_at IS NULL THEN 'waiting' ELSE 'settled' END, c.area_code, {json},
       f.opened_at, f.opened_at, '', CASE WHEN f.closed_at IS NULL THEN f.opened_at END, f.closed_at, 0, i.level, 0, 0, i.used,
       i.extended, '', FALSE
FROM cases_followup f JOIN cases_case c ON c.id = f.case_id JOIN worklist_item i ON i.id = c.item_id
CROSS JOIN (SELECT max(id) AS id FROM worklist_flow WHERE code = 'follow_up') flow WHERE f.item_id IS NULL
"""
_FOLLOWED_BY = """
UPDATE cases_followup SET item_id = (SELECT i.id FROM worklist_item i WHERE i.subject = 'follow_up:' || cases_followup.id)
WHERE item_id IS NULL
"""
_HELPED = f"""
INSERT INTO cases_assist (case_id, what, helper, name, unit, kind, consent, at)
SELECT id, 'report', 'staff:' || (id % 60), '', 'command', CASE WHEN id % 2 = 0 THEN 'grid' ELSE 'counter' END, 'by_phone',
       created_at FROM cases_case WHERE id % {EACH_HELPED} = 0 ORDER BY id
"""
_NOTICES = f"""
INSERT INTO notify_notice (person, template, "values", tone, links, dedupe, at, read_at)
SELECT 'staff:' || u.id, 'staff.copied', '{{{{"unit": "-", "number": "-", "title": "-"}}}}', '', {{json}}, 'bench:' || c.id,
       c.created_at, CASE WHEN c.id % 40 = 0 THEN NULL ELSE c.created_at END
FROM cases_case c JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n, count(*) OVER () AS all_ FROM access_user) u
  ON u.n = (c.id / {EACH_NOTICE}) % u.all_ WHERE c.id % {EACH_NOTICE} = 0 ORDER BY c.id
ON CONFLICT DO NOTHING
"""


def top_up() -> None:
    from lianzhi.cases.searching import merge
    from lianzhi.foundation.worklist.facts import FAIL, GRADED, REOPEN

    words = _WORDS[connection.vendor] | {"led": ", ".join(f"'{verb}'" for verb in (FAIL, GRADED, REOPEN))}
    if connection.vendor == "postgresql":
        for setting in ("session_replication_role = replica", "synchronous_commit = off", "work_mem = '256MB'",
                        "maintenance_work_mem = '512MB'", "max_parallel_workers_per_gather = 0"):  # fmt: skip
            _run(f"SET {setting}")  # foreign keys are right by construction
    else:
        _run("PRAGMA cache_size = -500000")
    if _thin("cases_stay"):
        _stays(words)
    if _empty("cases_daycount"):
        _sums()
    for table, statement in (("cases_signalsearchrow", _MESSAGES), ("cases_signalsearchrow", _MESSAGE_WORDS),
                             ("cases_remark", _REMARKS), ("worklist_approval", _REQUESTS), ("cases_followup", _FOLLOW_UPS),
                             ("cases_assist", _HELPED), ("notify_notice", _NOTICES)):  # fmt: skip
        if _thin(table):
            _run(statement.format(**words))
    for statement in (_FOLLOWED, _FOLLOWED_BY):
        _run(statement.format(**words))
    merge()  # a town that runs does it every night; PostgreSQL tends its own
    _run("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


class _WithoutIndexes:
    """The plain indexes of a table are dropped for the time of a large insert and made again after it."""

    def __init__(self, table: str) -> None:
        from lianzhi.cases.models import Stay

        self.table, self.model, self.indexes = table, Stay, Stay._meta.indexes

    def __enter__(self) -> None:
        with connection.schema_editor() as editor:
            for index in self.indexes:
                editor.remove_index(self.model, index)

    def __exit__(self, *_: object) -> None:
        with connection.schema_editor() as editor:
            for index in self.indexes:
                editor.add_index(self.model, index)


def _stays(words: dict[str, str]) -> None:
    """Rows from the moves; the sums over them are made again."""
    for table in ("cases_stay", "cases_daycount", "cases_monthcount", "cases_staleday"):
        _run(f"DELETE FROM {table}")
    _run("CREATE TEMPORARY TABLE led_by AS SELECT item_id, max(unit_code) AS unit_code FROM worklist_task WHERE lead "
         "GROUP BY item_id")  # fmt: skip
    _run("CREATE UNIQUE INDEX led_by_item ON led_by (item_id)")
    with _WithoutIndexes("cases_stay"):
        _run(_STAYS.format(**words))
    _run("ANALYZE cases_stay" if connection.vendor == "postgresql" else "ANALYZE")


def _sums() -> None:
    """Whose work was sent back, as the migration finds it, and the sums by the platform's own code."""
    from django.apps import apps

    from lianzhi.cases.actions.statistics import refresh_days

    import_module("lianzhi.cases.migrations.0020_workers_of_rework").fill(apps, None)
    _run(
        "INSERT INTO cases_staleday (day) SELECT DISTINCT day FROM cases_stay WHERE TRUE ON CONFLICT DO NOTHING"
    )
    refresh_days(most_months=1000)


def _thin(table: str) -> bool:
    """Only what the real cases brought: less than a hundredth of the cases."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT (SELECT count(*) FROM {table}) * 100 < (SELECT count(*) FROM cases_case)")
        return bool(cursor.fetchone()[0])


def _empty(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT NOT EXISTS (SELECT 1 FROM {table})")
        return bool(cursor.fetchone()[0])


def _run(sql: str) -> None:
    began = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute(sql)
    took = time.monotonic() - began
    if took > 1:
        print(f"  {took:5.0f} s  {' '.join(sql.split())[:90]}", flush=True)
