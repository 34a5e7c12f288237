"""A town that pays: the register's small town, a budget line, people with accounts, and those who handle the money."""

import hashlib
from dataclasses import dataclass

from django.utils import timezone

from lianzhi.benefits import api as benefits
from lianzhi.benefits.access import PERMISSIONS, RELEASE, SEE
from lianzhi.benefits.actions.batching import prepare_batch, release_batch
from lianzhi.benefits.actions.sending import send_batch
from lianzhi.benefits.banks.simulated import SimulatedBank
from lianzhi.benefits.models import BudgetLine, Payment
from lianzhi.benefits.queries import ledger
from lianzhi.foundation.access import api as access
from lianzhi.kernel.actor import Actor
from lianzhi.registry import api as registry
from support.register import GRID, ROOM, ROOT, TOWN, WEST, build, number, person

__all__ = [
    "GRID",
    "ROOM",
    "ROOT",
    "TOWN",
    "WEST",
    "Money",
    "account",
    "batch",
    "build_money",
    "died",
    "order",
    "payee",
    "sent",
    "stands",
    "states",
    "whole",
]
LINE, POLICY, YEAR_FEN = "2026-20810", "sample-care", 1_000_000
VERSION = hashlib.sha256(b"version 1").hexdigest()
BASIS = "示例文号〔2026〕1号"


@dataclass(frozen=True)
class Money:
    """``clerk`` prepares, ``head`` releases and ``both`` may do either; ``reader`` sees the west; ``nobody`` nothing."""

    clerk: Actor
    head: Actor
    both: Actor
    reader: Actor
    nobody: Actor
    bank: SimulatedBank


def build_money(*, fen: int = YEAR_FEN, year: int | None = None) -> Money:
    from django.utils import timezone

    from lianzhi.kernel import clock

    build()
    every = set(PERMISSIONS)
    money = Money(
        clerk=_actor("money-clerk", sorted(every - {RELEASE}), TOWN),
        head=_actor("money-head", [SEE, RELEASE], TOWN),
        both=_actor("money-both", sorted(every), TOWN),
        reader=_actor("money-reader", [SEE], WEST),
        nobody=_actor("money-nobody", ["registry.read"], TOWN),
        bank=SimulatedBank(),
    )
    this = year or timezone.localdate(clock.now()).year
    benefits.make_line(LINE, name="残疾人两项补贴（示例）", year=this, policies=[POLICY], by=ROOT)
    if fen:
        benefits.grant(LINE, fen, note="示例预算下达", by=ROOT)
    return money


def _actor(name: str, held: list[str], area: str) -> Actor:
    access.save_role(name, name_zh=name, permissions=held, by=ROOT)
    who = access.add_person(name, name=name, unit="west", password=None, by=ROOT)
    access.grant(who.id, name, area_code=area, by=ROOT)
    return Actor(who.id, name, "west")


def account(serial: int = 1, tail: str = "9999") -> str:
    return f"62284800{serial:07}{tail}"


def payee(serial: int = 1, tail: str = "9999", **said) -> str:
    """The code of an invented person who has an account; ``tail`` says how the simulated bank treats it."""
    born = f"19{40 + serial % 50:02}{1 + serial % 12:02}{1 + serial % 28:02}"
    values = {
        "name": f"示例{serial}",
        "identity": number(1 + serial, born=born),
        "phone": "",
        "account": account(serial, tail),
    }
    return person(new=True, **(values | said))


def order(
    person: str, *, key: str = "", fen: int = 10_000, period: str = "2026-11", verified: bool = True
) -> benefits.Order:
    amount = benefits.Amount(fen, BASIS, verified)
    return benefits.Order(key or f"k:{person}:{period}", person, POLICY, VERSION, period, amount)


def batch(money: Money, *people: str, **said) -> int:
    """Ordered, prepared and released; not sent."""
    for each in people:
        benefits.order_payment(order(each, **said), by=money.clerk)
    key = prepare_batch(by=money.clerk)
    release_batch(key, by=money.head)
    return key


def sent(money: Money, *people: str, **said) -> int:
    key = batch(money, *people, **said)
    send_batch(key)
    return key


def states() -> dict[str, str]:
    return {row.person: row.state for row in Payment.objects.filter(live=True)}


def died(who: str) -> None:
    registry.end(who, on=timezone.localdate(), reason="死亡", source="visit", by=ROOT)


def whole() -> None:
    assert ledger.drifted() == ()


def stands() -> dict[str, int]:
    row = BudgetLine.objects.get(code=LINE)
    return {name: getattr(row, name) for name in ("budget", "payable", "clearing", "paid", "returned")}
