"""What a run adds up to: by policy, by community, and from everybody to who is due.  R-234."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from lianzhi.benefits.population import Town
from lianzhi.benefits.rules.outcome import Outcome, indices
from lianzhi.benefits.rules.standing import DUE, GONE, HANDED, INSTEAD, LESS, MORE, NEW, OVER, Standing, Steps

COMMUNITY = 12
"""Characters of a grid's code that name its community."""


def of_outcome(town: Town, outcome: Outcome) -> dict[str, Any]:
    """``persons`` -> ``met`` (fulfil a policy but for what goes before it or is missing) -> ``due``, with fen as they are paid."""
    met, due = np.zeros(outcome.rows, bool), np.zeros(outcome.rows, bool)
    policies = {}
    for n, bound in enumerate(outcome.book.policies):
        found = outcome.found[n]
        paid, lacking, barred = (
            found.paid > 0,
            indices(found.missing, outcome.rows),
            indices(found.barred, outcome.rows),
        )
        due[found.rows[paid]] = True
        for rows in (found.rows, lacking, barred):
            met[rows] = True
        policies[bound.policy.code] = {
            "due": int(paid.sum()), "fen": int(found.paid.sum()), "behind": int((~paid).sum()), "barred": len(barred),
            "missing": len(lacking), "verified": bound.payable,
        }  # fmt: skip
    return {
        "persons": outcome.rows, "households": town.population.households, "met": int(met.sum()), "due": int(due.sum()),
        "entitlements": sum(one["due"] for one in policies.values()), "policies": policies,
        "communities": _communities(town, outcome, due),
    }  # fmt: skip


def _communities(town: Town, outcome: Outcome, due: np.ndarray) -> dict[str, dict[str, int]]:
    names, at = np.unique(town.areas.astype(f"S{COMMUNITY}"), return_inverse=True)
    fen = np.zeros(len(names), np.int64)
    for found in outcome.found:
        np.add.at(fen, at[found.rows], found.paid)
    persons, entitled = np.bincount(at, minlength=len(names)), np.bincount(at[due], minlength=len(names))
    return {
        name.decode(): {"persons": int(persons[n]), "due": int(entitled[n]), "fen": int(fen[n])}
        for n, name in enumerate(names)
    }


def of_steps(found: Steps, before: Mapping[tuple[str, str], Standing]) -> dict[str, int]:
    """How many standings of the four lists there are; ``handed``: to who decides."""
    changes = [step.change for step in found.begin]

    def count(*kinds: str) -> int:
        return sum(change in kinds for change in changes)

    ended = sum(how in (OVER, GONE) and before[key].status == DUE for key, how in found.end.items())
    return {
        "new": count(NEW, INSTEAD), "changed": count(MORE, LESS), "ended": ended, "wanted": count(*HANDED),
        "begun": len(changes), "closed": len(found.end),
    }  # fmt: skip
