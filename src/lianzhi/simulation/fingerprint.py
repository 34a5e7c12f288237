"""One digest over all that the simulation has made: two equal ones mean the same town, people, matters and decisions.

Left out is what is random on purpose (tokens, ids of photos) or depends on what else the database has seen (keys).
"""

from collections.abc import Iterator

from lianzhi.cases import api as cases
from lianzhi.foundation.access import api as access
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock
from lianzhi.kernel.actor import system
from lianzhi.kernel.checksums import canonical, sm3

BY = system("simulation")
PAGE = 500


def fingerprint() -> str:
    names = {person.id: person.username for person in access.people()}
    parts = [list(_units()), list(_people()), list(_duties()), list(_matters(names))]
    return sm3(canonical(parts).encode())


def _units() -> Iterator[list[str]]:
    for unit in access.units():
        yield [unit.code, unit.name_zh, unit.kind, unit.area_code]


def _people() -> Iterator[list[object]]:
    for person in access.people():
        yield [person.username, person.name, person.unit, list(person.roles)]


def _duties() -> Iterator[list[object]]:
    for duty in cases.duties():
        yield [duty.category, duty.area_code, duty.lead, list(duty.supports), duty.legal_ground]


def _matters(names: dict[str, str]) -> Iterator[list[object]]:
    start, total = 0, 1
    while start < total:
        found, total = cases.page(BY, cases.Wanted(order="oldest"), clock.now(), start=start, size=PAGE)
        for case in found:
            yield _matter(case, names)
        start += PAGE


def _matter(case: cases.CaseView, names: dict[str, str]) -> list[object]:
    way = [
        [move.verb, names.get(move.actor_id, move.actor_id), move.at.isoformat(), move.note]
        for move in worklist.moves(case.item.id)
    ]
    rating = [case.rating.grade, case.rating.text] if case.rating else []
    category = case.category.code if case.category else ""
    return [case.number, case.text, category, case.category_by, case.place_text, case.lon, case.lat, case.area_code,
            case.item.state.code, case.answer, rating, way]  # fmt: skip
