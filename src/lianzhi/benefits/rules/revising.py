"""Revisions of the policies: a text read strictly, what it changes in words, who may make which step. Pure.  R-230, R-136.

A text of a policy officer is data from outside: repeated keys, which YAML takes in silence, and references, which can grow
without end, are refused with their line.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import unified_diff
from enum import StrEnum
from typing import Any

import yaml

from lianzhi.benefits.rules.library import Library
from lianzhi.benefits.rules.refusing import wrong
from lianzhi.benefits.rules.shapes import COLLECTIVE, FEN
from lianzhi.kernel.errors import N_, WrongState

STANDARDS = "standards.yaml"
LONGEST = 40_000  # characters of one text


class Revising(StrEnum):
    DRAFTING = "drafting"
    ASKED = "asked"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class RevisionStep(StrEnum):
    WRITE = "write"
    ASK = "ask"
    BACK = "back"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"


WAYS = {
    (Revising.DRAFTING, RevisionStep.WRITE): Revising.DRAFTING,
    (Revising.DRAFTING, RevisionStep.ASK): Revising.ASKED,
    (Revising.DRAFTING, RevisionStep.WITHDRAW): Revising.WITHDRAWN,
    (Revising.ASKED, RevisionStep.BACK): Revising.DRAFTING,
    (Revising.ASKED, RevisionStep.PUBLISH): Revising.PUBLISHED,
    (Revising.ASKED, RevisionStep.WITHDRAW): Revising.WITHDRAWN,
}


def step(state: str, what: RevisionStep) -> Revising:
    """Raises WrongState."""
    found = WAYS.get((Revising(state), what))
    if found is None:
        raise WrongState(
            "benefits.revision_state", N_("This revision is not where that can be done."),
            way_out=N_("Open it again: somebody was faster, or it is over."),
        )  # fmt: skip
    return found


# ---- reading ------------------------------------------------------------------------------------------


class _Strict(yaml.SafeLoader):
    """As ``yaml.SafeLoader``, without references and with every key once."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()
            raise yaml.MarkedYAMLError(None, None, "references (*name) are not read here", event.start_mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        seen = set()
        for key, _value in node.value:
            said = self.construct_object(key, deep=True)
            if said in seen:
                raise yaml.MarkedYAMLError(None, None, f"“{said}” is there twice", key.start_mark)
            seen.add(said)
        return super().construct_mapping(node, deep)


def read_text(name: str, text: str) -> dict[str, Any]:
    """What the text says. Raises BadInput with the line (``L12``) as its place."""
    if len(text) > LONGEST:
        raise wrong(
            name, "-", N_("The text is longer than %(most)s characters."),
            N_("One file holds one policy; put shared amounts into the standards."), most=LONGEST,
        )  # fmt: skip
    try:
        said = yaml.load(text, _Strict)  # noqa: S506  a SafeLoader
    except yaml.MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else 1
        raise wrong(
            name, f"L{line}", N_("This cannot be read: %(problem)s."),
            N_("Look at the spaces at the beginning of the line and at the colons."), problem=fault.problem or "?",
        ) from fault  # fmt: skip
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as fault:
        raise wrong(
            name, "-", N_("This cannot be read: %(problem)s."),
            N_("Look at the spaces at the beginning of the line and at the colons."), problem=type(fault).__name__,
        ) from fault  # fmt: skip
    if not isinstance(said, dict):
        raise wrong(
            name, "L1", N_("A file begins with a key, a colon and what it says."),
            N_("Take an existing policy as a pattern."),
        )  # fmt: skip
    return said


def laid(shipped: Mapping[str, str], over: Mapping[str, str]) -> dict[str, str]:
    """The files in force with these texts in place of those of the same name; new names come last."""
    return {**shipped, **over}


def line_of(text: str, place: str) -> int:
    """The line (from 1) of a place that a refusal names: ``L12``, or a key or a sentence of the text; 0 when it is not found."""
    if place[:1] == "L" and place[1:].isdigit():
        return int(place[1:])
    return next((n for n, line in enumerate(text.split("\n"), 1) if place and place in line), 0)


def same_name(library: Library, texts: Collection[str]) -> None:
    """Each changed file holds a policy and is called as its code, or holds the standards. Raises BadInput."""
    if strange := sorted(set(texts) - {STANDARDS} - {policy.file for policy in library.policies}):
        raise wrong(
            strange[0],
            "-",
            N_("This file holds no policy."),
            N_("What may be looked at comes with the platform."),
        )
    for policy in library.policies:
        if policy.file in texts and policy.file != f"{policy.code}.yaml":
            raise wrong(
                policy.file, policy.code, N_("The file is called otherwise than the code of its policy."),
                N_("Write the code %(code)s, or begin a new policy."), code=policy.file.removesuffix(".yaml"),
            )  # fmt: skip


def keeps_meetings(before: Library, after: Library) -> None:
    """What a meeting decides stays with the meeting (R-210, G-20). Raises BadInput."""
    had = {each.code for each in before.policies if each.collective}
    for policy in after.policies:
        if policy.code in had and not policy.collective:
            raise wrong(
                policy.file, COLLECTIVE, N_("The collective step cannot be taken out."),
                N_("Leave it as it is; a new policy without it needs a code of its own."),
            )  # fmt: skip
    if gone := sorted(had - {each.code for each in after.policies}):
        raise wrong(gone[0], "-", N_("A policy cannot be taken away."), N_("Give it an end instead."))


# ---- what it changes ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Difference:
    """``path``: keys as they stand in the file. ``before`` or ``after`` None: it was not there, or is no longer."""

    path: tuple[str, ...]
    before: Any
    after: Any

    @property
    def kind(self) -> str:
        return "added" if self.before is None else "removed" if self.after is None else "changed"

    @property
    def money(self) -> bool:
        """Whole fen stand under these keys."""
        said = self.after if self.before is None else self.before
        return type(said) is int and any(key in FEN for key in self.path)


def differences(before: Any, after: Any) -> list[Difference]:
    """Between what two texts say; members of lists go by what they begin with."""
    return list(_differing((), before, after))


def _differing(path: tuple[str, ...], before: Any, after: Any) -> Iterator[Difference]:
    if before == after:
        return
    old, new = _members(before), _members(after)
    if (
        (old is None and new is None)
        or (old is None and before is not None)
        or (new is None and after is not None)
    ):
        yield Difference(path, _plain(before), _plain(after))
        return
    for key in dict.fromkeys([*(old or {}), *(new or {})]):
        yield from _differing((*path, key), (old or {}).get(key), (new or {}).get(key))


def _members(said: Any) -> dict[str, Any] | None:
    """None for a plain value, and for a list of plain values: it is shown as one."""
    if isinstance(said, dict):
        return {str(key): value for key, value in said.items()}
    if said == []:
        return {}
    if isinstance(said, list) and all(isinstance(each, dict) for each in said):
        found: dict[str, Any] = {}
        for each in said:
            name = str(next(iter(each.values()), ""))
            found[name if name not in found else f"{name} ({len(found) + 1})"] = each
        return found
    if isinstance(said, list) and all(isinstance(each, list) and each for each in said):
        return {str(each[0]): each[1:] for each in said}
    return None


def _plain(said: Any) -> Any:
    """A list as it stands in a file."""
    return ", ".join(map(_word, said)) if isinstance(said, list) else said


def _word(said: Any) -> str:
    return "~" if said is None else str(said).lower() if isinstance(said, bool) else str(said)


def lines(before: str, after: str) -> list[tuple[str, str]]:
    """A difference line by line: (sign, text) with the signs ``+``, ``-``, blank and ``@`` for a gap."""
    found = list(unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=2))[2:]
    return [(line[0], line[1:] if line[0] != "@" else "") for line in found]
