"""Triggers that make the database itself refuse to change or remove an entry: the second lock.

A database superuser can drop them; then the chain and the seal log tell (``verify``).
"""

from django.db.backends.base.base import BaseDatabaseWrapper

_SQLITE = [
    """CREATE TRIGGER IF NOT EXISTS audit_entry_no_{verb} BEFORE {verb} ON audit_entry
       BEGIN SELECT RAISE(ABORT, 'entries of the audit trail are append-only'); END"""
]
_POSTGRES = [
    """CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION 'entries of the audit trail are append-only' USING ERRCODE = '23514'; END $$""",
    "DROP TRIGGER IF EXISTS audit_entry_no_change ON audit_entry",
    """CREATE TRIGGER audit_entry_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
       FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
]


def install(connection: BaseDatabaseWrapper) -> None:
    statements = _POSTGRES
    if connection.vendor == "sqlite":
        statements = [text.format(verb=verb) for text in _SQLITE for verb in ("UPDATE", "DELETE")]
    _run(connection, statements)


def remove(connection: BaseDatabaseWrapper) -> None:
    statements = ["DROP TRIGGER IF EXISTS audit_entry_no_change ON audit_entry"]
    if connection.vendor == "sqlite":
        statements = [f"DROP TRIGGER IF EXISTS audit_entry_no_{verb}" for verb in ("UPDATE", "DELETE")]
    _run(connection, statements)


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
