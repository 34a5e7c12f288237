"""The page of pictures: within the reader's area, samples apart from money, each payment once, no query for each row."""

import json
import re
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from support.deciding import AT_ONCE, OLD, POOR
from support.desk import browser
from support.paying import LINE, POLICY, ROOT, TOWN, WEST, account, order, payee, sent
from support.register import EAST

from lianzhi.benefits import api as benefits
from lianzhi.benefits.access import ENTITLED, SEE
from lianzhi.benefits.actions.batching import prepare_batch, release_batch
from lianzhi.benefits.actions.sending import send_batch
from lianzhi.benefits.actions.taking import fetch_results
from lianzhi.benefits.models import Decision, DecisionTurn, Payment, Run
from lianzhi.benefits.queries import ledger, pictures
from lianzhi.benefits.rules.spending import by_month, totals
from lianzhi.foundation.access import api as access
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.registry import api as registry

OCTOBER = datetime(2026, 10, 15, 4, tzinfo=UTC)
NOVEMBER = datetime(2026, 11, 15, 4, tzinfo=UTC)


def counted(persons: int, due: int, *, behind: int = 0, missing: int = 0, policy: str = AT_ONCE) -> dict:
    said = {policy: {"due": due, "behind": behind, "missing": missing}}
    return {"persons": persons, "due": due, "fen": 0, "policies": said}


def run_of(**communities) -> Run:
    """The newest run, with figures of communities by their codes."""
    now = timezone.now()
    return Run.objects.create(
        code=f"M{Run.objects.count():012}", kind="hand", as_of=now.date(), state="done", by="x", by_name="x",
        started_at=now, figures={"communities": communities},
    )  # fmt: skip


def page(who, **query) -> str:
    answer = browser(who).get(reverse("benefits:pictures"), query)
    assert answer.status_code == 200, answer.content.decode()[:500]
    return answer.content.decode()


def data(html: str, name: str):
    return json.loads(
        re.search(rf'<script id="{name}" type="application/json">(.*?)</script>', html, re.S)[1]
    )


def stages(html: str) -> dict[str, int]:
    return {node["name"]: node["count"] for node in data(html, "way-figures")["nodes"]}


def cells(html: str, row: str) -> list[str]:
    """Figures of the first row of a table whose head has this word."""
    found = re.search(rf'<th scope="row"[^>]*>(?:<button[^>]*>)?{re.escape(row)}<.*?</tr>', html, re.S)
    assert found, row
    return re.findall(r'<td class="money">(.*?)</td>', found[0])


def seer(area: str, *rights: str) -> Actor:
    name = f"seer-{area}"
    access.save_role(name, name_zh=name, permissions=[SEE, *rights], by=ROOT)
    who = access.add_person(name, name=name, unit="west", password=None, by=ROOT)
    access.grant(who.id, name, area_code=area, unit="", by=ROOT)
    return Actor(who.id, name, "west")


def spent(by: Actor, year: int = 2026) -> dict[str, list[int]]:
    return {name: totals(sums) for name, sums in by_month(pictures.moved(by, year, "")).items()}


def counting(by: Actor) -> dict[str, int]:
    """State -> payments that count."""
    return {row.state: row.payments for row in pictures.payments(by, "") if row.payments}


def at(*months: int, fen: int = 10_000) -> list[int]:
    return [fen if month in months else 0 for month in range(1, 13)]


# ---- who, and nothing there ----------------------------------------------------------------------------


def test_who_may_not_see_benefits_sees_no_pictures(town) -> None:
    assert browser(town.money.nobody).get(reverse("benefits:pictures")).status_code == 403


@pytest.mark.parametrize("rights", [(), (ENTITLED,)])
def test_without_a_run_the_page_says_so_with_the_way_out(sample_town, rights) -> None:
    html = page(seer(TOWN, *rights))
    assert "Nobody was counted yet" in html and "No money moved in this year" in html
    assert ("To the policy runs" in html) == bool(rights)


def test_a_run_from_before_communities_were_counted_by_policy_is_none(sample_town) -> None:
    Run.objects.all().delete()
    run_of(**{WEST: {"persons": 9, "due": 1, "fen": 0}})
    assert pictures.newest_run() is None and "Nobody was counted yet" in page(sample_town.first)


@pytest.mark.parametrize(
    "query", [{"year": "99999"}, {"year": "x"}, {"policy": "none"}, {"money": "x"}, {"sort": "x"}]
)
def test_what_does_not_hold_in_the_address_is_as_if_it_were_not_there(sample_town, query) -> None:
    assert "Benefits in pictures" in page(sample_town.first, **query)


def test_other_pages_lead_to_it(sample_town) -> None:
    link = reverse("benefits:pictures")
    for name in ("decisions", "report"):
        assert link in browser(sample_town.first).get(reverse(f"benefits:{name}")).content.decode()


# ---- the way -------------------------------------------------------------------------------------------


def test_the_way_ends_at_shown_for_samples_and_beside_the_money(sample_town) -> None:
    sample_town.live(1, **OLD)
    sample_town.run(AT_ONCE)
    run_of(**{WEST: counted(50, 1, behind=2, missing=3)})
    html = page(sample_town.first)

    assert stages(html) == {"persons": 50, "candidates": 3, "behind": 2, "due": 1, "proposed": 1, "shown": 1}
    assert "For 3 entitlements a datum is missing" in html
    assert (
        'id="samples"' in html
        and "No money: not in any sum above" in html
        and "No money moved in this year" in html
    )
    now = timezone.localdate()
    row = cells(html[html.index('id="samples"') :], f"{now:%Y-%m}")
    assert row == [f"{Decision.objects.get().fen / 100:,.2f}"]
    assert "money-figures" not in html


def test_what_is_verified_goes_on_to_the_bank(town) -> None:
    who = town.live(1, **OLD)
    town.run(AT_ONCE)
    run_of(**{WEST: counted(50, 1)})
    first = stages(page(town.first))
    benefits.order_payment(order_of(who), by=town.money.clerk)
    ordered = stages(page(town.first))
    send(town.money)
    paid = stages(page(town.first))

    assert (first["granted"], first["unordered"]) == (1, 1)
    assert (ordered["ordered"], ordered["waiting"]) == (1, 1) and "unordered" not in ordered
    assert (paid["sent"], paid["paid"]) == (1, 1)
    assert 'id="samples"' not in page(town.first)


def order_of(person: str, **said) -> benefits.Order:
    row = Decision.objects.filter(person=person).latest("pk")
    amount = benefits.Amount(row.fen, row.basis, True)
    period = said.get("period", "2026-11")
    return benefits.Order(f"k:{person}:{period}", person, row.policy, row.policy_hash, period, amount)


def send(money) -> None:
    release_batch(key := prepare_batch(by=money.clerk), by=money.head)
    send_batch(key)
    fetch_results(by=money.clerk)


@pytest.mark.parametrize(
    ("states", "said"),
    [
        (["shown"], {"shown": 1}),
        (["shown", "checking"], {"shown": 1}),  # other values are looked at while the old ones are in force
        (["refused", "checking"], {"check": 1}),
        (["refused", "refused"], {"refused": 1}),
        (["ended", "doubtful"], {"doubt": 1}),
        (["refused", "ended"], {"refused": 1}),
        (["ended"], {}),
    ],
)
def test_a_person_counts_once_for_a_policy(sample_town, states, said) -> None:
    sample_town.live(1, **OLD)
    first = sample_town.run(AT_ONCE)[0]
    DecisionTurn.objects.all().delete()
    Decision.objects.all().delete()
    for n, state in enumerate(states):
        first.pk, first.code, first.state = None, f"D{n}", state
        first.open, first.in_force = state in ("checking", "doubtful"), state == "shown"
        first.save(force_insert=True)

    assert pictures.decided(sample_town.first, "") == said


# ---- coverage ------------------------------------------------------------------------------------------


def test_each_community_has_its_row_and_its_shade_also_one_without_anybody(sample_town) -> None:
    sample_town.live(1, **OLD)
    sample_town.live(2, **OLD)
    sample_town.run(AT_ONCE)
    run_of(**{WEST: counted(100, 4), "": counted(7, 0)})
    html = page(sample_town.first, sort="-due")

    assert cells(html, "No community in the address") == ["7", "0", "0", "0", "0", "–"]
    assert cells(html, "Altogether") == ["107", "4", "2", "2", "0", "50.0 %"]
    assert data(html, "coverage-figures") == {
        WEST: {"step": 3, "note": "50 %"},
        EAST: {"step": 0, "note": "–"},
    }
    assert html.index(f'data-area-row="{WEST}"') < html.index(f'data-area-row="{EAST}"')
    assert 'aria-sort="descending"' in html and "sort=due#coverage" in html


def test_one_policy_narrows_all_three_pictures(sample_town) -> None:
    sample_town.live(1, **(OLD | POOR))
    sample_town.run()
    run_of(**{WEST: counted(100, 1)})
    assert "shown" in stages(page(sample_town.first, policy=AT_ONCE))
    other = page(sample_town.first, policy="orphan")
    assert (
        "way-figures" not in other and 'id="samples"' not in other and "Nobody fulfils this policy" in other
    )


def test_a_reader_of_one_community_sees_that_one_only(town) -> None:
    who = town.live(1, **OLD)
    town.run(AT_ONCE)
    benefits.order_payment(order_of(who), by=town.money.clerk)
    run_of(**{WEST: counted(100, 1), EAST: counted(900, 5), "": counted(7, 0)})
    west, east = page(seer(WEST)), page(seer(EAST))

    assert stages(west)["persons"] == 100 and stages(west)["ordered"] == 1
    assert stages(east) == {"persons": 900, "candidates": 5, "due": 5, "unproposed": 5}
    assert list(data(west, "coverage-figures")) == [WEST] and list(data(east, "coverage-figures")) == [EAST]
    assert "No community in the address" not in west + east
    assert "No money moved in this year" in east and "No money moved in this year" not in west


# ---- money ---------------------------------------------------------------------------------------------


def test_a_returned_payment_counts_once_and_one_paid_again_once(money) -> None:
    who = payee(1, "0001")
    with clock.at(OCTOBER):
        sent(money, who)
        fetch_results(by=money.clerk)
    assert counting(money.clerk) == {"returned": 1}
    assert spent(money.clerk) == {"ordered": at(10), "paid": at(), "returned": at(10)}

    with clock.at(NOVEMBER):
        registry.change(who, {"account": account(9)}, source="visit", by=ROOT)
        benefits.pay_again(Payment.objects.get().code, key="k-again-1", by=money.clerk)
        send(money)
    assert counting(money.clerk) == {"paid": 1}
    assert spent(money.clerk) == {"ordered": at(10), "paid": at(11), "returned": at(10)}
    assert sum(spent(money.clerk)["paid"]) == ledger.totals(2026).fen


def test_what_is_taken_back_before_it_was_sent_was_not_ordered(money) -> None:
    with clock.at(NOVEMBER):
        code = benefits.order_payment(order(payee()), by=money.clerk).payment.code
        assert spent(money.clerk)["ordered"] == at(11)
        benefits.take_back(code, reason="认定有误", by=money.clerk)
    assert spent(money.clerk)["ordered"] == at()


def test_a_period_of_last_year_is_money_of_the_month_it_moved_in(money) -> None:
    with clock.at(datetime(2026, 1, 5, 4, tzinfo=UTC)):
        sent(money, payee(), period="2025-12")
        fetch_results(by=money.clerk)
    assert spent(money.clerk) == {"ordered": at(1), "paid": at(1), "returned": at()}
    assert spent(money.clerk, 2025) == {"ordered": at(), "paid": at(), "returned": at()}


def test_the_page_has_the_money_the_budget_and_the_choice_of_what_is_drawn(money) -> None:
    with clock.at(NOVEMBER):
        sent(money, payee(1), payee(2, "0001"))
        fetch_results(by=money.clerk)
    html, drawn = page(money.clerk, year="2026"), page(money.clerk, year="2026", money="returned")

    for row in ("2026-11", "2026"):
        assert cells(html, row) == ["200.00", "100.00", "100.00"]
    assert data(html, "money-figures")["series"] == [{"name": POLICY, "values": at(11)}]
    assert data(drawn, "money-figures")["title"] == "Come back"
    assert reverse("benefits:line", args=[LINE]) in html and "10,000.00" in html


# ---- cost ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", [{}, {"policy": AT_ONCE}])
def test_no_query_for_each_row(town, query) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get(reverse("benefits:pictures"), query)
        return len(found)

    client = browser(town.first)
    people = []

    def grow(first: int, last: int) -> int:
        people.extend(town.live(serial, **OLD) for serial in range(first, last + 1))
        town.run(AT_ONCE)
        for who in people[first - 1 :]:
            benefits.order_payment(order_of(who), by=town.money.clerk)
        send(town.money)
        run_of(**{WEST: counted(100, last), EAST: counted(10, 0)})
        return asked()

    asked()
    one, three = grow(1, 1), grow(2, 3)
    assert one == three
