"""The tables that can be handed in: an official catalogue, the town's own list, mappings, the deadline matrix."""

from collections.abc import Iterable, Mapping
from typing import Any

from lianzhi.cases.actions.catalogues import link, save_entry
from lianzhi.cases.actions.limits import Cell, checked_cell, set_limits
from lianzhi.cases.actions.lists import MODULES, save_category
from lianzhi.cases.actions.tables import Seen, TableKind
from lianzhi.cases.importing.sheets import Column, day, meant, yes
from lianzhi.cases.models import Category, CategoryLink, Condition, LimitRule, Standard
from lianzhi.cases.queries.catalogues import entries
from lianzhi.cases.rules.catalogues import TOWN, check_code, major_of
from lianzhi.cases.rules.limits import amount_of
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput

Row = Mapping[str, Any]
Key = tuple[str, ...]

ENTRY = (
    Column("kind", N_("Kind"), "matter", required=True, width=10),
    Column("code", N_("Code"), "09996", required=True, width=10),
    Column("name_zh", N_("Name in Chinese"), "…", required=True, width=28),
    Column("name_en", N_("Name in English"), "Example matter", width=32),
    Column("valid_from", N_("In force from"), "2026-07-01", width=14),
    Column("valid_to", N_("Ended on"), "", width=14),
    Column("local", N_("Own extension"), "yes", width=10),
    Column("verified", N_("Checked against the text"), "no", width=12),
    Column("note", N_("Note"), "", width=40),
)
OWN = (
    Column("code", N_("Code"), "example", required=True),
    Column("name_zh", N_("Name in Chinese"), "…", required=True, width=28),
    Column("name_en", N_("Name in English"), "Example", width=28),
    Column("module", N_("Module"), "livelihood", required=True),
    Column("hint_zh", N_("Hint for residents, Chinese"), "", width=40),
    Column("hint_en", N_("Hint for residents, English"), "", width=40),
    Column("active", N_("In use"), "yes", width=8),
)
LINK = (
    Column("standard", N_("Catalogue"), "town", required=True, width=22),
    Column("kind", N_("Kind"), "matter", required=True, width=10),
    Column("code", N_("Code"), "noise", required=True),
    Column("name", N_("Name"), "", shown=True, width=24),
    Column("to_standard", N_("Other catalogue"), "gbt-30428-2-2013", required=True, width=22),
    Column("to_kind", N_("Kind there"), "matter", required=True, width=10),
    Column("to_code", N_("Code there"), "0508", required=True),
    Column("to_name", N_("Name there"), "", shown=True, width=24),
    Column("exactness", N_("Fit"), "close", required=True, width=12),
    Column("verified", N_("Checked against the text"), "no", width=12),
    Column("note", N_("Note"), "", width=30),
)
LIMIT = (
    Column("category", N_("Category"), "drain-flood", width=20),
    Column("category_name", N_("Category in words"), "", shown=True, width=20),
    Column("module", N_("Module"), "", width=14),
    Column("condition", N_("Filing condition"), "mend", width=18),
    Column("sentence", N_("Condition in words"), "", shown=True, width=32),
    Column("clock", N_("Stage"), "handle", required=True, width=12),
    Column("value", N_("Amount"), "8", width=10),
    Column("unit", N_("Counted in"), "urgent_hour", width=14),
    Column("source", N_("Source"), "", width=36),
    Column("verified", N_("Checked against the text"), "no", width=12),
)


def _entry_key(row: Row) -> Key:
    return (str(row.get("kind", "")), str(row.get("code", "")))


def _entry_check(row: Mapping[str, str], seen: Seen) -> dict[str, Any]:
    kind, code = meant("kind", row["kind"], field="kind"), check_code(seen.target, row["code"])
    above = major_of(seen.target, code)
    known = {k[1] for k in seen.keys} | set(
        Category.objects.filter(standard=seen.target, code=above).values_list("code", flat=True)
    )
    if above and above not in known:
        raise BadInput(
            "tables.major",
            N_("Its major class %(major)s is neither in the catalogue nor in this table."),
            way_out=N_("Add a row for the major class."),
            field="code",
            params={"major": above},
        )
    start, end = (day(row.get(f, ""), field=f) for f in ("valid_from", "valid_to"))
    if start and end and end < start:
        raise BadInput(
            "tables.days", N_("It would end before it begins."), way_out=N_("Correct one of the two days."), field="valid_to"
        )  # fmt: skip
    return {
        "kind": kind, "code": code, "name_zh": row["name_zh"][:60], "name_en": row.get("name_en", "")[:100],
        "valid_from": start.isoformat() if start else "", "valid_to": end.isoformat() if end else "",
        "local": yes(row.get("local", ""), field="local"), "verified": yes(row.get("verified", ""), field="verified"),
        "note": row.get("note", "")[:300],
    }  # fmt: skip


def _entry_rows(target: str) -> Iterable[dict[str, Any]]:
    for row in entries(target):
        yield {
            "kind": row.kind, "code": row.code, "name_zh": row.name_zh, "name_en": row.name_en,
            "valid_from": row.valid_from.isoformat() if row.valid_from else "",
            "valid_to": row.valid_to.isoformat() if row.valid_to else "",
            "local": row.local, "verified": row.verified, "note": row.note,
        }  # fmt: skip


def _entry_write(target: str, values: Row, by: Actor) -> object:
    given = dict(values) | {
        name: day(values[name], field=name) if values[name] else None for name in ("valid_from", "valid_to")
    }
    return save_entry(target, given.pop("kind"), given.pop("code"), by=by, **given)


def _own_check(row: Mapping[str, str], seen: Seen) -> dict[str, Any]:
    if row["module"] not in MODULES:
        raise BadInput(
            "tables.module",
            N_("“%(written)s” is no module."),
            way_out=N_("Write one of: %(words)s."),
            field="module",
            params={"written": row["module"][:40], "words": ", ".join(MODULES)},
        )
    return {
        "code": check_code(TOWN, row["code"]), "name_zh": row["name_zh"][:60], "name_en": row.get("name_en", "")[:100],
        "module": row["module"], "hint_zh": row.get("hint_zh", "")[:200], "hint_en": row.get("hint_en", "")[:300],
        "active": yes(row.get("active", "yes") or "yes", field="active"),
    }  # fmt: skip


def _own_rows(target: str) -> Iterable[dict[str, Any]]:
    return entries(TOWN).values("code", "name_zh", "name_en", "module", "hint_zh", "hint_en", "active")


def _own_write(target: str, values: Row, by: Actor) -> object:
    given = dict(values)
    return save_category(given.pop("code"), by=by, **given)


def _link_key(row: Row) -> Key:
    return tuple(
        str(row.get(f, "")) for f in ("standard", "kind", "code", "to_standard", "to_kind", "to_code")
    )


def _link_check(row: Mapping[str, str], seen: Seen) -> dict[str, Any]:
    found = {
        "standard": _standard(row["standard"], "standard"), "kind": meant("kind", row["kind"], field="kind"),
        "code": row["code"], "to_standard": _standard(row["to_standard"], "to_standard"),
        "to_kind": meant("kind", row["to_kind"], field="to_kind"), "to_code": row["to_code"],
        "exactness": meant("exactness", row["exactness"], field="exactness"),
        "verified": yes(row.get("verified", ""), field="verified"), "note": row.get("note", "")[:200],
    }  # fmt: skip
    for side in ("", "to_"):
        _side(found, side)
    return found


def _standard(written: str, field: str) -> str:
    """A catalogue by its code or by the name that people call it."""
    found = next((c for c, n in Standard.objects.values_list("code", "name") if written in (c, n)), "")
    if not found:
        raise BadInput(
            "tables.standard",
            N_("There is no catalogue “%(written)s”."),
            way_out=N_("Write its code as the export shows it."),
            field=field,
            params={"written": written[:60]},
        )
    return found


def _side(row: Row, side: str) -> Category:
    key = {name: row[f"{side}{name}"] for name in ("standard", "kind", "code")}
    found = Category.objects.filter(**key).first()
    if found is None:
        raise BadInput(
            "tables.entry",
            N_("There is no entry %(code)s in this catalogue."),
            way_out=N_("Add it to the catalogue first."),
            field=f"{side}code",
            params={"code": key["code"][:40]},
        )
    return found


def _link_rows(target: str) -> Iterable[dict[str, Any]]:
    rows = CategoryLink.objects.filter(ended_at=None).select_related("source", "target")
    for row in rows.order_by("source__standard", "source__code", "target__standard", "target__code"):
        yield {
            "standard": row.source.standard, "kind": row.source.kind, "code": row.source.code, "name": row.source.name_zh,
            "to_standard": row.target.standard, "to_kind": row.target.kind, "to_code": row.target.code,
            "to_name": row.target.name_zh, "exactness": row.exactness, "verified": row.verified, "note": row.note,
        }  # fmt: skip


def _link_write(target: str, values: Row, by: Actor) -> object:
    link(
        _side(values, ""), _side(values, "to_"), values["exactness"], verified=values["verified"], note=values["note"], by=by
    )  # fmt: skip
    return True


def _limit_key(row: Row) -> Key:
    return tuple(str(row.get(f, "")) for f in ("category", "module", "condition", "clock"))


def _cell(values: Row) -> Cell:
    value = str(values.get("value", "")).strip()
    amount = amount_of(value, values["unit"], what=values["clock"]) if value else None
    return Cell(
        values["clock"], amount, values["category"], values["module"], values["condition"], values["source"],
        values["verified"],
    )  # fmt: skip


def _limit_check(row: Mapping[str, str], seen: Seen) -> dict[str, Any]:
    value = row.get("value", "").strip()
    names = {word: c.code for c in worklist.clocks("case") for word in (c.code, c.name_zh, c.name_en)}
    found = {
        "category": row.get("category", ""), "module": row.get("module", ""), "condition": row.get("condition", ""),
        "clock": names.get(row["clock"], row["clock"]), "value": value,
        "unit": meant("unit", row.get("unit", ""), field="unit") if value else "", "source": row.get("source", "")[:200],
        "verified": yes(row.get("verified", ""), field="verified"),
    }  # fmt: skip
    try:
        cell = _cell(found)
    except BadInput as refused:
        refused.field = "value"
        raise
    checked_cell(cell)
    return found | {"value": f"{cell.amount.value:g}" if cell.amount else ""}


def _limit_rows(target: str) -> Iterable[dict[str, Any]]:
    sentences = {(c.category_id, c.code): c.sentence_zh for c in Condition.objects.all()}
    rows = LimitRule.objects.filter(until=None).select_related("category")
    for row in rows.order_by("category__module", "category__code", "module", "condition", "clock"):
        kind = row.category
        words = sentences.get((row.category_id, row.condition)) or sentences.get((None, row.condition), "")
        yield {
            "category": kind.code if kind else "", "category_name": kind.name_zh if kind else "", "module": row.module,
            "condition": row.condition, "sentence": words if row.condition else "", "clock": row.clock,
            "value": f"{row.value:g}", "unit": row.unit, "source": row.source, "verified": row.verified,
        }  # fmt: skip


def _limit_write(target: str, values: Row, by: Actor) -> object:
    return set_limits([_cell(values)], by=by)


def _as_held(rows: Iterable[Row], key: Any) -> dict[Key, Row]:
    return {key(row): row for row in rows}


KINDS = {
    kind.code: kind
    for kind in (
        TableKind(
            "catalogue", ENTRY, _entry_key, _entry_rows, _entry_check,
            lambda target: _as_held(_entry_rows(target), _entry_key), _entry_write,
            order=lambda row: (len(row["code"]), row["code"]),
        ),
        TableKind(
            "own", OWN, lambda row: (str(row.get("code", "")),), _own_rows, _own_check,
            lambda target: _as_held(_own_rows(target), lambda row: (str(row["code"]),)), _own_write,
        ),
        TableKind(
            "links", LINK, _link_key, _link_rows, _link_check,
            lambda target: _as_held(_link_rows(target), _link_key), _link_write,
        ),
        TableKind(
            "limits", LIMIT, _limit_key, _limit_rows, _limit_check,
            lambda target: _as_held(_limit_rows(target), _limit_key), _limit_write,
        ),
    )
}  # fmt: skip


def kind_for(code: str, target: str) -> TableKind:
    """The town's own list is kept in its own columns."""
    return KINDS["own" if code == "catalogue" and target == TOWN else code]
