"""The registers of S-town at full size, written past the import: 330,000 persons, 180,882 rooms, 1.6 million links.

    from whole_town import fill; fill(1.0, 7, sealed=True)

For figures of pages and counts, where filling is not what is measured: plain rows by COPY (PostgreSQL) or ``executemany``
(SQLite), a few minutes at most. Rows are those of ``lianzhi simulate registers``; entries were changed and checked on days
spread over the last 400. ``sealed``: numbers and telephones are sealed as the import does, so that pages open them.
"""

import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

Columns = dict[str, Any]
SPREAD = 400
ALPHABET = str.maketrans("01", "YZ")


def fill(scale: float, seed: int, *, sealed: bool = False, say: Any = print) -> None:
    from django.db import connection, transaction

    from lianzhi.simulation.registers import make_registers
    from lianzhi.simulation.town import make_town
    from lianzhi.territory import api as territory

    began, used = time.monotonic(), time.process_time()
    town = make_town(seed, scale)
    territory.load_town(town)
    found = make_registers(town, scale, seed, date.today())  # noqa: DTZ011
    grids = {place.code: place.grid_code for place in town.places}
    with transaction.atomic():
        codes = _entries(found, grids, sealed=sealed)
        count = _links(found, codes)
        if sealed:
            codes["certificates"] = _papers(found, codes)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    say(
        f"S-town at scale {scale}: {', '.join(f'{len(made):,} {kind}' for kind, made in codes.items())}, {count:,} links in "
        f"{time.monotonic() - began:.0f} s by the clock, {time.process_time() - used:.0f} CPU s of this process",
        flush=True,
    )


def _entries(found: Any, grids: dict[str, str], *, sealed: bool) -> dict[str, list[str]]:
    """Rooms and every kind of entry; the codes that were given, by kind, in the order of the sheet."""
    from lianzhi.registry.models import Enterprise, House, Household, Person, Thing, Venue
    from lianzhi.simulation.registers.sheets import sheet
    from lianzhi.territory.models import Room

    rooms = sheet(found, "rooms")
    said = {name: rooms[name].tolist() for name in ("code", "building", "floor", "number", "use", "name")}
    put(Room, {**said, "valid_from": str(date(2020, 1, 1))})
    codes: dict[str, list[str]] = {"rooms": said["code"]}
    for kind, model in (
        ("persons", Person), ("households", Household), ("houses", House), ("enterprises", Enterprise), ("venues", Venue),
        ("things", Thing),
    ):  # fmt: skip
        columns = sheet(found, kind)
        count = len(columns["place"])
        codes[kind] = [f"{model.LETTER}{n:012}".translate(ALPHABET) for n in range(count)]
        days = np.arange(count) * 7919 % SPREAD
        put(
            model,
            {
                **_read(kind, columns, codes[kind], sealed=sealed), "code": codes[kind], "source": "simulation",
                "grid_code": [grids[place[:18]] for place in columns["place"].tolist()],
                "changed_at": _days_ago(days), "recorded_at": _days_ago(days + 30),
                "checked_at": _days_ago(np.arange(count) * 104729 % SPREAD),
            },
        )  # fmt: skip
    return codes


def _papers(found: Any, codes: dict[str, list[str]]) -> list[str]:
    """Certificates of who is there, each number sealed for its row."""
    from lianzhi.registry import lists, protecting
    from lianzhi.registry.models import Certificate
    from lianzhi.simulation.registers.lists import NEVER
    from lianzhi.simulation.registers.sheets import sheet

    papers, columns = found.certificates, sheet(found, "certificates")
    persons = _named("person", len(found.persons), np.flatnonzero(found.persons.room >= 0), codes["persons"])
    firms = _named(
        "enterprise", len(found.firms), np.flatnonzero(found.firms.closed == NEVER), codes["enterprises"]
    )
    holder = np.where(papers.person >= 0, persons[papers.person], firms[papers.firm])
    who = np.flatnonzero(holder != "")
    made = [f"C{n:012}".translate(ALPHABET) for n in range(len(who))]
    numbers = columns["number"][who].tolist()
    kinds, states = (lists.columns("certificates")[name].choices for name in ("kind", "state"))
    put(
        Certificate,
        {
            "code": made, "holder": holder[who].tolist(), "kind": [kinds[each] for each in columns["kind"][who].tolist()],
            "state": [states[each] for each in columns["state"][who].tolist()], "issuer": columns["issuer"][who].tolist(),
            "issued": [each or None for each in columns["issued"][who].tolist()],
            "expires": [each or None for each in columns["expires"][who].tolist()], "source": "simulation",
            "number_sealed": [
                protecting.seal("certificate", "number", c, v) for c, v in zip(made, numbers, strict=True)
            ],
            "number_blind": [protecting.digest("number", f"{v}{n}") for n, v in enumerate(numbers)],
        },
    )  # fmt: skip
    return made


def _read(kind: str, columns: Columns, codes: list[str], *, sealed: bool) -> Columns:
    """The sheet's cells as they are kept: codes of closed lists, dates, sealed values with their digests."""
    from lianzhi.registry import lists, protecting
    from lianzhi.registry.models import OF_KIND

    kept: Columns = {}
    model = OF_KIND[kind]
    for name, column in lists.columns(kind).items():
        if column.link and name != "place" or name not in columns:
            continue
        cells = columns[name].tolist()
        if column.sealed:
            if sealed:
                entry = model.KIND
                pairs = list(zip(codes, cells, strict=True))
                kept[f"{name}_sealed"] = [protecting.seal(entry, name, c, v) if v else "" for c, v in pairs]
                kept[f"{name}_blind"] = [protecting.digest(name, v) for v in cells]
        elif column.choices:
            known = {each: column.choices.get(each, "") if each else "" for each in set(cells)}
            kept[name] = [known[each] for each in cells]
        elif column.type == "date":
            kept[name] = [each or None for each in cells]
        else:
            kept[name] = cells
    return kept


def _links(found: Any, codes: dict[str, list[str]]) -> int:
    """All relations of the simulated registers whose both ends are there."""
    from lianzhi.registry import lists
    from lianzhi.registry.models import Link
    from lianzhi.simulation.registers.links import CODES, KINDS
    from lianzhi.simulation.registers.lists import NEVER, dates, words

    persons, homes, links = found.persons, found.households, found.links
    here = np.flatnonzero(persons.room >= 0)
    lived = np.flatnonzero(np.bincount(persons.household[here], minlength=len(homes)) > 0)
    open_firms = np.flatnonzero(found.firms.closed == NEVER)
    ends = {
        "person": _named("person", len(persons), here, codes["persons"]),
        "household": _named("household", len(homes), lived, codes["households"]),
        "enterprise": _named("enterprise", len(found.firms), open_firms, codes["enterprises"]),
        "thing": np.array([f"thing:{code}" for code in codes["things"]]),
        "room": found.rooms.code,
        "building": found.buildings.code,
    }
    subject, object_ = np.full(len(links), "", "<U40"), np.full(len(links), "", "<U40")
    for number, kind in enumerate(KINDS):
        for side, kinds, positions in (
            (subject, links.subject_kind, links.subject), (object_, links.object_kind, links.object)
        ):  # fmt: skip
            mine = kinds == number
            side[mine] = ends[kind][positions[mine]]
    relation = np.array(CODES)[links.relation]
    note = np.full(len(links), "", "<U20")
    lives = (relation == "lives_in") & (links.until == NEVER)
    tenure = homes.tenure[persons.household[np.where(lives, links.subject, 0)]]
    kinds_of_living = lists.columns("persons")["living"].choices
    note[lives] = np.array([kinds_of_living.get(each, "") for each in words()["tenures"]])[tenure[lives]]
    member = relation == "member_of"
    kin = [lists.columns("persons")["kin"].choices[each] for each in words()["relations"]]
    note[member] = np.array(kin)[persons.relation[links.subject[member]]]
    _, first = np.unique(
        np.array([f"{s}|{r}" if u == NEVER else f"{n}" for n, (s, r, u) in enumerate(
            zip(subject.tolist(), relation.tolist(), links.until.tolist(), strict=True))]),
        return_index=True,
    )  # fmt: skip
    single = np.isin(relation, ["lives_in", "registered_in", "member_of"])
    once = np.zeros(len(links), dtype=bool)
    once[first] = True
    who = np.flatnonzero((subject != "") & (object_ != "") & (once | ~single))
    put(
        Link,
        {
            "subject": subject[who].tolist(), "relation": relation[who].tolist(), "object": object_[who].tolist(),
            "note": note[who].tolist(), "since": [each or None for each in dates(links.since[who]).tolist()],
            "until": [each or None for each in dates(links.until[who]).tolist()], "source": "simulation",
            "recorded_at": _days_ago(np.arange(len(who)) % SPREAD),
        },
    )  # fmt: skip
    return len(who)


def _named(kind: str, count: int, who: Any, codes: list[str]) -> Any:
    found = np.full(count, "", "<U40")
    found[who] = [f"{kind}:{code}" for code in codes]
    return found


def _days_ago(days: Any) -> list[Any]:
    """A moment for each number of days, as the database takes it."""
    from django.db import connection

    from lianzhi.kernel import clock

    now: datetime = clock.now()
    said = {
        n: connection.ops.adapt_datetimefield_value(now - timedelta(days=n)) for n in np.unique(days).tolist()
    }
    return [said[n] for n in days.tolist()]


def put(model: Any, columns: Columns) -> None:
    """Rows of a table by columns (lists of one length, or one value for all); what is not said has the field's default."""
    from django.db import connection

    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    count = max(len(cells) for cells in columns.values() if isinstance(cells, list))
    parts = []
    for field in fields:
        cells = (
            columns[field.name]
            if field.name in columns
            else field.get_db_prep_save(field.get_default(), connection)
        )
        parts.append(cells if isinstance(cells, list) else [cells] * count)
    names = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    rows: Iterator[tuple[Any, ...]] = zip(*parts, strict=True)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {model._meta.db_table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["?"] * len(fields))
            sql = f"INSERT INTO {model._meta.db_table} ({names}) VALUES ({marks})"  # noqa: S608
            connection.connection.executemany(sql, rows)
