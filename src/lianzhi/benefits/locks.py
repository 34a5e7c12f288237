"""What the database itself refuses: to change or remove an entry, and to take one whose legs do not sum to zero.

An entry is written after its legs, in one transaction; then nothing can be added to it. As in the audit trail a superuser
can drop the triggers; then the balances kept on the lines tell (``queries.ledger.drifted``).
"""

# ruff: noqa: S608  texts and names of our own
from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = ("benefits_entry", "benefits_leg")
TOGETHER = "the collective step of a decision cannot be taken away"
KEPT = "entries of the ledger are append-only"
SUM = "the legs of an entry must sum to zero"
LATE = "the entry of this leg is closed"

_SQLITE_KEPT = """CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb} ON {table}
    BEGIN SELECT RAISE(ABORT, '{text}'); END"""
_SQLITE_SUMS = [
    f"""CREATE TRIGGER IF NOT EXISTS benefits_entry_sums BEFORE INSERT ON benefits_entry
    WHEN (SELECT count(*) < 2 OR sum(fen) <> 0 FROM benefits_leg WHERE entry_id = NEW.key)
    BEGIN SELECT RAISE(ABORT, '{SUM}'); END""",
    f"""CREATE TRIGGER IF NOT EXISTS benefits_leg_closed BEFORE INSERT ON benefits_leg
    WHEN EXISTS (SELECT 1 FROM benefits_entry WHERE key = NEW.entry_id)
    BEGIN SELECT RAISE(ABORT, '{LATE}'); END""",
]
_POSTGRES_KEPT = [
    f"""CREATE OR REPLACE FUNCTION benefits_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{KEPT}' USING ERRCODE = '23514'; END $$""",
    *(
        f"""CREATE OR REPLACE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION benefits_refuse()"""
        for table in TABLES
    ),
]
_POSTGRES_SUMS = [
    f"""CREATE OR REPLACE FUNCTION benefits_sums() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF (SELECT count(*) < 2 OR sum(fen) <> 0 FROM benefits_leg WHERE entry_id = NEW.key) THEN
    RAISE EXCEPTION '{SUM}' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$""",
    """CREATE OR REPLACE TRIGGER benefits_entry_sums BEFORE INSERT ON benefits_entry
    FOR EACH ROW EXECUTE FUNCTION benefits_sums()""",
    f"""CREATE OR REPLACE FUNCTION benefits_closed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF EXISTS (SELECT 1 FROM benefits_entry WHERE key = NEW.entry_id) THEN
    RAISE EXCEPTION '{LATE}' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$""",
    """CREATE OR REPLACE TRIGGER benefits_leg_closed BEFORE INSERT ON benefits_leg
    FOR EACH ROW EXECUTE FUNCTION benefits_closed()""",
]


def install(connection: BaseDatabaseWrapper) -> None:
    statements = [*_POSTGRES_KEPT, *_POSTGRES_SUMS]
    if connection.vendor == "sqlite":
        kept = [
            _SQLITE_KEPT.format(table=table, verb=verb, text=KEPT)
            for table in TABLES
            for verb in ("UPDATE", "DELETE")
        ]
        statements = [*kept, *_SQLITE_SUMS]
    _run(connection, statements)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Entries may be removed again: for tests that empty all tables. Sums are still watched."""
    statements = [f"DROP TRIGGER IF EXISTS {table}_no_change ON {table}" for table in TABLES]
    if connection.vendor == "sqlite":
        statements = [
            f"DROP TRIGGER IF EXISTS {t}_no_{verb}" for t in TABLES for verb in ("UPDATE", "DELETE")
        ]
    _run(connection, statements)


def remove_all(connection: BaseDatabaseWrapper) -> None:
    remove(connection)
    on = "" if connection.vendor == "sqlite" else " ON {}"
    pairs = (("benefits_entry_sums", "benefits_entry"), ("benefits_leg_closed", "benefits_leg"))
    _run(connection, [f"DROP TRIGGER IF EXISTS {name}{on.format(table)}" for name, table in pairs])


def keep_together(connection: BaseDatabaseWrapper) -> None:
    """A decision that has a collective step keeps it (R-210); no way of configuration takes it out of the row."""
    if connection.vendor == "sqlite":
        statements = [
            f"""CREATE TRIGGER IF NOT EXISTS benefits_decision_together BEFORE UPDATE ON benefits_decision
            WHEN OLD.collective AND NOT NEW.collective BEGIN SELECT RAISE(ABORT, '{TOGETHER}'); END"""
        ]
    else:
        statements = [
            f"""CREATE OR REPLACE FUNCTION benefits_together() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            RAISE EXCEPTION '{TOGETHER}' USING ERRCODE = '23514'; END $$""",
            """CREATE OR REPLACE TRIGGER benefits_decision_together BEFORE UPDATE ON benefits_decision FOR EACH ROW
            WHEN (OLD.collective AND NOT NEW.collective) EXECUTE FUNCTION benefits_together()""",
        ]
    _run(connection, statements)


def let_go(connection: BaseDatabaseWrapper) -> None:
    on = "" if connection.vendor == "sqlite" else " ON benefits_decision"
    _run(connection, [f"DROP TRIGGER IF EXISTS benefits_decision_together{on}"])


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
