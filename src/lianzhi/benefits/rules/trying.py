"""A policy's own examples: persons just below, at and above each bound, decided as anybody is.  Issue 5."""

from dataclasses import dataclass
from typing import Any

from lianzhi.benefits.rules.explaining import conditions, derived
from lianzhi.benefits.rules.library import Book, Bound, Library
from lianzhi.benefits.rules.refusing import wrong
from lianzhi.benefits.rules.shapes import EXAMPLES, MISSING
from lianzhi.kernel.errors import N_
from lianzhi.kernel.rules import judge
from lianzhi.kernel.rules.reading import Tree


@dataclass(frozen=True, slots=True)
class Tried:
    """One example: what the policy by itself says. ``got``: fen, the word for a missing datum, or failed conditions."""

    name: str
    expected: int | str
    got: int | str | tuple[str, ...]

    @property
    def right(self) -> bool:
        return self.got == self.expected or (isinstance(self.got, tuple) and self.got == (self.expected,))


def try_examples(book: Book, bound: Bound) -> list[Tried]:
    """Raises BadInput when an example names no item of the catalogue."""
    said, file = bound.policy.examples, bound.policy.file
    names = {}
    for zh in [*said.rest, *said.columns[1:-1]]:
        column = book.register.catalogue.find(zh)
        if column is None:
            near = book.register.catalogue.near(zh)
            raise wrong(
                file,
                zh,
                N_("There is no item “%(name)s”."),
                N_("Did you mean “%(near)s”?"),
                name=zh,
                near=near,
            )
        names[zh] = column.code
    rest = {names[zh]: value for zh, value in said.rest.items()}
    found = []
    for row in said.rows:
        if len(row) != len(said.columns):
            raise wrong(
                file,
                str(row[0]),
                N_("The row has another number of cells than the heading."),
                N_("Write ~ where nothing is known."),
            )
        given = {names[zh]: value for zh, value in zip(said.columns[1:-1], row[1:-1], strict=True)}
        found.append(Tried(str(row[0]), row[-1], _decided(book, bound, {**book.constants, **rest, **given})))
    return found


def _decided(book: Book, bound: Bound, values: dict[str, Any]) -> int | str | tuple[str, ...]:
    known = derived(book.register, values)
    held = conditions(bound, known, book.register)
    if failed := tuple(one.condition.code for one in held if one.held is False):
        return failed
    amount = judge(Tree("", bound.said, None, ()), known)
    return MISSING if amount is None or any(one.held is None for one in held) else amount


def check_examples(library: Library, area: str = "") -> None:
    """Raises BadInput for an example that fails, for a condition that no example fails, and where nobody gets anything."""
    for policy in library.policies:
        book = library.on(policy.examples.as_of, area)
        if policy.code not in book.at:
            raise wrong(
                policy.file,
                EXAMPLES,
                N_("The examples are of a day on which the policy is not in force."),
                N_("Correct the as-of date."),
            )
        tried = try_examples(book, book.policies[book.at[policy.code]])
        for one in tried:
            if not one.right:
                raise wrong(
                    policy.file, one.name, N_("The example should give %(expected)s and gives %(got)s."),
                    N_("Correct the example or the policy."), expected=one.expected, got=one.got,
                )  # fmt: skip
        if not any(isinstance(one.got, int) for one in tried):
            raise wrong(
                policy.file,
                EXAMPLES,
                N_("No example gets anything."),
                N_("Add a person who fulfils all conditions."),
            )
        shown = {one.expected for one in tried}
        for condition in policy.conditions:
            if condition.code not in shown:
                raise wrong(
                    policy.file, condition.sentence.zh, N_("No example fails only this condition."),
                    N_("Add a person just below its bound."),
                )  # fmt: skip
