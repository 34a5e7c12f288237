"""The catalogues, conditions and limits that come with the house.  R-115, R-119, R-124, R-133.

Safe to run again: what is there stays as the town has it, mappings that were ended stay ended.
"""

from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from lianzhi.cases.actions.catalogues import save_entry
from lianzhi.cases.actions.limits import ALWAYS, Cell, save_condition, set_limits
from lianzhi.cases.models import Category, CategoryLink, Condition, LimitRule, Standard
from lianzhi.cases.rules.catalogues import NEWER, OLDER, TOWN, Exactness
from lianzhi.cases.rules.limits import amount_of
from lianzhi.foundation.audit import api as audit
from lianzhi.kernel import yamls
from lianzhi.kernel.actor import Actor

DATA = Path(__file__).parents[1] / "data"
SAID = {"GB/T 47678.5-2026": NEWER, "GB/T 30428.2-2013": OLDER}


@transaction.atomic
def load_catalogues(by: Actor) -> list[str]:
    """Catalogues and mappings that are not there yet; returns the codes of those that were new."""
    files = [_read(path) for path in sorted((DATA / "catalogues").glob("*.yaml"))]
    made = [data["standard"] for data in files if _load(data, by)]
    for data in files:
        _link(data["standard"], data["links"])
    _link_town()
    return made


@transaction.atomic
def load_limits(by: Actor) -> tuple[int, int]:
    """(conditions, cells) that were new. A key that ever had a row, or a town that changed it, keeps what it has."""
    data = _read(DATA / "limits.yaml")
    held = set(Condition.objects.values_list("category__code", "code"))
    codes = {None, *Category.objects.filter(standard=TOWN).values_list("code", flat=True)}
    conditions = [
        row for row in data["conditions"]
        if row.get("category") in codes and (row.get("category"), row["code"]) not in held
    ]  # fmt: skip
    for row in conditions:
        save_condition(row["code"], category=row.get("category", ""), by=by, **_condition(row))
    known = set(LimitRule.objects.values_list("category__code", "condition", "clock"))
    cells = [
        _cell(row) for row in data["limits"]
        if row.get("category") in codes and (row.get("category"), row["condition"], row["clock"]) not in known
    ]  # fmt: skip
    return len(conditions), set_limits(cells, since=ALWAYS, by=by)


def _condition(row: dict[str, Any]) -> dict[str, Any]:
    closing = row.get("closing", {})
    return {
        "sentence_zh": row["sentence"]["zh"], "sentence_en": row["sentence"]["en"],
        "closing_zh": closing.get("zh", ""), "closing_en": closing.get("en", ""),
        "checklist": row.get("checklist", []), "trigger": row.get("trigger", ""),
        "threshold": row.get("threshold"), "source": row["source"],
    }  # fmt: skip


def _cell(row: dict[str, Any]) -> Cell:
    return Cell(
        row["clock"], amount_of(row["value"], row["unit"], what=row["clock"]), category=row.get("category", ""),
        condition=row["condition"], source=row["source"],
    )  # fmt: skip


def _read(path: Path) -> dict[str, Any]:
    return yamls.read(path)


def _load(data: dict[str, Any], by: Actor) -> bool:
    title, note = data["title"], data["note"]
    values = {
        "name": data["name"], "order": data["order"], "replaced_by": data["replaced_by"],
        "verified": data.get("verified", False), "title_zh": title["zh"], "title_en": title["en"],
        "note_zh": note["zh"], "note_en": note["en"],
    }  # fmt: skip
    _row, made = Standard.objects.get_or_create(code=data["standard"], defaults=values)
    if not made:
        return False
    start: date | None = data["valid_from"]
    for local, rows in ((False, data["entries"]), (True, data["local"])):
        for kind, code, zh, en in rows:
            note_ = "inferred" if code in data["inferred"] else ""
            save_entry(
                data["standard"], kind, code, name_zh=zh, name_en=en, local=local, valid_from=start, note=note_, by=by
            )  # fmt: skip
    audit.record(
        by, "cases.load_catalogue", f"catalogue:{data['standard']}", {"entries": len(data["entries"])}
    )
    return True


def _link(standard: str, rows: list[list[str]]) -> None:
    for code, other, there, exactness in rows:
        _one_link(_entry(standard, "matter", code), _entry(other, "matter", there), exactness)


def _link_town() -> None:
    """The town's categories carry their mappings in ``categories.yaml``."""
    for row in _read(DATA / "categories.yaml")["categories"]:
        source = _entry(TOWN, "matter", row["code"])
        per = [entry["standard"] for entry in row["mapped"]]
        for entry in row["mapped"]:
            target = _entry(SAID[entry["standard"]], entry["kind"], entry["code"])
            several = per.count(entry["standard"]) > 1
            same = row["name"]["zh"] == entry["name"]
            fits = Exactness.EXACT if same else Exactness.NARROWER if several else Exactness.CLOSE
            _one_link(source, target, fits)


def _one_link(source: Category | None, target: Category | None, exactness: str) -> None:
    if source is not None and target is not None:
        CategoryLink.objects.get_or_create(source=source, target=target, defaults={"exactness": exactness})


def _entry(standard: str, kind: str, code: str) -> Category | None:
    return Category.objects.filter(standard=standard, kind=kind, code=code).first()
