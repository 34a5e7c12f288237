"""Every page that lists, maps, searches or counts asks the database as often for three rows as for one.

Pages with a test of their own (catalogues, exports, the REST list, the wall) are not repeated here.
"""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from support.desk import DUTY, FOLLOW, ROOT, WEST, browser

from lianzhi.cases import api as cases
from lianzhi.cases.actions.statistics import catch_up
from lianzhi.cases.models import Case, Rating, Remark, Signal
from lianzhi.foundation.access import api as access
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel.calendars import Amount, Unit

LISTS = [
    "?group=all", "?group=dispatch", "?group=all&order=oldest", "?group=all&order=due", "?group=all&order=hottest",
    "?group=all&order=category", "?light=green", "?mine=on&group=all", "?group=all&module=enforcement",
    "?group=all&category=road", f"?group=all&area={WEST}", "?group=all&feedback=none", "?group=all&punctual=in_time",
    "?group=all&assigned=works", "?group=all&assigned=none", "?group=all&relation=single", "?group=all&q=地砖",
    f"?group=all&q=地砖&area={WEST}", "rows/", "dots/", "signals/", "signals/?q=地砖", "signals/?source=hotline", "ratings/",
    "questions/", "assists/", "approvals/", "handover/", "handover/new/", "meetings/", "meetings/new/", "print/", "follow-ups/",
    *(f"statistics/?by={by}" for by in ("unit", "area", "category", "post", "source", "module", "day", "person")),
    "statistics/cases/?measure=reported", "statistics/units/works/",
]  # fmt: skip
PAGES = [
    *(("duty", f"/desk/{path}") for path in LISTS),
    *(("works", path) for path in ("/desk/", "/desk/?group=all&q=地砖", "/desk/inbox/", "/desk/dots/", "/g/tasks/")),
    ("checker", "/desk/checks/"),
    *(("", path) for path in ("/r/", "/r/map/", "/r/map/spots/", "/r/ratings/", "/open311/v2/requests.json")),
]  # fmt: skip


def more(town) -> None:
    """One more of everything that the lists show."""
    town.report()
    town.filed()
    case = town.dispatched("works", "police")
    town.finished()
    longer = worklist.Given(reason="等配件", amount=Amount(1, Unit.WORK_DAY))
    cases.move(case.id, "extend", by=town.workers["works"], given=longer)
    now, row = timezone.now(), Case.objects.get(pk=case.id)
    for kind in (Remark.Kind.QUESTION, Remark.Kind.REPLY):
        Remark.objects.create(case=row, kind=kind, text="在哪一栋？", actor="x", at=now)
    Rating.objects.create(case=row, round=0, grade=2, at=now, unit="works", category="road")
    Signal.objects.create(
        source="hotline", external_id=case.number, text="人行道地砖坏了", message=True, label="道路"
    )
    catch_up()


def asked(client: Client, path: str) -> int:
    cache.clear()
    with CaptureQueriesContext(connection) as caught:
        answer = client.get(path)
        assert answer.status_code == 200, path
        if answer.streaming:
            b"".join(answer)
    return len(caught)


@pytest.fixture
def readers(town) -> dict[str, Client]:
    held = [*(f"cases.{name}" for name in DUTY), *FOLLOW, "signals.see", "statistics.persons"]
    access.save_role("duty", name_zh="duty", permissions=held, by=ROOT)
    return {
        "duty": browser(town.duty),
        "works": browser(town.workers["works"]),
        "checker": browser(town.checker),
        "": Client(),
    }


def test_no_page_asks_more_often_for_three_rows_than_for_one(town, readers) -> None:
    """One test over all pages, because they share one world, after a first round that fills what processes keep."""
    more(town)
    for _round in range(2):
        before = {page: asked(readers[page[0]], page[1]) for page in PAGES}
    more(town)
    more(town)
    after = {page: asked(readers[page[0]], page[1]) for page in PAGES}

    grown = {page: (before[page], after[page]) for page in PAGES if after[page] > before[page]}
    assert grown == {}
    # Rights and sizes of units are remembered for two seconds where pages are served, and asked anew each time here.
    assert max(after.values()) <= 55, "no page asks the database more than that"
