"""How long does the server need for each page that lists, maps, searches or counts, when a million cases are there?

    LIANZHI_HOME=... [LIANZHI_DATABASE=...] python bench/pages.py [--turns 20] [--over 300] [--only TEXT] [--slowest 3]

Needs a town that bench/filling.py filled. Every page is asked for as the account it is for, through the whole stack
but the network; twice to warm up, then ``--turns`` times. Prints p50 and p95 in ms, the CPU of one answer in ms
(this process and the database's, without its parallel workers; it says more than the clock where others are busy on
the same machine) and the number of queries, and marks what takes longer than ``--over``. ``--slowest`` prints the
slowest statements of each page. At the end: how many of all keep the bar, and p50 and p95 by kind of page.
For the REST pages a program gets a token for the time of the run; it is revoked at the end.
"""

import argparse
import json
import logging
import os
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import quote

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianzhi.project.settings.demo")
COMMON, WORDS = (
    quote("路灯"),
    ("路灯", "灯", "坏了", "的", "人民路", "没有这词", "10001000", "LZ10001000-12"),
)
GROUPINGS = ("unit", "area", "category", "post", "source", "module", "day", "week", "month", "person")
YEAR = "/desk/statistics/?span=year"
PAGES = [
    *[("duty", f"/desk/{query}") for query in (
        "", "?group=all", "?group=all&order=oldest", "?group=all&order=due", "?group=all&order=hottest",
        "?group=all&order=category", "?group=all&order=area", "?group=dispatch", "?light=red", "?mine=1&group=all",
        "?group=all&module=livelihood", "?group=all&page=100", "?group=all&area={community}", "?group=all&category={category}",
        "?group=all&feedback=bad", "?group=all&feedback=none", "?group=all&punctual=late", "?group=all&punctual=late3",
        "?group=all&assigned={unit}", "?group=all&assigned=none", "?group=all&relation=single", "?group=all&relation=merged",
        "?group=all&urged=any", "?group=all&suspended=on", "?group=all&hot=on", "?group=all&urgency=major",
        "?group=all&source=simulation", "?group=all&start=2025-01-01&end=2025-03-31", f"?group=all&q={COMMON}&area={{community}}",
        "rows/?n={number}", "dots/", "dots/?area={community}", "signals/", f"signals/?q={COMMON}", "signals/?doubtful=1",
        "signals/?label={label}", "signals/?source={message_source}", "ratings/", "questions/", "assists/", "approvals/",
        "handover/", "handover/new/", "print/", "case/{number}/", "case/{number}/near/",
    )],
    *[(who, f"/desk/?group=all&q={quote(word)}") for who in ("duty", "leader", "grid") for word in WORDS],
    *[("duty", f"{path}by={by}") for path in ("/desk/statistics/?", f"{YEAR}&") for by in GROUPINGS if by != "person"],
    *[("leader", f"{path}by=person") for path in ("/desk/statistics/?", f"{YEAR}&")],
    ("duty", f"{YEAR}&by=unit&area={{community}}"), ("duty", f"{YEAR}&by=category&source=simulation"),
    ("duty", f"{YEAR}&by=month&category={{category}}"), ("grid", "/desk/statistics/"), ("grid", f"{YEAR}"),
    ("duty", "/desk/statistics/cooperation/?span=year"),
    ("duty", "/desk/statistics/cases/?span=year&measure=reported"), ("duty", "/desk/statistics/units/{unit}/"),
    ("staff", "/desk/inbox/"), ("staff", "/desk/inbox/?part=accepted"), ("staff", "/desk/?group=all"),
    ("staff", "/desk/?group=all&q=" + quote("坏了")), ("staff", "/desk/statistics/"), ("grid", "/desk/"),
    ("grid", "/desk/?group=all"), ("grid", "/desk/dots/"), ("checker", "/desk/checks/"), ("checker", "/desk/follow-ups/"),
    *[("busiest", path) for path in (
        "/desk/inbox/", "/desk/?group=all", "/desk/", "/desk/dots/", f"/desk/?group=all&q={COMMON}", "/desk/?group=all&q=10001000",
        "/desk/statistics/", "/g/", "/g/tasks/")],
    ("leader", "/cockpit/"), ("leader", "/cockpit/?period=month"), ("leader", "/cockpit/?area={community}"),
    ("leader", "/cockpit/dots.json"), ("leader", "/cockpit/panel/modules/"), ("leader", "/cockpit/panel/now/?period=month"),
    ("leader", "/cockpit/panel/trend/?period=month"), ("leader", "/cockpit/panel/ratings/?period=month"),
    ("leader", "/desk/approvals/"), ("grid", "/g/"), ("grid", "/g/tasks/"), ("grid", "/g/patrols/"), ("duty", "/exports/"),
    *[("admin", f"/settings/{name}/") for name in ("clients", "webhooks", "remotes", "people", "grants", "areas", "categories",
                                                     "duties", "deadlines", "catalogues", "rules")],
    ("", "/r/"), ("", "/r/map/"), ("", "/r/map/spots/"), ("", "/r/ratings/"),
    *[("program", f"/api/v1/cases{query}") for query in (
        "", "?size=200", f"?q={COMMON}", "?q=10001000", "?open=true", "?light=red", "?area={community}", "?category={category}",
        "?state=closed", "?unit={unit}")],
    ("program", "/api/v1/events"), ("program", "/api/v1/categories"),
    *[(who, f"/open311/v2/requests.json{query}") for who in ("", "program") for query in (
        "", "?status=closed", "?start_date=2025-01-01T00:00:00Z&end_date=2025-03-01T00:00:00Z", "?service_code={category}")],
    ("", "/open311/v2/servicerequestupdates.json"), ("duty", "/notices/"), ("staff", "/notices/"),
]  # fmt: skip
KINDS = (
    ("search", ("q=",)), ("statistics", ("/desk/statistics/",)), ("wall", ("/cockpit/",)),
    ("inbox, checks", ("/desk/inbox", "/desk/checks")),
    ("lists of the desk", ("/desk/?", "/desk/rows", "/desk/ ")), ("maps of dots", ("dots/", "/r/map")),
    ("other pages of the desk", ("/desk/", "/exports/", "/notices/")), ("phone", ("/g/",)), ("settings", ("/settings/",)),
    ("residents", ("/r/",)), ("REST", ("/api/v1/",)), ("Open311", ("/open311/",)),
)  # fmt: skip
"""A page is of the first kind whose text its address holds."""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--turns", type=int, default=20)
    parser.add_argument("--over", type=float, default=300)
    parser.add_argument(
        "--only", nargs="+", default=[""], help="only addresses (with their account) that hold one of these"
    )
    parser.add_argument("--skip", default="\n", help="and none that hold this one")
    parser.add_argument("--slowest", type=int, default=0)
    asked = parser.parse_args()
    from django.conf import settings
    from django.contrib.staticfiles.storage import StaticFilesStorage, staticfiles_storage
    from django.db import connection

    import lianzhi.project.wsgi  # noqa: F401  as the pages run
    from lianzhi.cases.models import Case

    settings.ALLOWED_HOSTS = ["*"]
    staticfiles_storage._wrapped = StaticFilesStorage()  # no collected files are needed to measure
    logging.disable()
    print(f"{connection.vendor}, newest case key {Case.objects.order_by('-pk').values_list('pk', flat=True)[0]}, "
          f"load {os.getloadavg()[0]:.1f}", flush=True)  # fmt: skip
    names, found, ask = values(), [], Asking()
    try:
        for who, template in PAGES:
            path = template.format_map(names)
            if any(one in f"{who}@{path}" for one in asked.only) and asked.skip not in f"{who}@{path}":
                found.append(measured(ask, who, path, asked))
    finally:
        ask.end()
    said(found, asked.over)


@dataclass(frozen=True, slots=True)
class Found:
    who: str
    path: str
    status: int
    p50: float
    p95: float
    cpu: float

    @property
    def kind(self) -> str:
        return next(
            (name for name, parts in KINDS if any(part in f"{self.path} " for part in parts)), "other"
        )


def said(found: list[Found], over: float) -> None:
    kept, kinds = sum(one.p95 <= over for one in found), dict.fromkeys(name for name, _parts in KINDS)
    print(f"{kept} of {len(found)} within {over:.0f} ms at p95, load {os.getloadavg()[0]:.1f}; not answered with 200: "
          f"{sum(one.status != 200 for one in found)}")  # fmt: skip
    for kind in kinds:
        some = sorted((one for one in found if one.kind == kind), key=lambda one: one.p95)
        if some:
            p50, cpu = median(one.p50 for one in some), median(one.cpu for one in some)
            print(f"{kind:<24}{len(some):>4} pages  p50 {p50:4.0f} (median)  cpu {cpu:4.0f}  "
                  f"p95 {median(one.p95 for one in some):4.0f} (median), {some[-1].p95:4.0f} {some[-1].who or '-'} "
                  f"{some[-1].path[:60]}")  # fmt: skip


def measured(ask: "Asking", who: str, path: str, asked: argparse.Namespace) -> Found:
    """Prints one line."""
    ask(who, path)
    status, statements = ask.watched(who, path)
    spent, busy = [], cpu()
    for _ in range(asked.turns):
        began = time.perf_counter()
        ask(who, path)
        spent.append((time.perf_counter() - began) * 1000)
    busy = (cpu() - busy) / max(1, asked.turns)
    spent.sort()
    p95 = spent[min(len(spent) - 1, int(len(spent) * 0.95))]
    slow = "  <-- over" if p95 > asked.over else ""
    unlike = "" if status == 200 else f" ({status})"
    times = (
        f"p50 {spent[len(spent) // 2]:6.0f}  p95 {p95:6.0f}  cpu {busy:5.0f}  {len(statements):>3} queries"
    )
    print(f"{who or '-':<8}{path:<60.60}{unlike} {times}{slow}", flush=True)
    for seconds, sql in sorted(statements, reverse=True)[: asked.slowest]:
        print(f"        {seconds * 1000:6.0f} ms {sql[:1500]}", flush=True)
    return Found(who, path, status, spent[len(spent) // 2], p95, busy)


def cpu() -> float:
    """Milliseconds on the processor so far: this process and, on PostgreSQL, the one that serves it."""
    from django.db import connection

    spent = time.process_time() * 1000
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            pid = cursor.fetchone()[0]
        spent += int(Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()[0]) / 1e6
    return spent


def values() -> dict[str, str]:
    """What the addresses name: the newest open case with a place, the category and unit that have most to do."""
    from django.db.models import Count

    from lianzhi.cases.models import Case, Signal
    from lianzhi.foundation.worklist.models import Task

    case = Case.objects.filter(item__closed_at=None, lon__isnull=False, category__isnull=False).latest("pk")
    unit = Task.objects.order_by("-pk").values_list("unit_code", flat=True)[:2000]
    busiest = max(set(unit), key=list(unit).count)
    message = Signal.objects.filter(message=True).exclude(label="").order_by("label").first()
    recent = Case.objects.filter(pk__gt=case.pk - 20_000, category__isnull=False).values_list(
        "category__code"
    )
    return {
        "number": case.number, "community": case.area_code[:12], "unit": busiest,
        "category": recent.annotate(n=Count("pk")).order_by("-n")[0][0],
        "label": quote(message.label) if message else "none", "message_source": message.source if message else "none",
    }  # fmt: skip


class Asking:
    """Pages asked for by account; ``program`` by token."""

    def __init__(self) -> None:
        self.clients: dict[str, object] = {}
        self.program = None

    def __call__(self, who: str, path: str) -> int:
        answer = self._client(who).get(path)
        if answer.streaming:
            b"".join(answer)
        return answer.status_code

    def watched(self, who: str, path: str) -> tuple[int, list[tuple[float, str]]]:
        from django.db import connection

        found: list[tuple[float, str]] = []

        def watch(execute, sql, params, many, context):
            began = time.perf_counter()
            try:
                return execute(sql, params, many, context)
            finally:
                found.append((time.perf_counter() - began, f"{sql} || {json.dumps(params, default=str)}"))

        with connection.execute_wrapper(watch):
            return self(who, path), found

    def _client(self, who: str):
        from django.test import Client

        from lianzhi.foundation.access.models import User

        if who not in self.clients:
            headers = {"Authorization": f"Bearer {self._token()}"} if who == "program" else None
            self.clients[who] = client = Client(headers=headers, raise_request_exception=False)
            if who not in ("", "program"):
                client.force_login(User.objects.get(username=who) if who != "busiest" else self._busiest())
        return self.clients[who]

    def _busiest(self):
        """Somebody whose grant is bound to the unit that has most to do."""
        from lianzhi.foundation.access.models import Grant

        bound = Grant.objects.filter(unit__code=values()["unit"], role__code="staff").select_related("user")
        return bound.order_by("pk")[0].user

    def _token(self) -> str:
        from lianzhi.exchange.actions.clients import make_client
        from lianzhi.foundation.access.models import User
        from lianzhi.kernel.actor import system

        account = f"staff:{User.objects.get(username='duty').pk}"
        name = f"bench {os.getpid()} {time.time():.0f}"
        self.program, token = make_client(
            name, account=account, scopes=["cases:read", "events:read"], by=system("bench")
        )
        return token

    def end(self) -> None:
        from lianzhi.exchange.actions.clients import revoke_client
        from lianzhi.kernel.actor import system

        if self.program is not None:
            revoke_client(self.program.id, by=system("bench"))


if __name__ == "__main__":
    main()
