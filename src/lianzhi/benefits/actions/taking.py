"""Take in a bank's result file: once, whole or not at all, and line by line only what can be believed."""

from collections.abc import Sequence

from django.db import transaction

from lianzhi.benefits.access import RECONCILE
from lianzhi.benefits.actions.posting import Posting, of_payment, post
from lianzhi.benefits.banks import bank
from lianzhi.benefits.contracts import Taken
from lianzhi.benefits.models import BankFile, BankLine, Batch, Difference, Payment
from lianzhi.benefits.rules import payments, results
from lianzhi.benefits.rules.bank_files import Results, Told, read_results
from lianzhi.benefits.rules.batches import AT_BANK, Batching
from lianzhi.benefits.rules.payments import Paying, Step
from lianzhi.benefits.rules.results import Differs, Known, Verdict
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.events import api as events
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.checksums import sm3
from lianzhi.kernel.errors import N_, BadInput, Refused

PAID, RETURNED = "benefits.payment_paid", "benefits.payment_returned"


def fetch_results(*, by: Actor) -> list[Taken]:
    """All files that lie ready at the bank; each in a transaction of its own, and told as read after it."""
    done = []
    for name, data in bank().fetch():
        done.append(take_file(name, data, by=by))
        bank().taken(name)
    return done


@transaction.atomic
def take_file(name: str, data: bytes, *, by: Actor) -> Taken:
    """What was believed and what was not. A file nobody can believe is kept as a difference; nothing is raised for it.

    Raises NotAllowed.
    """
    access.require(by, RECONCILE, None)
    file, new = BankFile.objects.get_or_create(
        digest=sm3(data), defaults={"name": name[:120], "by": by.id, "at": clock.now()}
    )
    if not new:
        file.again += 1
        file.save(update_fields=["again"])
        audit.record(by, "benefits.file_again", f"bankfile:{file.pk}", {"name": name[:120]})
        return _told(file, again=True)
    try:
        read = read_results(data)
        batch = _batch(read)
    except Refused as refused:
        return _quarantined(file, refused, by)
    _believed(file, batch, read, by)
    return _told(file)


def _batch(read: Results) -> Batch:
    batch = Batch.objects.select_for_update().filter(number=read.batch).first()
    if batch is None or batch.state not in AT_BANK:
        raise BadInput(
            Differs.UNKNOWN_BATCH, N_("The file is about a batch that is not at the bank."),
            way_out=N_("Ask the bank what it means."),
        )  # fmt: skip
    return batch


def _quarantined(file: BankFile, refused: Refused, by: Actor) -> Taken:
    file.quarantined = refused.message
    file.save(update_fields=["quarantined"])
    kind = Differs.UNKNOWN_BATCH if refused.code == Differs.UNKNOWN_BATCH else Differs.UNREADABLE
    Difference.objects.create(kind=kind, file=file, text=refused.message[:200], found_at=clock.now())
    audit.record(by, "benefits.quarantine", f"bankfile:{file.pk}", {"name": file.name, "why": refused.code})
    return _told(file)


def _believed(file: BankFile, batch: Batch, read: Results, by: Actor) -> None:
    codes = {line.code for line in read.lines}
    rows = {
        r.code: r
        for r in Payment.objects.select_for_update(of=("self",)).filter(code__in=codes).order_by("pk")
    }
    numbers = dict(
        Batch.objects.filter(pk__in={r.batch_id for r in rows.values()}).values_list("pk", "number")
    )
    known = {
        row.code: Known(row.code, numbers.get(row.batch_id, ""), row.fen, Paying(row.state))
        for row in rows.values()
    }
    verdict = results.judge(batch.number, read.lines, known)
    BankLine.objects.bulk_create(
        BankLine(
            file=file, payment=each.code[:40], fen=each.fen, outcome=each.outcome[:20], reason=each.reason, reference=each.reference
        )
        for each in read.lines
    )  # fmt: skip
    _step(verdict, rows, by)
    _put_before_a_person(file, verdict.odd, known)
    file.batch, file.lines, file.taken = batch.number, len(read.lines), len(verdict.steps)
    file.same, file.odd = verdict.same, len(verdict.odd)
    file.save(update_fields=["batch", "lines", "taken", "same", "odd"])
    left = Payment.objects.filter(batch=batch, state=Paying.SENT).exists()
    batch.state = Batching.SENT if left else Batching.DONE
    batch.save(update_fields=["state"])
    said = {"batch": batch.number, "lines": file.lines, "taken": file.taken, "odd": file.odd}
    audit.record(by, "benefits.take_file", f"bankfile:{file.pk}", said)


def _step(verdict: Verdict, rows: dict[str, Payment], by: Actor) -> None:
    postings, changed = list[Posting](), list[Payment]()
    for code, (what, line) in verdict.steps.items():
        row = rows[code]
        row.state, act = payments.step(row.state, what)
        row.reason, row.changed_at = line.reason if what is not Step.PAY else "", clock.now()
        postings.append(of_payment(row, act))
        changed.append(row)
    if changed:
        post(postings, by=by)
        Payment.objects.bulk_update(changed, ["state", "reason", "changed_at"])
        events.emit_all([_event(row) for row in changed])


def _event(row: Payment) -> tuple[str, dict[str, object]]:
    said = {
        "payment": row.code,
        "person": row.person,
        "policy": row.policy,
        "period": row.period,
        "fen": row.fen,
    }
    return (PAID, said) if row.state == Paying.PAID else (RETURNED, {**said, "reason": row.reason})


def _put_before_a_person(
    file: BankFile, odd: Sequence[tuple[Differs, Told]], known: dict[str, Known]
) -> None:
    """The same difference of the same payment is one open row."""
    now = clock.now()
    Difference.objects.bulk_create(
        (
            Difference(
                kind=why, payment=line.code[:40], file=file, theirs=line.fen, found_at=now,
                ours=known[line.code].fen if line.code in known else None,
                text=line.outcome if why is Differs.OUTCOME else line.reason,
            )
            for why, line in odd
        ),
        ignore_conflicts=True,
    )  # fmt: skip


def _told(file: BankFile, *, again: bool = False) -> Taken:
    return Taken(file.name, file.batch, file.lines, file.taken, file.same, file.odd, file.quarantined, again)
