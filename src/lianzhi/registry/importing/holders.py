"""Who or what a text means: a code of the register, a place, an identity, credit, household or parcel number."""

import re
from collections.abc import Iterable

from lianzhi.kernel import rooms
from lianzhi.registry import protecting
from lianzhi.registry.models import Enterprise, House, Household, Parcel, Person, Thing, Venue

ENTRIES = {model.LETTER: model for model in (Person, House, Household, Enterprise, Venue, Thing, Parcel)}
_CODE = re.compile(r"([PHFEVTL])[2-9A-HJ-NP-Z]{12}", re.ASCII)
Found = tuple[str, str, str]
"""(how links name it, its letter, its grid); letter R for a room or building, whose grid is not looked up here."""


def resolve(texts: Iterable[str]) -> dict[str, Found]:
    """What exists of them; one query for each kind that was named."""
    wanted = set(texts)
    found = {text: (text, "R", "") for text in wanted if rooms.is_place(text)}
    rest = wanted - found.keys()
    coded = {text: match[1] for text in rest if (match := _CODE.fullmatch(text))}
    for letter in set(coded.values()):
        model = ENTRIES[letter]
        rows = model.objects.filter(code__in=[text for text, its in coded.items() if its == letter])
        found |= {
            code: (f"{model.KIND}:{code}", letter, grid)
            for code, grid in rows.values_list("code", "grid_code")
        }
    rest -= found.keys()
    return {**found, **_by_number(rest)} if rest else found


def _by_number(texts: set[str]) -> dict[str, Found]:
    digests = {one: text for text in texts for one in protecting.digests("identity", text)}
    rows = Person.objects.filter(identity_blind__in=list(digests), merged_into="").exclude(identity_blind="")
    found: dict[str, Found] = {
        digests[blind]: (f"person:{code}", "P", grid)
        for blind, code, grid in rows.values_list("identity_blind", "code", "grid_code")
    }
    firms = Enterprise.objects.filter(credit__in=texts - found.keys(), merged_into="").exclude(credit="")
    found |= {
        c: (f"enterprise:{code}", "E", grid)
        for c, code, grid in firms.values_list("credit", "code", "grid_code")
    }
    homes = Household.objects.filter(number__in=texts - found.keys())
    found |= {
        n: (f"household:{code}", "F", grid)
        for n, code, grid in homes.values_list("number", "code", "grid_code")
    }
    land = Parcel.objects.filter(number__in=texts - found.keys())
    found |= {
        n: (f"parcel:{code}", "L", grid) for n, code, grid in land.values_list("number", "code", "grid_code")
    }
    return found
