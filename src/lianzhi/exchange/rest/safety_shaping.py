"""Views of the safety room as the interface tells them."""

from collections.abc import Iterable

from lianzhi.exchange.rest.safety_schemas import (
    AlertOut,
    ConditionOut,
    CylinderOut,
    MovementOut,
    ReasonOut,
    RiskOut,
    ValueOut,
)
from lianzhi.safety import api as safety


def risk_out(risk: safety.RiskView) -> RiskOut:
    return RiskOut.model_construct(
        code=risk.code, kind=risk.kind, name=risk.name, area=risk.area_code, level=str(risk.level),
        reasons=[_reason(each) for each in risk.reasons],
        values=[
            ValueOut.model_construct(code=v.code, name_zh=v.name.zh, name_en=v.name.en, value=v.value)
            for v in risk.values
        ],
        counts=dict(risk.counts), rules=risk.rules, since=risk.since, judged_at=risk.judged_at,
        inspected_on=risk.inspected_on, next_check=risk.next_check, warning=risk.warning,
    )  # fmt: skip


def _reason(reason: safety.ReasonView) -> ReasonOut:
    return ReasonOut.model_construct(
        code=reason.code, name_zh=reason.name.zh, name_en=reason.name.en, level=str(reason.level), basis=reason.basis,
        verified=reason.verified, conditions=_conditions(reason.conditions),
    )  # fmt: skip


def _conditions(found: Iterable[safety.ConditionView]) -> list[ConditionOut]:
    return [
        ConditionOut.model_construct(zh=each.zh, en=each.en, held=each.held, values=dict(each.values))
        for each in found
    ]


def alert_out(alert: safety.AlertView) -> AlertOut:
    return AlertOut.model_construct(
        id=alert.id, number=alert.number, rule=alert.code, group=alert.group, name_zh=alert.name.zh, name_en=alert.name.en,
        basis=alert.basis, verified=alert.verified, place=alert.place, address=alert.address, area=alert.area_code,
        user=alert.user, supplier=alert.supplier, raised_at=alert.raised_at, case=alert.case_number or None,
        conditions=_conditions(alert.conditions),
    )  # fmt: skip


def cylinder_out(it: safety.CylinderView) -> CylinderOut:
    return CylinderOut.model_construct(
        number=it.number, kind=it.kind, kind_zh=it.kind_name.zh, kind_en=it.kind_name.en, kg=it.kg, maker=it.maker,
        supplier=it.supplier, supplier_known=it.supplier_known, made=it.made, inspected=it.inspected, due=it.due,
        life_ends=it.life_ends, state=it.state, place=it.place, address=it.address, area=it.area_code, user=it.user,
        since=it.since, seen_on=it.seen_on, lawful=it.lawful, alerts=[alert_out(each) for each in it.alerts],
        movements=[
            MovementOut.model_construct(
                step=step.kind, on=step.on, from_place=step.from_place, to_place=step.to_place, supplier=step.supplier
            )
            for step in it.movements
        ],
    )  # fmt: skip
