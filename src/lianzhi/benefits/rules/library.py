"""All policies together: checked against each other, bound to a day and an area.  R-230: twelve policies, five groups."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from lianzhi.benefits.rules.catalogue import AS_OF_COLUMN, Register, read_register
from lianzhi.benefits.rules.exclusions import Graph, graph
from lianzhi.benefits.rules.policies import Policy, read_policy
from lianzhi.benefits.rules.refusing import wrong
from lianzhi.benefits.rules.standards import read_standards
from lianzhi.kernel.errors import N_
from lianzhi.kernel.rules import Kind
from lianzhi.kernel.rules.tree import (
    All,
    Choice,
    Compare,
    Literal,
    Missing,
    Named,
    Node,
    Not,
    columns_of,
    replaced,
)


@dataclass(frozen=True, eq=False)
class Bound:
    """A policy as it stands on a day in an area. ``conditions`` and ``amount`` look at registered items and at what
    households add up only; ``said`` is the amount as it was written, over derived items. An amount is missing when
    anything it looks at is. ``unverified``: what nobody has verified yet, by name; empty: it may be paid."""

    policy: Policy
    conditions: tuple[Node, ...]
    amount: Node
    said: Node
    unverified: tuple[str, ...]

    @property
    def payable(self) -> bool:
        return not self.unverified and not self.policy.sample


@dataclass(frozen=True, eq=False)
class Book:
    """The policies in force on a day in an area, in the order of the library. ``constants``: one value for everybody."""

    as_of: date
    area: str
    register: Register
    policies: tuple[Bound, ...]
    constants: Mapping[str, Any]
    graph: Graph

    @cached_property
    def at(self) -> Mapping[str, int]:
        return {bound.policy.code: n for n, bound in enumerate(self.policies)}


@dataclass(frozen=True, eq=False)
class Library:
    register: Register
    policies: tuple[Policy, ...]

    def on(self, as_of: date, area: str = "") -> Book:
        """Raises BadInput when a standard has no row for the area."""
        valid = [p for p in self.policies if p.since <= as_of <= (p.until or date.max)]
        constants: dict[str, Any] = {AS_OF_COLUMN.code: as_of}
        for policy in valid:
            for name in policy.uses():
                row = policy.standards[name].on(as_of, area)
                if row is None:
                    raise wrong(
                        policy.file,
                        name,
                        N_("“%(name)s” has no row for the area %(area)s on %(day)s."),
                        N_("Add a row for the area, or one for all areas."),
                        name=name,
                        area=area or "-",
                        day=as_of,
                    )
                if row.value is not None:
                    constants[name] = row.value
        return Book(
            as_of, area, self.register, tuple(_bound(p, self.register, as_of, area) for p in valid), constants,
            graph(valid),
        )  # fmt: skip


def read_library(
    catalogue: Any, standards: Mapping[str, Any], files: Mapping[str, Any], *, order: Sequence[str] = ()
) -> Library:
    """Everything read and checked; ``files``: name -> content. Raises BadInput at the first fault."""
    register = read_register(catalogue)
    shared = read_standards(standards, "standards.yaml")
    policies: dict[str, Policy] = {}
    for name in [*order, *sorted(files.keys() - set(order))]:
        policy = read_policy(files[name], register, shared, name)
        if policy.code in policies:
            raise wrong(
                name,
                policy.code,
                N_("“%(name)s” is there twice."),
                N_("Give each its own code."),
                name=policy.code,
            )
        policies[policy.code] = policy
    graph(tuple(policies.values()))
    return Library(register, tuple(policies.values()))


def _bound(policy: Policy, register: Register, as_of: date, area: str) -> Bound:
    if policy.amount.tree:
        amount = policy.amount.tree.root
    else:
        row = policy.standards[policy.amount.table].on(as_of, area)
        column = policy.amount.by
        assert row is not None and row.table is not None and column is not None
        cases = [
            (Compare("=", Named(column), Literal(k, column.kind)), Literal(v, Kind.NUMBER))
            for k, v in row.table.items()
        ]
        amount = Choice(tuple(cases), Literal(None, None))
    said = _guarded(amount, policy)
    rows = {name: policy.standards[name].on(as_of, area) for name in sorted(policy.uses())}
    unverified = [name for name, row in rows.items() if row and not row.verified]
    unverified += [f"{b.document} {b.article}" for b in policy.basis if not b.verified]
    by_person = register.by_person
    conditions = tuple(replaced(condition.tree.root, by_person) for condition in policy.conditions)
    return Bound(policy, conditions, replaced(said, by_person), said, tuple(unverified))


def _guarded(amount: Node, policy: Policy) -> Node:
    """``greatest`` passes over what is missing; money must not."""
    looked = {c.code: c for c in columns_of(amount) if c.code not in policy.standards and c != AS_OF_COLUMN}
    if not looked:
        return amount
    known = tuple(Not(Missing(Named(column))) for _code, column in sorted(looked.items()))
    return Choice(((All(known), amount),), Literal(None, None))
