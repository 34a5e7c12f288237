"""Households of mixed standing (notes B1): a spouse from elsewhere or from abroad, a lodger with a family. Pure.

Numbers of registered, mobile and foreign people come out exactly. Shares: ``mixed`` and ``abroad`` in ``registers.yaml``.
"""

import numpy as np

from lianzhi.simulation.registers.families import Drawn, draw_people, kinds, lone_adults
from lianzhi.simulation.registers.lists import Ints, lists
from lianzhi.simulation.registers.model import ABROAD, LOCAL, MOBILE, OTHER, SPOUSE


def draw_town(rng: np.random.Generator, registered: int, mobile: int, abroad: int) -> Drawn:
    """Everybody who lives in a family or alone. Raises ValueError in a town of so few that nobody is married."""
    said = lists()["mixed"]
    spouses, lodgers = round(registered * said["spouse"]), round(mobile * said["lodger"])
    foreign = round(abroad * lists()["abroad"]["spouse"])
    people = {
        LOCAL: registered + spouses + foreign,
        MOBILE: mobile - spouses - lodgers,
        ABROAD: abroad - foreign,
    }
    drawn = draw_people(rng, people)
    married_in = (drawn.standing == LOCAL) & (drawn.relation == SPOUSE)
    married_in[drawn.father[drawn.father >= 0]] = (
        False  # children are called after a father who is registered
    )
    chosen = rng.choice(np.flatnonzero(married_in), spouses + foreign, replace=False)
    drawn.standing[chosen[:spouses]], drawn.standing[chosen[spouses:]] = MOBILE, ABROAD
    return with_strangers(drawn, *_lodgers(rng, drawn, lodgers))


def _lodgers(rng: np.random.Generator, drawn: Drawn, count: int) -> tuple[Drawn, Ints]:
    """People on their own, and the household of each: never two with one family."""
    fit = np.isin(drawn.kind, [kinds().index(code) for code in lists()["mixed"]["hosts"]])
    host = rng.choice(np.flatnonzero(fit & drawn.local), count, replace=False)
    guests = lone_adults(rng, count, "single", MOBILE)
    guests.relation[:] = OTHER
    return guests, host


def with_strangers(drawn: Drawn, guests: Drawn, household: Ints) -> Drawn:
    """``guests`` behind everybody else, each in the ``household`` named; they are nobody's kin."""
    return Drawn(
        drawn.kind, drawn.local, np.concatenate([drawn.household, household]),
        *(np.concatenate([getattr(drawn, name), getattr(guests, name)])
          for name in ("relation", "male", "age", "mother", "father", "marital", "standing")),
    )  # fmt: skip
