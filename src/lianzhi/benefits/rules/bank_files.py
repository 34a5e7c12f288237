"""Files to and from a bank: one batch out, its results in. Control totals and an SM3 digest; UTF-8 or GB18030.  Pure.

    batch,<number>,<key>,<payments>,<yuan>
    code,name,account,amount,use
    ...
    sm3,<SM3 of everything above, as UTF-8>

A result begins with ``result,<number>,<name of the file>,<lines>,<yuan>`` and has the columns code,amount,outcome,reason,
reference; an outcome is ``paid`` or ``returned``.
The digest is over the text, not its bytes, so that a bank that answers in GB18030 can be checked alike.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from lianzhi.benefits.rules.fen import fen_of, plain
from lianzhi.kernel.checksums import sm3
from lianzhi.kernel.errors import N_, BadInput

BATCH, RESULT, CHECK = "batch", "result", "sm3"
_OUT = ("code", "name", "account", "amount", "use")
_IN = ("code", "amount", "outcome", "reason", "reference")
PAID, RETURNED = "paid", "returned"
FORMULA = "=+-@\t"
LARGEST = 50_000_000
"""Bytes of a file that are read."""


@dataclass(frozen=True, slots=True)
class Due:
    """One line for the bank. The account is in clear here and nowhere else; it is never shown by ``repr``."""

    code: str
    name: str
    account: str = field(repr=False)
    fen: int
    use: str


@dataclass(frozen=True, slots=True)
class Told:
    """What the bank says of one payment. ``outcome``: paid or returned; ``reason``: the bank's code of it."""

    code: str
    fen: int
    outcome: str
    reason: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Results:
    batch: str
    name: str
    lines: tuple[Told, ...]


def write_batch(number: str, key: str, dues: Sequence[Due]) -> str:
    head = [BATCH, number, key, str(len(dues)), plain(sum(due.fen for due in dues))]
    rows = ([d.code, _text(d.name), d.account, plain(d.fen), _text(d.use)] for d in dues)
    return _sealed([head, _OUT, *rows])


def write_results(batch: str, name: str, lines: Sequence[Told]) -> str:
    """What a bank sends back; the simulated bank and the tests write it so."""
    head = [RESULT, batch, name, str(len(lines)), plain(sum(each.fen for each in lines))]
    rows = ([t.code, plain(t.fen), t.outcome, t.reason, t.reference] for t in lines)
    return _sealed([head, _IN, *rows])


def decode(data: bytes) -> str:
    """UTF-8 (with or without its mark) or GB18030. Raises BadInput."""
    for name in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(name).replace("\r\n", "\n")
        except UnicodeDecodeError:
            continue
    raise _wrong("benefits.file_text", N_("The file is neither UTF-8 nor GB18030 text."))


def read_batch(text: str) -> tuple[str, str, tuple[Due, ...]]:
    """(number, key, lines), as a bank reads it. Raises BadInput."""
    head, rows = _opened(text, BATCH, _OUT)
    dues = tuple(Due(r[0], r[1], r[2], _fen(r[3]), r[4]) for r in rows)
    _totals(head, [due.fen for due in dues])
    return head[1], head[2], dues


def read_results(data: bytes) -> Results:
    """Raises BadInput for a file of which nothing can be believed: a changed cent, a lost line, another form."""
    head, rows = _opened(decode(data), RESULT, _IN)
    lines = tuple(
        Told(r[0].strip(), _fen(r[1]), r[2].strip(), r[3].strip()[:200], r[4].strip()[:60]) for r in rows
    )
    _totals(head, [line.fen for line in lines])
    return Results(head[1], head[2][:120], lines)


def _sealed(rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return f"{out.getvalue()}{CHECK},{sm3(out.getvalue().encode())}\n"


def _opened(text: str, kind: str, columns: Sequence[str]) -> tuple[list[str], list[list[str]]]:
    body, mark, said = text.rstrip("\n").rpartition(f"\n{CHECK},")
    body += "\n"
    if not mark:
        raise _wrong(
            "benefits.file_form", N_("The file has no check line at its end; it may have been cut off.")
        )
    if sm3(body.encode()) != said.strip().lower():
        raise _wrong(
            "benefits.file_changed",
            N_("The file was changed after it was written: its check sum does not fit."),
        )
    try:
        head, names, *rows = csv.reader(io.StringIO(body), strict=True)
    except (csv.Error, ValueError):
        head, names, rows = [], [], []
    if not (len(head) == 5 and head[0] == kind and tuple(names) == tuple(columns)):
        raise _wrong(
            "benefits.file_form", N_("This is no such file: its first lines are not those that were agreed.")
        )
    if any(len(row) != len(columns) for row in rows):
        raise _wrong("benefits.file_form", N_("A line of the file has another number of columns."))
    return head, rows


def _totals(head: Sequence[str], fens: Sequence[int]) -> None:
    if head[3] != str(len(fens)) or _fen(head[4]) != sum(fens):
        raise _wrong("benefits.file_totals", N_("The file's totals do not fit its lines."))


def _fen(text: str) -> int:
    try:
        return fen_of(text)
    except ValueError:
        raise _wrong("benefits.file_amount", N_("The file holds an amount that is none.")) from None


def _text(text: str) -> str:
    """No line break, and nothing a spreadsheet would run."""
    clean = " ".join(text.split())
    return f"'{clean}" if clean[:1] in FORMULA and clean else clean


def _wrong(code: str, message: str) -> BadInput:
    return BadInput(
        code, message, way_out=N_("Nothing of it was taken. Ask the bank for it again."), field="file"
    )
