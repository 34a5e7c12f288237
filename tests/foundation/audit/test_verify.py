"""Whatever is done to the trail behind the platform's back is found and named. R-107, house law 5."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation
from support.tampering import (
    LENGTH,
    append,
    append_then_live_on,
    at,
    close_gap,
    delete,
    edit,
    exchange,
    exchange_told,
    fill,
    head,
    head_gone,
    insert_between,
    place,
    recompute,
    recompute_and_cut_seals,
    replace_with_digest,
    rows,
    seal_lines,
    seal_word,
    seals_gone_then_live_on,
    truncate,
    truncate_then_live_on,
)

from lianzhi.foundation.audit import api, locks, sealing
from lianzhi.foundation.audit.rules.judging import judge
from lianzhi.foundation.audit.rules.marks import GENESIS, digest
from lianzhi.foundation.audit.rules.seals import SealLog, compose
from lianzhi.foundation.audit.verification import read_head

pytestmark = pytest.mark.django_db

SEES, BLIND = True, False


@pytest.fixture(autouse=True, params=[0, 7], ids=["no town number", "town 7"])
def town(request, settings) -> int:
    """A trail begins at the town's first key: what is found is the same in each town."""
    settings.TOWN_ID = request.param
    return request.param


# name: (what is done, findings as (kind, first, last), does a checksum per row see it, does a bare chain)
TAMPERINGS = {
    "actor edited": (edit("actor_name", "x"), [("edited", 10, 10)], SEES, SEES),
    "actor id edited": (edit("actor_id", "staff:3"), [("edited", 10, 10)], SEES, SEES),
    "action edited": (edit("action", "x"), [("edited", 10, 10)], SEES, SEES),
    "subject edited": (edit("subject", "case:99"), [("edited", 10, 10)], SEES, SEES),
    "time edited": (edit("at", "2020-01-01T00:00:00.000000Z"), [("edited", 10, 10)], SEES, SEES),
    "detail edited": (edit("detail", "{}"), [("edited", 10, 10)], SEES, SEES),
    "first entry edited": (edit("detail", "{}", 1), [("edited", 1, 1)], SEES, SEES),
    "last entry edited": (edit("detail", "{}", LENGTH), [("edited", LENGTH, LENGTH)], SEES, SEES),
    "link edited": (edit("prev", "a" * 64), [("edited_prev", 10, 10)], SEES, SEES),
    "digest edited": (edit("hash", "a" * 64), [("edited_hash", 10, 10)], SEES, SEES),
    "mark edited": (edit("mark", "a" * 64), [("edited_mark", 10, 10)], BLIND, BLIND),
    "entry and its digest redone": (replace_with_digest(10), [("replaced", 10, 10)], BLIND, SEES),
    "one deleted": (delete(10, 10), [("deleted", 10, 10)], BLIND, SEES),
    "range deleted": (delete(7, 12), [("deleted", 7, 12)], BLIND, SEES),
    "first deleted": (delete(1, 3), [("deleted", 1, 3)], BLIND, SEES),
    "one deleted, gap closed": (
        close_gap(10, 10),
        [("deleted_closed", 10, 10), ("head", 23, 23)],
        SEES,
        SEES,
    ),
    "three deleted, gap closed": (
        close_gap(10, 12),
        [("deleted_closed", 10, 12), ("head", 21, 21)],
        SEES,
        SEES,
    ),
    "neighbours swapped": (exchange(10, 11), [("swapped", 10, 11)], SEES, SEES),
    "far ones swapped": (exchange(3, 20), [("swapped", 3, 20)], SEES, SEES),
    "contents swapped": (exchange_told(3, 20), [("swapped", 3, 20)], SEES, SEES),
    "inserted between": (insert_between(10), [("inserted", 10, 10)], SEES, SEES),
    "three inserted between": (insert_between(10, 3), [("inserted", 10, 12)], SEES, SEES),
    "inserted at the end": (append(1), [("head", 25, 25), ("inserted", 25, 25)], BLIND, BLIND),
    "three inserted at the end": (append(3), [("inserted", 25, 27), ("head", 27, 27)], BLIND, BLIND),
    "inserted at the end, lived on": (append_then_live_on, [("inserted", 25, 25)], BLIND, BLIND),
    "tail cut": (truncate(20, head=False), [("truncated", 21, 24)], BLIND, SEES),
    "tail cut with the head": (
        truncate(20, head=True),
        [("head", 20, 20), ("truncated", 21, 24)],
        BLIND,
        BLIND,
    ),
    "tail cut, lived on": (truncate_then_live_on, [("recomputed", 23, 24)], BLIND, BLIND),
    "all deleted": (truncate(0, head=True), [("head", 0, 0), ("truncated", 1, 24)], BLIND, BLIND),
    "chain recomputed": (recompute(10), [("recomputed", 10, 24), ("head", 24, 24)], BLIND, BLIND),
    "chain recomputed from the start": (
        recompute(1),
        [("recomputed", 1, 24), ("head", 24, 24)],
        BLIND,
        BLIND,
    ),
    "last entry recomputed": (recompute(24), [("head", 24, 24), ("recomputed", 24, 24)], BLIND, BLIND),
    "chain recomputed, head left": (
        recompute(10, head=False),
        [("recomputed", 10, 24), ("head", 24, 24)],
        BLIND,
        SEES,
    ),
    "head rolled back": (head("seq", 20), [("head_back", 20, 24)], BLIND, SEES),
    "head digest edited": (head("hash", "a" * 64), [("head", 24, 24)], BLIND, SEES),
    "head's count of seals edited": (head("seals", 0), [("head", 24, 24)], BLIND, BLIND),
    "head ahead": (head("seq", 30), [("truncated", 25, 30)], BLIND, SEES),
    "head gone": (head_gone, [("head_gone", 0, 0)], BLIND, SEES),
    "seal digest edited": (seal_word(5, 3, "a" * 64), [("seal", 5, 5)], BLIND, BLIND),
    "seal range edited": (seal_word(5, 1, "1"), [("seal", 5, 5)], BLIND, BLIND),
    "seal time edited": (seal_word(5, 4, "x"), [("seal", 5, 5)], BLIND, BLIND),
    "seal number edited": (seal_word(5, 0, "4"), [("seal", 4, 4), ("seal_missing", 5, 5)], BLIND, BLIND),
    "seal line deleted": (seal_lines(lambda x: x[:4] + x[5:]), [("seal_missing", 5, 5)], BLIND, BLIND),
    "first seal lines deleted": (seal_lines(lambda x: x[3:]), [("seal_missing", 1, 3)], BLIND, BLIND),
    "last seal lines deleted": (seal_lines(lambda x: x[:8]), [("seal_missing", 9, 11)], BLIND, BLIND),
    "seal log emptied": (seal_lines(lambda _: []), [("seal_missing", 1, 11)], BLIND, BLIND),
    "seal log emptied, lived on": (seals_gone_then_live_on, [("seal_missing", 1, 12)], BLIND, BLIND),
    "seal line garbled": (
        seal_lines(lambda x: [*x[:4], "?", *x[5:]]),
        [("seal_missing", 5, 5)],
        BLIND,
        BLIND,
    ),
    "seal lines exchanged": (
        seal_lines(lambda x: [*x[:4], x[5], x[4], *x[6:]]),
        [("seal", 5, 5), ("seal_missing", 5, 5)],
        BLIND,
        BLIND,
    ),
    "chain recomputed and seals cut": (
        recompute_and_cut_seals,
        [("inserted", 10, 24), ("head", 24, 24)],
        BLIND,
        BLIND,
    ),
}


def test_an_untouched_trail_verifies(seal_log) -> None:
    fill()
    report = api.verify()
    assert (report.ok, report.findings, report.notices) == (True, (), ())
    assert (report.entries, report.head_seq, report.sealed_seq) == (LENGTH, at(LENGTH), at(LENGTH))
    assert report.head_hash == rows()[-1].hash


def test_an_empty_trail_verifies(seal_log) -> None:
    report = api.verify()
    assert (report.ok, report.entries, report.findings) == (True, 0, ())


@pytest.mark.parametrize("name", TAMPERINGS)
def test_tampering_is_found_and_named(name: str, seal_log) -> None:
    act, expected, _rows, _chain = TAMPERINGS[name]
    fill()
    act(seal_log)
    report = api.verify()
    assert [(found.kind, place(found.seq), place(found.last)) for found in report.findings] == expected
    assert not report.ok
    for found in report.findings:
        assert found.text
        assert "%" not in found.text


@pytest.mark.parametrize("name", TAMPERINGS)
def test_what_simpler_schemes_would_have_missed(name: str, seal_log) -> None:
    """The control: a checksum per row, and a bare chain with a head, on the same tampering."""
    act, _expected, rows_see, chain_sees = TAMPERINGS[name]
    fill()
    act(seal_log)
    assert any(digest(*row[:8]) != row.hash for row in rows()) is rows_see
    end = read_head()[0]
    bare_chain = judge(rows(), end and end._replace(seals=0), SealLog(), None)
    assert (not bare_chain.ok) is chain_sees


def test_many_edits_are_all_counted(seal_log, monkeypatch) -> None:
    monkeypatch.setattr("lianzhi.foundation.audit.rules.verify.SUSPECTS", 5)
    fill()
    for seq in range(1, LENGTH + 1):
        edit("detail", "{}", seq)(seal_log)
    with translation.override("en"):
        found = api.verify().findings
    assert [place(item.seq) for item in found if item.kind == "edited"] == [1, 2, 3, 4, 5]
    assert any("19 more" in item.text for item in found)


def test_a_crash_between_commit_and_seal_is_told_but_is_no_alarm(seal_log) -> None:
    fill(2)
    kept = seal_log.read_text()
    fill(1)
    seal_log.write_text(kept)
    report = api.verify()
    assert (report.ok, report.findings) == (True, ())
    assert [(note.kind, place(note.seq), place(note.last)) for note in report.notices] == [("unsealed", 5, 6)]


@pytest.mark.parametrize(
    "spans",
    [
        [(1, 2), (5, 6), (7, 7), (3, 8), (9, 10)],  # 3 and 4 were sealed after what came behind them
        [(1, 2), (3, 8), (5, 6), (7, 7), (9, 10)],
        [(9, 10), (3, 8), (7, 7), (5, 6), (1, 2)],
    ],
)
def test_a_line_seals_all_that_it_spans_whenever_it_was_written(spans, seal_log) -> None:
    """Processes write their lines in any order, and threads of one share a line."""
    fill(5)
    kept, before, lines = rows(), GENESIS, []
    for n, (first, last) in enumerate(spans, 1):
        when = "2026-11-23T02:00:00.000000Z"
        line = compose(n, at(first), at(last), kept[last - 1].hash, when, before, sealing.marker())
        lines.append(line)
        before = line.rpartition(" ")[2]
    seal_log.write_text("\n".join(lines) + "\n")

    report = api.verify()

    assert (report.ok, report.findings, report.notices) == (True, (), ())


def test_a_seal_line_that_was_half_written_is_followed_by_a_whole_one(seal_log, monkeypatch) -> None:
    fill(2)
    whole = seal_log.read_bytes()
    seal_log.write_bytes(whole[:-100])
    monkeypatch.setattr(sealing, "_known", 1)  # the process that was writing is gone
    fill(1)
    report = api.verify()
    assert (report.ok, report.sealed_seq) == (True, at(6))
    assert [note.kind for note in report.notices] == ["unsealed", "torn"]


def test_without_the_key_the_chain_and_the_seal_digests_are_still_checked(seal_log) -> None:
    from lianzhi.foundation.audit.verification import read_log

    fill()
    recompute(10)(seal_log)
    report = judge(rows(), read_head()[0], read_log(None), None)
    assert [(found.kind, place(found.seq), place(found.last)) for found in report.findings] == [
        ("recomputed", 9, 24)
    ]


def test_the_triggers_refuse_until_a_superuser_drops_them(seal_log) -> None:
    fill(1)
    locks.install(connection)
    try:
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            edit("detail", "{}", 1)(seal_log)
        assert api.verify().ok
    finally:
        locks.remove(connection)
    edit("detail", "{}", 1)(seal_log)
    assert not api.verify().ok
