"""A warning or an alert as the text of a matter: records of the town, in its language (``data/texts.yaml``)."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from lianzhi.kernel import rooms, yamls
from lianzhi.registry import api as registry
from lianzhi.safety import books
from lianzhi.safety.contracts import CaseText, ConditionView
from lianzhi.safety.models import Alert, RiskWarning, Supplier
from lianzhi.safety.queries import explaining
from lianzhi.safety.queries.cylinders import covered
from lianzhi.safety.rules.book import Reason
from lianzhi.territory import api as territory

RISK, CYLINDER = ("safety_risk_warning", "safety-risk"), ("gas_cylinders", "gas-cylinder")


@cache
def texts() -> Mapping[str, Any]:
    found: Mapping[str, Any] = yamls.read(books.DATA / "texts.yaml")
    return found


def warning_text(key: int) -> CaseText | None:
    """None for a warning that is settled or has its matter already."""
    row = RiskWarning.objects.filter(pk=key, closed_at=None).first()
    if row is None:
        return None
    told = [(r.name.zh, r.conditions) for r in explaining.reasons(row.reasons, row.rules)]
    said = written_warning(row.code, row.name, row.level, row.rules, told)
    return _placed(f"risk-{key}", RISK, said, row.code)


def written_warning(
    code: str, name: str, level: str, version: int, reasons: Iterable[tuple[str, Iterable[ConditionView]]]
) -> tuple[str, str]:
    """(title, text)."""
    words = texts()
    lines = "\n".join(
        words["reason"].format(what=what, values=values_of(conditions)) for what, conditions in reasons
    )
    said = {"name": name, "code": code, "level": words["levels"][level], "version": version, "reasons": lines}
    return words["warning"]["title"].format(**said), words["warning"]["text"].format(**said)


def alert_text(key: int) -> CaseText | None:
    row = Alert.objects.filter(pk=key, closed_at=None).select_related("cylinder").first()
    if row is None:
        return None
    found, it = books.versions(books.CYLINDER)[row.rules].rules[row.rule], row.cylinder
    names = registry.names_of({ref for ref in (row.place, it.user) if ref})
    user = names.get(it.user, "")
    firm = Supplier.objects.filter(code=it.supplier).first()
    said = written_alert(
        Reason(found, row.values), it.number, it.kind, firm.name if firm else it.supplier_name,
        names.get(row.place, row.place), user if it.user.startswith("enterprise:") else covered(user),
    )  # fmt: skip
    return _placed(f"cylinder-{key}", CYLINDER, said, row.place, unit=firm.unit if firm else "")


def written_alert(
    reason: Reason, number: str, kind: str, supplier: str, address: str, user: str
) -> tuple[str, str]:
    """(title, text)."""
    words, rule = texts(), reason.rule
    kinds = books.choices("kinds")
    said = {
        "name": rule.name.zh, "number": number, "kind": kinds.get(kind, kinds["unknown"]).name.zh,
        "supplier": supplier or words["nobody"], "address": address, "user": user or words["nobody"], "basis": rule.basis,
        "reasons": values_of(explaining.conditions(rule, reason.values)),
    }  # fmt: skip
    return words["alert"]["title"].format(**said), words["alert"]["text"].format(**said)


def values_of(conditions: Iterable[ConditionView]) -> str:
    """The conditions that held, each with the values it saw in brackets."""
    return "; ".join(f"{c.zh} [{', '.join(map(_plain, c.values.values()))}]" for c in conditions if c.held)


def _plain(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return {True: "✓", False: "✗", None: "?"}[value]
    return f"{value:g}" if isinstance(value, int | float) else str(value)


def _placed(key: str, way: tuple[str, str], said: tuple[str, str], place: str, *, unit: str = "") -> CaseText:
    building = next(iter(territory.buildings(code=rooms.building_of(place))), None) if place else None
    at = registry.names_of({place}).get(place, place) if place else ""
    return CaseText(
        key,
        *way,
        *said,
        at[:200],
        building.lon if building else None,
        building.lat if building else None,
        unit,
    )
