"""Gives the small town what its pages need to be looked at: a whistle call, a copy, a request, a pair of near matters,
a shift note, a rule, a program, a webhook and another city (both paused: nobody is called). Says where on standard output.

Run as a process: python furnish.py LON LAT UNIT.
"""

import json
import sys
from datetime import timedelta

import django

django.setup()

from lianzhi.cases import api as cases  # noqa: E402
from lianzhi.cases.actions import handover  # noqa: E402
from lianzhi.cases.queries.handover import prepared  # noqa: E402
from lianzhi.exchange.actions.clients import make_client  # noqa: E402
from lianzhi.exchange.remotes.setting_up import save_remote  # noqa: E402
from lianzhi.exchange.webhooks.setting_up import make_webhook, switch_webhook  # noqa: E402
from lianzhi.foundation.access import api as access  # noqa: E402
from lianzhi.foundation.worklist import api as worklist  # noqa: E402
from lianzhi.kernel import clock  # noqa: E402
from lianzhi.kernel.actor import Actor  # noqa: E402
from lianzhi.kernel.calendars import Amount, Unit  # noqa: E402

LON, LAT, UNIT = float(sys.argv[1]), float(sys.argv[2]), sys.argv[3]
CLOSED_PORT = "http://127.0.0.1:9/"
PEOPLE = {person.username: person for person in access.people()}
DUTY, GRID, ROOT = (Actor(p.id, p.name, p.unit) for p in (PEOPLE["duty"], PEOPLE["grid"], PEOPLE["admin"]))
A_DAY = Amount(1, Unit.WORK_DAY)


def filed(name: str, text: str, category: str = "street-lamp") -> cases.CaseView:
    new = cases.NewReport(
        source="resident", external_id=f"look-{name}", text=text, category=category,
        lon=LON, lat=LAT, place_text="文化广场东侧", reporter="",
    )  # fmt: skip
    return cases.file(cases.report(new, by=DUTY).id, by=DUTY)


def moved(case: cases.CaseView, verb: str, by: Actor = DUTY, **given: object) -> None:
    cases.move(case.id, verb, by=by, given=worklist.Given(**given))


def part(case: cases.CaseView) -> int:
    return next(task.id for task in worklist.tasks(case.item.id) if task.unit == UNIT)


def main() -> None:
    called = filed("called", "广场东侧护栏断了一截，需要几家一起到场看。")
    moved(called, "whistle", units=(UNIT,), amount=Amount(4, Unit.WORK_HOUR), reason="请到场协助")
    told = filed("told", "广场东侧路灯不亮，请社区知晓，劝导行人绕行。")
    moved(told, "copy", units=(UNIT,), reason="请知晓")
    asked = filed("asked", "河边步道地砖松动，要等材料。")
    cases.dispatch(asked.id, lead=UNIT, by=DUTY)
    moved(asked, "accept", GRID, task=part(asked))
    moved(asked, "extend", GRID, amount=A_DAY, reason="材料要到下周一才能到，先围挡。")
    near = filed("near", "广场东侧路灯不亮，晚上很暗。")
    split = filed("split", "广场东侧：一是路灯不亮，二是垃圾没人清，三是护栏断了。")
    cases.save_rule(
        "look_lamps", name_zh="外市转来的路灯问题从急办", name_en="Lamps are urgent",
        condition="category = 'street-lamp' and source = 'open311'", does={"urgency": "urgent"}, by=ROOT,
    )  # fmt: skip
    since, facts = prepared(DUTY)
    note = handover.give("look", "东侧路灯三处待修，材料周一到。", since=since, facts=facts, by=DUTY)
    client, _token = make_client(
        "示例区市场监管局行政处罚案件接口程序", account=PEOPLE["duty"].id, scopes=["cases:read", "cases:create"],
        contact="示例区市场监管局 信息科", per_minute=600, expires_at=clock.now() + timedelta(days=365), by=ROOT,
    )  # fmt: skip
    hook, _secret = make_webhook(client.id, url=CLOSED_PORT + "hooks/cases", kinds="*", private=True, by=ROOT)
    switch_webhook(hook, active=False, by=ROOT)
    city = save_remote(
        None,
        {"name": "示例邻市十二三四五热线", "adapter": "open311", "url": CLOSED_PORT + "open311/v2", "jurisdiction": "",
         "services": {}, "attributes": {}, "private": True, "active": False, "key": ""},
        by=ROOT,
    )  # fmt: skip
    print(json.dumps({
        "called": called.number, "told": told.number, "asked": asked.number, "near": near.number, "split": split.number,
        "note": note.id, "client": client.id, "hook": hook, "city": city.pk, "rule": "look_lamps",
    }))  # fmt: skip


main()
