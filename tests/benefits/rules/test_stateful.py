"""The ledger against an oracle that knows nothing of accounts: 2,000 runs of 50 steps.  Issue 5 part 5.

``Book`` drives the rules as the actions do; the oracle only knows, of each payment, where its money must be. After each
step both must say the same of every account, and of whether the step was possible at all.
"""

from dataclasses import dataclass, field, replace

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from support.oracle import Oracle

from lianzhi.benefits.rules.ledger import Account, Act, Entry, Leg, Line, judge, legs_of, turned
from lianzhi.benefits.rules.payments import Paying, Step, step
from lianzhi.kernel.errors import Refused

MONTHS = tuple(f"2026-{month:02}" for month in range(1, 13)) + ("2027-01", "2027-02")


@dataclass
class Held:
    fen: int
    state: Paying = Paying.WAITING
    live: bool = True
    follows: str = ""
    bound: tuple[Leg, ...] = ()
    sent: tuple[Leg, ...] = ()


@dataclass
class Book:
    """The rules with a memory: what the actions keep in tables."""

    line: Line = field(default_factory=lambda: Line(2026))
    payments: dict[str, Held] = field(default_factory=dict)
    paid_for: dict[tuple[str, str], str] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)
    month: str = MONTHS[0]

    def post(self, act: Act, legs: tuple[Leg, ...]) -> None:
        self.line = judge(Entry(act, self.month, legs), self.line, self.closed)

    def grant(self, fen: int) -> None:
        self.post(Act.GRANT, legs_of(Act.GRANT, fen))

    def order(self, key: str, who: str, period: str, fen: int) -> None:
        if key in self.payments:
            return
        if (who, period) in self.paid_for:
            raise Refused("paid_once", "")
        legs = legs_of(Act.RESERVE, fen)
        self.post(Act.RESERVE, legs)
        self.payments[key], self.paid_for[who, period] = Held(fen, bound=legs), key

    def move(self, key: str, what: Step) -> None:
        held = self.payments[key]
        if not held.live:
            raise Refused("state", "")
        state, act = step(held.state, what)
        legs = (
            turned(held.sent if what is Step.RECALL else held.bound)
            if act is Act.REVERSE
            else legs_of(act, held.fen)
        )
        self.post(act, legs)
        gone = state is Paying.REVERSED
        self.payments[key] = replace(
            held, state=state, live=not gone, sent=legs if act is Act.SEND else held.sent
        )
        if not gone:
            return
        place = next(where for where, holder in self.paid_for.items() if holder == key)
        if what is Step.CANCEL and held.follows:
            self.payments[held.follows].live = True
            self.paid_for[place] = held.follows
        else:
            del self.paid_for[place]

    def again(self, old: str, key: str) -> None:
        held = self.payments[old]
        if key in self.payments or not held.live or held.state is not Paying.RETURNED:
            raise Refused("state", "")
        legs = legs_of(Act.AGAIN, held.fen)
        self.post(Act.AGAIN, legs)
        held.live = False
        self.payments[key] = Held(held.fen, follows=old, bound=legs)
        place = next(where for where, holder in self.paid_for.items() if holder == old)
        self.paid_for[place] = key

    def close(self) -> None:
        self.closed.add(self.month)

    def go_on(self) -> None:
        self.month = MONTHS[min(MONTHS.index(self.month) + 1, len(MONTHS) - 1)]

    def balances(self) -> dict[str, int]:
        return {account.value: self.line.of(account) for account in Account}

    def states(self) -> dict[str, str]:
        return {key: held.state.value for key, held in self.payments.items()}


class TwoLedgers(RuleBasedStateMachine):
    """Each rule asks both; ``same`` fails where one does what the other refuses."""

    BOOK = Book
    keys: Bundle[str] = Bundle("keys")

    @initialize(fen=st.integers(1, 5_000))
    def begin(self, fen: int) -> None:
        self.book, self.oracle, self.serial = self.BOOK(), Oracle(2026, MONTHS), 0
        self.same(lambda it: it.grant(fen))

    def same(self, act) -> None:
        said = []
        for it in (self.book, self.oracle):
            try:
                act(it)
                said.append("done")
            except Refused:
                said.append("refused")
        assert said[0] == said[1], f"ledger {said[0]}, oracle {said[1]}"

    @rule(fen=st.integers(1, 3_000))
    def grant(self, fen: int) -> None:
        self.same(lambda it: it.grant(fen))

    @rule(
        target=keys,
        who=st.sampled_from("abc"),
        period=st.sampled_from(["01", "02"]),
        fen=st.integers(1, 1_500),
    )
    def order(self, who: str, period: str, fen: int):
        self.serial += 1
        key = f"k{self.serial}"
        self.same(lambda it: it.order(key, who, period, fen))
        self.last = (key, who, period, fen)
        return key if key in self.book.payments else multiple()

    @rule()
    def order_the_last_again(self) -> None:
        if hasattr(self, "last"):
            self.same(lambda it: it.order(*self.last))

    @rule(key=keys, what=st.sampled_from(Step))
    def move(self, key: str, what: Step) -> None:
        self.same(lambda it: it.move(key, what))

    @rule(key=keys, what=st.sampled_from([Step.PAY, Step.REFUSE, Step.RECALL]))
    def whole_way(self, key: str, what: Step) -> None:
        for each in (Step.SEND, what):
            self.same(lambda it, each=each: it.move(key, each))

    @rule(target=keys, old=consumes(keys))
    def again(self, old: str):
        self.serial += 1
        key = f"k{self.serial}"
        self.same(lambda it: it.again(old, key))
        return multiple(old, key) if key in self.book.payments else old

    @rule()
    def close_month(self) -> None:
        self.same(lambda it: it.close())

    @rule()
    def month_passes(self) -> None:
        self.same(lambda it: it.go_on())

    @invariant()
    def both_say_the_same(self) -> None:
        if not hasattr(self, "book"):
            return
        assert self.book.balances() == self.oracle.balances()
        assert self.book.states() == self.oracle.states()
        assert sum(self.book.balances().values()) == 0


TestLedger = TwoLedgers.TestCase
TestLedger.settings = settings(
    max_examples=2_000, stateful_step_count=50, deadline=None, suppress_health_check=list(HealthCheck)
)


class LosesABounce(Book):
    """The control: money that comes back is not taken off what is paid."""

    def move(self, key: str, what: Step) -> None:
        if what is Step.BOUNCE and self.payments[key].state is Paying.PAID:
            self.payments[key].state = Paying.RETURNED
            return
        super().move(key, what)


def test_a_ledger_that_loses_a_bounce_is_found() -> None:
    class Control(TwoLedgers):
        BOOK = LosesABounce

    with pytest.raises(AssertionError):
        run_state_machine_as_test(
            Control,
            settings=settings(
                TestLedger.settings, max_examples=500, print_blob=False, phases=[Phase.generate]
            ),
        )
