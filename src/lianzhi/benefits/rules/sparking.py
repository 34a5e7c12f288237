"""The same policy files on Spark, where a province outgrows one machine: one statement over a table of persons.  Issue 5.

The table ``people`` has a column ``row``, a column ``household`` and the registered items by code. The answer has for each
row and each policy ``status_<n>``, ``amount_<n>`` and ``paid_<n>`` as ``Outcome`` has them, and ``c_<n>`` for each distinct
condition; ``n`` counts as there. Nothing of it is written by an officer's hand: every name is the catalogue's code.
"""

# ruff: noqa: S608  the statement is made of checked trees, nothing else

from collections.abc import Sequence

from lianzhi.benefits.rules.catalogue import Formula, RollUp
from lianzhi.benefits.rules.exclusions import Part
from lianzhi.benefits.rules.library import Book
from lianzhi.benefits.rules.outcome import Status
from lianzhi.kernel.rules import Kind
from lianzhi.kernel.rules.spark import sql
from lianzhi.kernel.rules.tree import Literal, Node, replaced

FAILED, MISSING, EXCLUDED, DUE = (
    int(status) for status in (Status.FAILED, Status.MISSING, Status.EXCLUDED, Status.DUE)
)


def statement(book: Book, table: str = "people") -> str:
    """Spark SQL for the whole book. ``table`` is put in as it is."""
    constants: dict[str, Node] = {
        code: Literal(value, Kind.NUMBER if isinstance(value, int) else Kind.DATE)
        for code, value in book.constants.items()
    }

    def said(node: Node) -> str:
        return sql(replaced(node, constants))

    steps = [("households_0", _rolled_up(book, table))]
    for one in book.register.derived.values():
        if isinstance(one, Formula) and one.of_household:
            before = steps[-1][0]
            steps.append(
                (
                    f"households_{len(steps)}",
                    f"SELECT *, {said(one.tree.root)} AS `{one.column.code}` FROM {before}",
                )
            )
    steps.append(
        (
            "joined",
            f"SELECT p.*, h.* EXCEPT (household) FROM {table} p JOIN {steps[-1][0]} h USING (household)",
        )
    )
    nodes = list(dict.fromkeys(node for bound in book.policies for node in bound.conditions))
    at = {node: n for n, node in enumerate(nodes)}
    tested = [f"{said(node)} AS c_{n}" for n, node in enumerate(nodes)]
    tested += [f"CAST({said(bound.amount)} AS BIGINT) AS a_{n}" for n, bound in enumerate(book.policies)]
    steps.append(("tested", f"SELECT row, {', '.join(tested)} FROM joined"))
    fulfilled = [
        f"({' AND '.join(f'c_{at[node]}' for node in bound.conditions)}) AS f_{n}"
        for n, bound in enumerate(book.policies)
    ]
    steps.append(("fulfilled", f"SELECT *, {', '.join(fulfilled)} FROM tested"))
    steps.append(
        (
            "decided",
            f"SELECT *, {', '.join(_state(book, n) for n in range(len(book.policies)))} FROM fulfilled",
        )
    )
    steps += _waiting(book)
    last, alone = steps[-1][0], range(len(book.policies))
    due = [f"CASE WHEN s_{n} = {DUE} THEN greatest(a_{n}, 0L) ELSE 0L END AS d_{n}" for n in alone]
    steps.append(("due", f"SELECT *, {', '.join(due)} FROM {last}"))
    best = [f"{_best(part, book.graph.weights)} AS best_{i}" for i, part in enumerate(book.graph.parts)]
    steps.append(("chosen", f"SELECT *, {', '.join(best) or '0 AS best_0'} FROM due"))
    steps.append(
        ("settled", f"SELECT *, {', '.join(f'{_paid(book, n)} AS paid_{n}' for n in alone)} FROM chosen")
    )
    answer = ["row", *(f"c_{n}" for n in range(len(nodes)))]
    for n in alone:
        answer += [
            f"CASE WHEN s_{n} = {DUE} AND paid_{n} <= 0 THEN {EXCLUDED} ELSE s_{n} END AS status_{n}",
            f"d_{n} AS amount_{n}", f"paid_{n}",
        ]  # fmt: skip
    ctes = ",\n".join(f"{name} AS ({text})" for name, text in steps)
    return f"WITH {ctes}\nSELECT {', '.join(answer)} FROM settled"


def _rolled_up(book: Book, table: str) -> str:
    found = []
    for one in book.register.derived.values():
        if isinstance(one, RollUp):
            counts = sql(one.when.root) if one.when else "TRUE"
            value = f"`{one.of.code}`" if one.of else "1L"
            lacking = (
                f"max(CASE WHEN {counts} IS NULL OR ({counts} AND {value} IS NULL) THEN 1 ELSE 0 END) = 1"
            )
            found.append(
                f"CASE WHEN {lacking} THEN NULL ELSE sum(CASE WHEN {counts} THEN {value} ELSE 0L END) END AS `{one.column.code}`"
            )
    return f"SELECT household, {', '.join(found)} FROM {table} GROUP BY household"


def _state(book: Book, n: int) -> str:
    barred = " OR ".join(f"f_{other}" for other in book.graph.barred[n]) or "FALSE"
    return (
        f"CASE WHEN NOT f_{n} THEN {FAILED} WHEN ({barred}) THEN {EXCLUDED}"
        f" WHEN f_{n} IS NULL OR ({barred}) IS NULL OR a_{n} IS NULL THEN {MISSING} ELSE {DUE} END AS s_{n}"
    )


def _waiting(book: Book) -> list[tuple[str, str]]:
    """What is taken off cannot be known while that other payment is not."""
    steps: list[tuple[str, str]] = []
    for part in book.graph.parts:
        for n, others in part.less:
            before = steps[-1][0] if steps else "decided"
            unknown = " OR ".join(f"s_{other} = {MISSING}" for other in others)
            state = f"CASE WHEN s_{n} = {DUE} AND ({unknown}) THEN {MISSING} ELSE s_{n} END AS s_{n}"
            steps.append((f"waiting_{len(steps)}", f"SELECT * EXCEPT (s_{n}), {state} FROM {before}"))
    return steps


def _in_set(part: Part, allowed: frozenset[int], n: int) -> str:
    if n not in allowed:
        return "0L"
    others = dict(part.less).get(n, ())
    taken = " + ".join(_in_set(part, allowed, other) for other in others)
    return f"greatest(d_{n} - ({taken}), 0L)" if taken else f"d_{n}"


def _best(part: Part, weights: Sequence[int]) -> str:
    totals = [" + ".join(f"{weights[n]}L * {_in_set(part, s, n)}" for n in sorted(s)) for s in part.sets]
    if len(totals) == 1:
        return "0"
    most = f"greatest({', '.join(totals)})"
    return "CASE " + " ".join(f"WHEN {total} = {most} THEN {k}" for k, total in enumerate(totals)) + " END"


def _paid(book: Book, n: int) -> str:
    for i, part in enumerate(book.graph.parts):
        if n in part.members:
            cases = " ".join(f"WHEN {k} THEN {_in_set(part, s, n)}" for k, s in enumerate(part.sets))
            return f"CASE best_{i} {cases} END"
    return f"d_{n}"
