"""Draft a plan, publish what another person drafted (R-132; four eyes as in the flow of a case)."""

from pathlib import Path

from django.db import transaction

from lianzhi.command.access import PLAN, PUBLISH
from lianzhi.command.contracts import NewPlan
from lianzhi.command.models import Plan
from lianzhi.command.rules.plans import COMMUNITY, LEVELS, EmergencyKind, PlanState, read
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock, yamls
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, NotAllowed, NotFound, WrongState
from lianzhi.kernel.text import clean

DATA = Path(__file__).parents[1] / "data"
FLOW = "flow_emergency_order_v1.yaml"


def publish_flows(by: Actor) -> None:
    """Safe to repeat."""
    worklist.publish(yamls.read(DATA / FLOW), f"command/data/{FLOW}", by=by)


@transaction.atomic
def load_plans(by: Actor) -> int:
    """The plans that come with the program, as published first versions; what the town has stays. Returns how many are new."""
    made = 0
    for path in sorted((DATA / "plans").glob("*.yaml")):
        said = yamls.read(path)
        if Plan.objects.filter(code=said["code"]).exists():
            continue
        body = read(said["body"], path.name).model_dump(mode="json")
        now = clock.now()
        Plan.objects.create(
            code=said["code"], version=1, kind=EmergencyKind(said["kind"]), level=said["level"], name_zh=said["name"]["zh"],
            name_en=said["name"]["en"], body=body, state=PlanState.PUBLISHED, source=said["source"], verified=False,
            drafted_by=by.id, drafted_name=by.name, drafted_at=now, published_by=by.id, published_name=by.name, published_at=now,
        )  # fmt: skip
        audit.record(by, "command.loaded", f"plan:{said['code']}", {"version": 1})
        made += 1
    return made


@transaction.atomic
@audit.late()
def save_draft(new: NewPlan, *, by: Actor) -> Plan:
    """A new draft, or the open draft of this plan anew. Raises BadInput, NotAllowed."""
    access.require(by, PLAN, None)
    name = clean(new.name_zh, 80, field="name_zh").strip()
    if not name:
        raise BadInput(
            "command.name", N_("Give the plan a name."), way_out=N_("As people call it."), field="name_zh"
        )
    if new.kind not in list(EmergencyKind) or new.level not in LEVELS:
        raise BadInput(
            "command.kind", N_("Choose kind and level."), way_out=N_("From the lists."), field="kind"
        )
    body = read(new.body, name)
    unknown = {task.unit for task in body.tasks if task.unit != COMMUNITY and access.unit(task.unit) is None}
    if unknown:
        raise BadInput(
            "command.units", N_("These units do not exist: %(units)s."), way_out=N_("Use the codes of the list of units."),
            field="tasks", params={"units": ", ".join(sorted(unknown))},
        )  # fmt: skip
    rows = Plan.objects.select_for_update().filter(code=new.code)
    row = rows.filter(state=PlanState.DRAFT).first()
    if row is None:
        newest = rows.order_by("-version").values_list("version", flat=True).first() or 0
        row = Plan(code=new.code, version=newest + 1, state=PlanState.DRAFT)
    row.kind, row.level, row.name_zh, row.name_en = new.kind, new.level, name, new.name_en.strip()[:120]
    row.body, row.source = body.model_dump(mode="json"), clean(new.source, 120, field="source").strip()
    row.drafted_by, row.drafted_name, row.drafted_at = by.id, by.name, clock.now()
    row.save()
    audit.record(by, "command.draft", f"plan:{row.code}", {"version": row.version})
    return row


@transaction.atomic
@audit.late()
def publish(plan: int, *, by: Actor) -> Plan:
    """The draft holds from now on; the version before is retired. Raises NotAllowed for who drafted it."""
    access.require(by, PUBLISH, None)
    row = Plan.objects.select_for_update().filter(pk=plan).first()
    if row is None:
        raise no_plan()
    if row.state != PlanState.DRAFT:
        raise WrongState(
            "command.published", N_("This version is published already."), way_out=N_("Draft a new one.")
        )
    if row.drafted_by == by.id:
        raise NotAllowed(
            "command.own_draft", N_("You drafted this yourself, so somebody else has to publish it."),
            way_out=N_("Ask a colleague who may publish plans."),
        )  # fmt: skip
    Plan.objects.filter(code=row.code, state=PlanState.PUBLISHED).update(state=PlanState.RETIRED)
    row.state, row.published_by, row.published_name, row.published_at = (
        PlanState.PUBLISHED,
        by.id,
        by.name,
        clock.now(),
    )
    row.save()
    audit.record(by, "command.publish", f"plan:{row.code}", {"version": row.version})
    return row


def with_contact(code: str, who: str, phone: str) -> NewPlan:
    """The plan in force as a new draft, with one more contact outside."""
    row = Plan.objects.get(code=code, state=PlanState.PUBLISHED)
    body = row.body | {"contacts": [*row.body["contacts"], {"zh": who, "phone": phone}]}
    return NewPlan(row.code, row.kind, row.level, row.name_zh, row.name_en, body, row.source)


def no_plan() -> NotFound:
    return NotFound(
        "command.no_plan", N_("There is no such plan."), way_out=N_("Choose one from the list of plans.")
    )
