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
    policies, rows_of = {}, {}
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
        behind = np.union1d(found.rows[~paid], barred)
        rows_of[bound.policy.code] = {"due": found.rows[paid], "behind": behind, "missing": lacking}
        policies[bound.policy.code] = {
            "due": int(paid.sum()), "fen": int(found.paid.sum()), "behind": int((~paid).sum()), "barred": len(barred),
            "missing": len(lacking), "verified": bound.payable,
        }  # fmt: skip
    return {
        "persons": outcome.rows, "households": town.population.households, "met": int(met.sum()), "due": int(due.sum()),
        "entitlements": sum(one["due"] for one in policies.values()), "policies": policies,
        "communities": _communities(town, outcome, due, rows_of),
    }  # fmt: skip


def _communities(
    town: Town, outcome: Outcome, due: np.ndarray, rows_of: Mapping[str, Mapping[str, np.ndarray]]
) -> dict[str, dict[str, Any]]:
    """By the community's code, empty for who has no address: persons, persons due, fen; by policy to how many it is
    due, for how many another goes before or rules it out, for how many a datum is missing."""
    names, at = np.unique(town.areas.astype(f"S{COMMUNITY}"), return_inverse=True)
    fen = np.zeros(len(names), np.int64)
    for found in outcome.found:
        np.add.at(fen, at[found.rows], found.paid)

    def count(rows: np.ndarray) -> list[int]:
        return [int(n) for n in np.bincount(at[rows], minlength=len(names))]

    persons, entitled = np.bincount(at, minlength=len(names)), count(due)
    by_policy = {code: {kind: count(rows) for kind, rows in kinds.items()} for code, kinds in rows_of.items()}
    return {
        name.decode(): {
            "persons": int(persons[n]), "due": entitled[n], "fen": int(fen[n]),
            "policies": {
                code: {kind: counts[n] for kind, counts in kinds.items()}
                for code, kinds in by_policy.items()
                if any(counts[n] for counts in kinds.values())
            },
        }
        for n, name in enumerate(names)
    }  # fmt: skip


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
