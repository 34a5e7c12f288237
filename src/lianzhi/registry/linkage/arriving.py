"""The new entries of a batch of an import against what is there: who may be the same is kept as a pair at once.  R-085.

Two entries with numbers of their own are two or were met by the number, so of rows with a number only those are compared that
look like an entry without one. By telephone, address and name, a few queries for a batch whatever its size; what only sounds
alike elsewhere is found by the job after the import.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from lianzhi.foundation.access import api as access
from lianzhi.registry.linkage import entries, model
from lianzhi.registry.linkage.batch import Scored
from lianzhi.registry.linkage.cards import Card
from lianzhi.registry.linkage.keeping import keep
from lianzhi.registry.linkage.scoring import blocked, scored
from lianzhi.registry.linkage.subjects import SUBJECTS
from lianzhi.registry.linkage.verdict import APART, verdict

KEYS: Mapping[str, tuple[str, ...]] = {
    model.PERSON: ("phone_blind", "place", "name"), model.FIRM: ("phone_blind", "place", "core"),
}  # fmt: skip
NUMBER = {model.PERSON: "identity_blind", model.FIRM: "credit"}
CROWD = 60
"""More candidates by one key say nothing: a building without rooms, the telephone of an agency."""


def arrived(subject: str, rows: Sequence[Any]) -> dict[str, str]:
    """Keeps the pairs of these new rows; (code -> the likeliest other's code). Nothing while digests are made anew."""
    if not rows or access.search_rotates():
        return {}
    found, pairs, likeliest = entries.current(subject), {}, {}
    near = [
        (one, alike)
        for one, others in _near(subject, rows)
        if (alike := [other for other in others if blocked(found, one, other)])
    ]
    among = entries.population(subject) if near else 0
    names = {card[found.frequent] for one, others in near for card in (one, *others) if card[found.frequent]}
    borne = entries.frequencies(found, names, among) if near else {}
    for one, others in near:
        for other, evidence in scored(found, one, others, frequencies=borne, cards=among):
            said = verdict(found, evidence.weight, evidence.levels)
            if said != APART:
                first, second = sorted((one["code"], other["code"]))
                pairs[first, second] = (Scored(first, second, evidence), said)
                likeliest.setdefault(one["code"], other["code"])
    if pairs:
        keep(list(pairs.values()), found)
    return likeliest


def _near(subject: str, rows: Sequence[Any]) -> Iterable[tuple[Card, list[Card]]]:
    """Each new row that has candidates, as cards."""
    number, made = NUMBER[subject], SUBJECTS[subject]
    held: dict[str, dict[str, tuple[Any, ...]]] = {}
    for numbered in (False, True):
        group = [row for row in rows if bool(getattr(row, number)) is numbered]
        base = entries.standing(subject).filter(**{number: ""}) if numbered else entries.standing(subject)
        for key in KEYS[subject] if group else ():
            by_value: dict[str, list[tuple[Any, ...]]] = {}
            wanted = {getattr(row, key) for row in group} - {""}
            limits = {"birth__in": {row.birth for row in group if row.birth}} if key == "name" else {}
            for values in base.filter(**{f"{key}__in": wanted}, **limits).values_list(key, *made.fields):
                by_value.setdefault(values[0], []).append(values[1:])
            for row in group:
                others = by_value.get(getattr(row, key), ())
                if len(others) <= CROWD:
                    held.setdefault(row.code, {}).update(
                        (each[0], each) for each in others if each[0] != row.code
                    )
    for row in rows:
        if others := held.get(row.code):
            one = made.card(*(getattr(row, field) for field in made.fields))
            yield one, [made.card(*values) for values in others.values()]
