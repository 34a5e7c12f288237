"""Every act on a case takes the head of the trail last: all writers of the house queue for it."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from support.desk import IN_EAST, REASON, RESULT, ROOT, show_roads

from lianzhi.cases import api as cases
from lianzhi.cases.actions import following, joining, splitting, talking
from lianzhi.cases.actions.approving import decide, withdraw
from lianzhi.cases.actions.bulk import run
from lianzhi.cases.models import Case, FollowUp, Remark
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.calendars import Amount, Unit

REPORTER = Actor("resident:1", "居民")
CHANGES = re.compile(r"(?<!FOR )(?<!DO )\b(?:INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)")
Act = Callable[[], object]


def _closed(town):
    case = town.checked(reporter=REPORTER.id)
    return cases.close(case.id, answer="已处理完毕，请您评价。", by=town.duty)


def _asked(town) -> int:
    case = town.accepted()
    longer = worklist.Given(reason=REASON, amount=Amount(1, Unit.WORK_DAY))
    cases.move(case.id, "extend", by=town.workers["works"], given=longer)
    return worklist.approvals(case.item.id)[0].id


def _rated(town) -> int:
    cases.rate(_closed(town).id, grade=1, text="没修好", by=REPORTER)
    return FollowUp.objects.latest("pk").pk


def _called(town) -> int:
    found = _rated(town)
    following.call(found, reached=True, said="反映人说没修好。", by=town.duty)
    return found


def _replied(town) -> int:
    found = _called(town)
    following.answer(found, "已返工，请您再看。", outcome="improved", by=town.duty)
    return found


def _rate(town) -> Act:
    case = _closed(town)
    return lambda: cases.rate(case.id, grade=5, by=REPORTER)


def _merge(town) -> Act:
    main, other = town.filed(), town.filed()
    return lambda: joining.merge(other.id, main.number, reason=REASON, by=town.duty)


def _unmerge(town) -> Act:
    _merge(town)()
    other = Case.objects.exclude(main=None).get()
    return lambda: joining.unmerge(other.pk, reason=REASON, by=town.duty)


def _support(town) -> Act:
    show_roads()
    main = town.filed(reporter=REPORTER.id)
    other = Actor("resident:2", "居民")
    new = cases.NewReport(
        source="resident", external_id="s", text="我家门口也是。", category="road", lon=main.lon, lat=main.lat
    )
    return lambda: joining.support(main.number, new, by=other)


def _split(town) -> Act:
    case = town.filed()
    return lambda: splitting.split(case.id, ("先清理现场。", "再修好地砖。"), reason=REASON, by=town.duty)


def _grant(town) -> Act:
    asked = _asked(town)
    return lambda: decide(asked, granted=True, by=town.duty)


def _withdraw(town) -> Act:
    asked = _asked(town)
    return lambda: withdraw(asked, by=town.workers["works"])


def _follow(step: Callable[..., object], start: Callable[..., int], who: str, **said) -> Callable[..., Act]:
    def prepare(town) -> Act:
        found = start(town)
        return lambda: step(found, by=getattr(town, who), **said)

    return prepare


def _correct(town) -> Act:
    case = town.filed()
    lon, lat = IN_EAST
    return lambda: cases.correct(case.id, category="noise", lon=lon, lat=lat, by=town.duty)


def _note(town) -> Act:
    case = town.filed()
    return lambda: talking.note(case.id, "请核实。", by=town.duty)


def _bulk(town) -> Act:
    case = town.report()
    return lambda: run("k", "file", [case.number], says=lambda _act, _number: worklist.Given(), by=town.duty)


def _finish(town) -> Act:
    case = town.accepted()
    task = worklist.tasks(case.item.id)[0].id
    return lambda: cases.finish(case.id, task, result=RESULT, by=town.workers["works"])


ACTS: dict[str, Callable[..., Act]] = {
    "finish": _finish, "rate": _rate, "merge": _merge, "unmerge": _unmerge, "support": _support, "split": _split,
    "grant": _grant, "withdraw": _withdraw, "correct": _correct, "note": _note, "several at once": _bulk,
    "call back": _follow(following.call, _rated, "duty", reached=True, said="反映人说没修好。"),
    "reply": lambda town: _reply(town),
    "settle": _follow(following.settle, _replied, "checker"),
    "again": _follow(following.again, _replied, "checker", reason=REASON),
}  # fmt: skip


def _reply(town) -> Act:
    found = _called(town)
    return lambda: following.answer(found, "已返工，请您再看。", outcome="improved", by=town.duty)


def written(act: Act) -> list[str]:
    """The tables that the act wrote to, in order."""
    found: list[str] = []

    def noted(execute, sql, *rest):
        found.extend(CHANGES.findall(sql))
        return execute(sql, *rest)

    with connection.execute_wrapper(noted):
        act()
    return found


def too_early(tables: list[str]) -> list[str]:
    """What was written after the trail was."""
    first = next((n for n, table in enumerate(tables) if table.startswith("audit_")), len(tables))
    return [table for table in tables[first:] if not table.startswith("audit_")]


@pytest.mark.parametrize("name", ACTS)
def test_nothing_is_written_after_the_head_of_the_trail_is_taken(town, name: str) -> None:
    tables = written(ACTS[name](town))

    assert tables
    assert too_early(tables) == []
    assert name == "note" or "audit_entry" in tables


def test_the_control_an_act_that_is_not_late_writes_after_it(town) -> None:
    case = town.filed()

    def bare() -> None:
        audit.record(ROOT, "x", f"case:{case.id}")
        Remark.objects.create(case_id=case.id, kind="note", text="x", actor="x", at=case.created_at)

    assert too_early(written(bare)) == ["cases_remark"]
