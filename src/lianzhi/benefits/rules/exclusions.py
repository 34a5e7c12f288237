"""Which policies may be paid together, and the best lawful combination for each person.  R-215, B5 (择高, 差额).

What bars by qualification is settled first: who fulfils the other does not get this one, whatever they pay. Then, of what
is left, no two in conflict are paid, and what one pays may be taken off another. The combination that gives a person
most a year is paid; of equal ones that which keeps the policies that stand first.

A lawful combination only grows better by adding to it, as long as what is added is taken off one other at most (and so
on along the chain): then the largest combinations of each connected part suffice. A payment that is taken off several
others can cost more than it brings, so those combinations are tried without it too. The tests hold this against all
subsets.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from lianzhi.benefits.rules.policies import Policy
from lianzhi.benefits.rules.refusing import wrong
from lianzhi.benefits.rules.shapes import EXCLUSIONS
from lianzhi.kernel.errors import N_

MOST_SETS = 512


@dataclass(frozen=True, slots=True)
class Part:
    """Policies that hang together, by position. ``sets``: those one of which is the best for anybody, first ones first;
    ``less``: (one, others whose payment is taken off it), in the order in which they are settled."""

    members: tuple[int, ...]
    sets: tuple[frozenset[int], ...]
    less: tuple[tuple[int, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class Graph:
    """``barred``: by position, the positions whose fulfilment bars this one. ``weights``: payments a year."""

    barred: tuple[tuple[int, ...], ...]
    conflicts: frozenset[tuple[int, int]]
    less: tuple[tuple[int, ...], ...]
    parts: tuple[Part, ...]
    weights: tuple[int, ...]


def graph(policies: Sequence[Policy]) -> Graph:
    """Raises BadInput for an unknown policy, a contradiction, a circle, amounts that cannot be compared."""
    at = {policy.code: n for n, policy in enumerate(policies)}
    for policy in policies:
        _named(policy, policies, at)
    barred = tuple(tuple(at[c] for c in policy.exclusions.barred_by) for policy in policies)
    less = tuple(tuple(at[c] for c in policy.exclusions.less) for policy in policies)
    if circle := _circle(barred):
        _refuse_circle(policies, circle, N_("Nobody who fulfils all of these would get any: %(names)s."))
    if circle := _circle(less):
        _refuse_circle(policies, circle, N_("Each of these is paid less what the other pays: %(names)s."))
    conflicts = frozenset(
        (a, b)
        for a, b in combinations(range(len(policies)), 2)
        if policies[b].code in policies[a].exclusions.never_with
        or policies[a].code in policies[b].exclusions.never_with
        or set(policies[a].exclusions.higher_of) & set(policies[b].exclusions.higher_of)
    )
    _contradictions(policies, barred, conflicts, at)
    parts = tuple(
        _part(group, conflicts, less, policies) for group in _connected(len(policies), conflicts, less)
    )
    return Graph(barred, conflicts, less, parts, tuple(policy.times_a_year for policy in policies))


def _named(policy: Policy, policies: Sequence[Policy], at: Mapping[str, int]) -> None:
    for other in policy.exclusions.others:
        if other not in at:
            raise wrong(
                policy.file,
                EXCLUSIONS,
                N_("There is no policy “%(name)s”."),
                N_("Write the code of a policy."),
                name=other,
            )
        if other == policy.code:
            raise wrong(
                policy.file, EXCLUSIONS, N_("A policy cannot exclude itself."), N_("Delete the line.")
            )
    for other in policy.exclusions.less:
        if policies[at[other]].every != policy.every:
            raise wrong(
                policy.file,
                f"{EXCLUSIONS} {other}",
                N_("What is taken off is paid at another interval."),
                N_("Give both the same period."),
            )


def _circle(edges: Sequence[Sequence[int]]) -> list[int]:
    done: set[int] = set()

    def walk(n: int, path: list[int]) -> list[int]:
        if n in path:
            return path[path.index(n) :]
        if n in done:
            return []
        for other in edges[n]:
            if found := walk(other, [*path, n]):
                return found
        done.add(n)
        return []

    return next((found for n in range(len(edges)) if (found := walk(n, []))), [])


def _refuse_circle(policies: Sequence[Policy], circle: list[int], message: str) -> None:
    names = " → ".join(policies[n].code for n in [*circle, circle[0]])
    raise wrong(
        policies[circle[0]].file,
        EXCLUSIONS,
        message,
        N_("Let one of them go before the others."),
        names=names,
    )


def _contradictions(
    policies: Sequence[Policy],
    barred: Sequence[Sequence[int]],
    conflicts: frozenset[tuple[int, int]],
    at: Mapping[str, int],
) -> None:
    for a, policy in enumerate(policies):
        for other in policy.exclusions.beside:
            b = at[other]
            if (min(a, b), max(a, b)) in conflicts or b in barred[a] or a in barred[b]:
                raise wrong(
                    policy.file, f"{EXCLUSIONS} {other}", N_("Both are allowed here and excluded elsewhere."),
                    N_("Keep one of the two lines."),
                )  # fmt: skip
        mine = {condition.tree.root for condition in policy.conditions}
        for b in barred[a]:
            if {condition.tree.root for condition in policies[b].conditions} <= mine:
                raise wrong(
                    policy.file, f"{EXCLUSIONS} {policies[b].code}",
                    N_("Whoever fulfils this policy fulfils that one too and is barred: nobody could get it."),
                    N_("Compare what is paid instead, or change a condition."),
                )  # fmt: skip


def _connected(
    count: int, conflicts: frozenset[tuple[int, int]], less: Sequence[Sequence[int]]
) -> list[list[int]]:
    near: list[set[int]] = [set() for _ in range(count)]
    for a, b in [*conflicts, *((a, b) for a, others in enumerate(less) for b in others)]:
        near[a].add(b)
        near[b].add(a)
    groups, seen = [], set[int]()
    for n in range(count):
        if n in seen or not near[n]:
            continue
        group, open_ = set[int](), {n}
        while open_:
            group |= open_
            open_ = {b for a in open_ for b in near[a]} - group
        seen |= group
        groups.append(sorted(group))
    return groups


def _part(
    group: list[int],
    conflicts: frozenset[tuple[int, int]],
    less: Sequence[Sequence[int]],
    policies: Sequence[Policy],
) -> Part:
    sets = _candidates(group, conflicts, less)
    if len(sets) > MOST_SETS:
        names = ", ".join(policies[n].code for n in group)
        raise wrong(
            policies[group[0]].file,
            EXCLUSIONS,
            N_("Too many combinations of %(names)s are lawful."),
            N_("Put them into kinds of which the higher is paid."),
            names=names,
        )
    order: list[int] = []

    def settle(n: int) -> None:
        for other in less[n]:
            settle(other)
        if n not in order:
            order.append(n)

    for n in group:
        settle(n)
    return Part(tuple(group), tuple(sets), tuple((n, tuple(less[n])) for n in order if less[n]))


def _candidates(
    group: list[int], conflicts: frozenset[tuple[int, int]], less: Sequence[Sequence[int]]
) -> list[frozenset[int]]:
    """The largest lawful sets, each with and without what may cost more than it brings; the first policies first."""
    found = _largest(group, conflicts)
    for n in _costly(group, less):
        if len(found) > MOST_SETS:
            break
        found = list(dict.fromkeys([*found, *(one - {n} for one in found)]))
    return sorted(found, key=lambda one: [n not in one for n in group])


def _costly(group: list[int], less: Sequence[Sequence[int]]) -> list[int]:
    """Who is taken off several others, or off one who is (through any number of others)."""
    off = {n: [other for other in group if n in less[other]] for n in group}

    def costs(n: int) -> bool:
        return len(off[n]) > 1 or any(costs(other) for other in off[n])

    return [n for n in group if costs(n)]


def _largest(group: list[int], conflicts: frozenset[tuple[int, int]]) -> list[frozenset[int]]:
    """All sets without a conflict to which nothing can be added (Bron and Kerbosch)."""
    against = {n: {b if a == n else a for a, b in conflicts if n in (a, b)} for n in group}
    found: list[frozenset[int]] = []

    def grow(chosen: frozenset[int], open_: set[int], done: set[int]) -> None:
        if not open_ and not done:
            found.append(chosen)
        for n in sorted(open_):
            if len(found) > MOST_SETS:
                return
            grow(chosen | {n}, open_ - against[n] - {n}, done - against[n])
            open_, done = open_ - {n}, done | {n}

    grow(frozenset(), set(group), set())
    return found


def settle(part: Part, amounts: np.ndarray, weights: Sequence[int]) -> np.ndarray:
    """What is paid of ``amounts`` (persons x members of the part, fen, 0: not due) in each person's best combination."""
    column = {n: i for i, n in enumerate(part.members)}
    weight = np.array([weights[n] for n in part.members], np.int64)
    best: np.ndarray | None = None
    most = np.full(len(amounts), -1, np.int64)
    for allowed in part.sets:
        paid = np.where([n in allowed for n in part.members], amounts, 0)
        for n, others in part.less:
            taken = paid[:, [column[other] for other in others]].sum(axis=1)
            paid[:, column[n]] = np.maximum(paid[:, column[n]] - taken, 0)
        total = paid @ weight
        better = total > most
        best = paid if best is None else np.where(better[:, None], paid, best)
        most = np.maximum(total, most)
    return amounts if best is None else best
