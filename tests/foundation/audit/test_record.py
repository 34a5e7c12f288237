"""Recording: one entry per act, in the act's own transaction, chained."""

import contextlib
import os

import pytest
from django.db import IntegrityError, connection, transaction
from support.tampering import at

from lianzhi.foundation.audit import api, locks
from lianzhi.foundation.audit.models import AppendOnly, Entry, Head
from lianzhi.kernel.actor import Actor, system

WANG = Actor("staff:1", "王小明", "urban")


def test_an_entry_tells_who_did_what_to_which_thing(db) -> None:
    made = api.record(WANG, "cases.dispatch", "case:1", {"to": "城管", "n": 1})
    assert api.trail("case:1") == [made]
    assert (made.seq, made.actor_id, made.actor_name, made.action) == (
        at(1),
        "staff:1",
        "王小明",
        "cases.dispatch",
    )
    assert made.detail == {"to": "城管", "n": 1}
    assert made.at.tzinfo is not None


def test_a_trail_holds_only_its_own_subject_oldest_first(db) -> None:
    for n, subject in enumerate(["case:1", "case:2", "case:1", "case:11"]):
        api.record(system("test"), f"act{n}", subject)
    assert [entry.action for entry in api.trail("case:1")] == ["act0", "act2"]
    assert api.trail("case:3") == []


def test_a_trail_costs_one_query_at_any_length(db, django_assert_num_queries) -> None:
    for length in (1, 3):
        while len(api.trail("case:1")) < length:
            api.record(WANG, "x", "case:1")
        with django_assert_num_queries(1):
            assert len(api.trail("case:1")) == length


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_recorded() -> None:
    with pytest.raises(transaction.TransactionManagementError, match="transaction.atomic"):
        api.record(WANG, "cases.dispatch", "case:1")
    assert not Entry.objects.exists()
    assert not Head.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_leaves_no_entry_no_seal_and_no_gap(seal_log) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        api.record(WANG, "a", "case:1")
        raise ZeroDivisionError
    assert not Entry.objects.exists()
    assert not seal_log.exists()
    with transaction.atomic():
        api.record(WANG, "b", "case:1")
    report = api.verify()
    assert (report.ok, report.entries, report.sealed_seq) == (True, 1, at(1))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("undone", [(1,), (2,), (1, 2), (0,), (0, 1, 2)])
def test_a_savepoint_that_is_rolled_back_is_not_sealed(seal_log, undone) -> None:
    with transaction.atomic():
        for n in range(3):
            sid = transaction.savepoint()
            api.record(WANG, f"act{n}", "case:1")
            transaction.savepoint_rollback(sid) if n in undone else transaction.savepoint_commit(sid)
    kept = 3 - len(undone)
    report = api.verify()
    assert (report.ok, report.entries, report.sealed_seq, report.notices) == (
        True,
        kept,
        at(kept) if kept else 0,
        (),
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("undone", [(1,), (2,), (1, 2), (0,), (0, 1, 2)])
def test_a_block_that_failed_inside_a_transaction_is_not_sealed(seal_log, undone) -> None:
    with transaction.atomic():
        for n in range(3):
            with contextlib.suppress(ZeroDivisionError), transaction.atomic():
                api.record(WANG, f"act{n}", "case:1")
                if n in undone:
                    raise ZeroDivisionError
    kept = 3 - len(undone)
    report = api.verify()
    assert (report.ok, report.entries, report.sealed_seq, report.notices) == (
        True,
        kept,
        at(kept) if kept else 0,
        (),
    )


@pytest.mark.django_db(transaction=True)
def test_one_transaction_gives_one_line_in_the_seal_log(seal_log) -> None:
    for _n in range(2):
        with transaction.atomic():
            for n in range(5):
                api.record(WANG, f"act{n}", "case:1")
    assert len(seal_log.read_text().splitlines()) == 2
    assert seal_log.stat().st_mode & 0o777 == 0o600


def test_the_model_refuses_to_change_or_remove(db) -> None:
    api.record(WANG, "a", "case:1")
    entry = Entry.objects.get()
    entry.actor_name = "someone else"
    acts = [
        entry.save,
        entry.delete,
        Entry.objects.all().delete,
        lambda: Entry.objects.update(actor_name="x"),
    ]
    for act in acts:
        with pytest.raises(AppendOnly):
            act()
    assert Entry.objects.get().actor_name == "王小明"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET actor_name = 'x'",
        "DELETE FROM audit_entry",
        "DELETE FROM audit_entry WHERE seq > 0",
    ],
)
def test_the_database_refuses_too(db, statement) -> None:
    api.record(WANG, "a", "case:1")
    locks.install(connection)
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert Entry.objects.get().actor_name == "王小明"


def test_values_that_a_database_cannot_hold_are_refused(db) -> None:
    with pytest.raises(ValueError, match="NUL"):
        api.record(WANG, "a", "case:\x00")
    with pytest.raises(ValueError, match="JSON compliant"):
        api.record(WANG, "a", "case:1", {"n": float("nan")})
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_log_of_changes_that_is_gone_keeps_nothing_from_being_sealed(monkeypatch, settings) -> None:
    """SQLite removes it when the last other connection closes, which may be just before it is to be synced."""
    settings.AUDIT_FSYNC = True
    opened = os.open

    def gone(path, *flags, **more):
        if str(path).endswith("-wal"):
            raise FileNotFoundError(path)
        return opened(path, *flags, **more)

    monkeypatch.setattr(os, "open", gone)
    with transaction.atomic():
        made = api.record(WANG, "cases.file", "case:1")
    report = api.verify()
    assert (report.ok, report.sealed_seq, report.notices) == (True, made.seq, ())
