"""Joined by itself, doubtful, or apart?  House law 4: a person decides wherever something contradicts. Pure.

The score says how likely it is; this table says who may decide. Two different valid identity numbers are two people, whatever
the score. Without the same number a pair is joined by itself only with the same (or the former) name, the same day of birth, no
other sex, and the same telephone or room: twins, father and son of one name, and telephones that were given out again fail there.
"""

from collections.abc import Mapping

from lianzhi.registry.linkage.definition import DIFFERS, Definition

JOINED, DOUBTFUL, APART = "joined", "doubtful", "apart"
SAME_NAME = ("same", "former")
NAMES = (*SAME_NAME, "sound")


def verdict(found: Definition, weight: float, levels: Mapping[str, str]) -> str:
    if levels["identity"] == DIFFERS:
        return APART
    if levels["identity"] == "same":
        return JOINED if levels["name"] in NAMES else DOUBTFUL
    if weight < found.from_doubtful:
        return APART
    return JOINED if weight >= found.from_joined and not against(levels) else DOUBTFUL


def against(levels: Mapping[str, str]) -> list[str]:
    """The comparisons that keep a pair without a common number from being joined by itself."""
    told = [
        code
        for code, agree in (("name", SAME_NAME), ("birth", ("same",)), ("sex", ("same", "missing")))
        if levels[code] not in agree
    ]
    if "same" not in (levels["phone"], levels["place"]):
        told += ["phone", "place"]
    return told
