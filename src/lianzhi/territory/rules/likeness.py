"""Which known name may a word be that is nearly one?  R-074: typing errors and homophones.  Pure.

Two words are one slip apart when one character is wrong, missing, added, said twice or swapped with its neighbour; or they
sound alike. ``SURE`` says in one place what each kind of likeness is worth.
"""

from lianzhi.territory.rules import sounds
from lianzhi.territory.rules.gazetteer import Gazetteer, Known, slips_of

SURE = {
    "exact": 1.0, "alias": 0.97, "old": 0.97, "learnt": 0.98, "short": 0.9, "shared": 0.62,
    "sound": 0.81, "near_sound": 0.79, "doubled": 0.81, "swapped": 0.78, "missing": 0.78, "shape": 0.75, "added": 0.72,
    "spoken": 0.7,
}  # fmt: skip
SLIPS = frozenset(("sound", "near_sound", "spoken", "doubled", "swapped", "missing", "shape", "added"))
BY_EAR = frozenset(("sound", "near_sound", "doubled"))
SHORTEST = 3


def near(word: str, places: Gazetteer) -> dict[str, str]:
    """The known names that ``word`` may be, and how."""
    found: dict[str, str] = {}
    for name in places.spoken.get(sounds.spoken(word), ()):
        if len(name) == len(word):
            wrong = [sounds.alike(a, b) for a, b in zip(name, word, strict=True) if a != b]
            found[name] = "spoken" if len(wrong) > 1 else "sound" if sounds.SAME in wrong else "near_sound"
        else:
            found[name] = "spoken"
    if len(word) >= SHORTEST:
        for slip in slips_of(word):
            for name in places.slips.get(slip, ()):
                if name not in found and (how := slipped(word, name)):
                    found[name] = how
    found.pop(word, None)
    return found


def slipped(word: str, name: str) -> str:
    """How ``word`` came out of ``name`` by one slip; empty when by more than one."""
    if len(word) == len(name):
        wrong = [i for i, (a, b) in enumerate(zip(word, name, strict=True)) if a != b]
        if len(wrong) == 1:
            like = sounds.alike(word[wrong[0]], name[wrong[0]])
            return {sounds.SAME: "sound", sounds.NEAR: "near_sound"}.get(like, "shape")
        swapped = len(wrong) == 2 and wrong[1] == wrong[0] + 1 and word[wrong[0]] == name[wrong[1]]
        return "swapped" if swapped and word[wrong[1]] == name[wrong[0]] else ""
    if len(word) == len(name) - 1:
        return "missing"
    if len(word) == len(name) + 1:
        at = next((i for i, (a, b) in enumerate(zip(word, name, strict=False)) if a != b), len(name))
        return "doubled" if at and word[at] == word[at - 1] else "added"
    return ""


def numbered(known: Known) -> bool:
    return bool(known.blocks or known.doors)
