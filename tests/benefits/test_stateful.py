"""The actions on the true database against the same oracle as the rules: fewer runs, each with all that is stored."""

from datetime import UTC, datetime

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from support.oracle import Oracle
from support.paying import LINE, ROOT, account, order

from lianzhi.benefits import api as benefits
from lianzhi.benefits.actions.batching import prepare_batch, release_batch
from lianzhi.benefits.actions.budget import close_month
from lianzhi.benefits.actions.sending import send_batch
from lianzhi.benefits.actions.taking import take_file
from lianzhi.benefits.banks.simulated import Mood
from lianzhi.benefits.models import BudgetLine, Payment
from lianzhi.benefits.queries.ledger import drifted
from lianzhi.benefits.rules.bank_files import Told, write_results
from lianzhi.benefits.rules.payments import Step
from lianzhi.kernel import clock
from lianzhi.kernel.errors import Refused
from lianzhi.registry import api as registry

OUTCOME = {Step.PAY: "paid", Step.REFUSE: "returned", Step.BOUNCE: "returned"}


def test_the_actions_do_what_the_oracle_says(money) -> None:
    from support.paying import payee

    people = {who: payee(n) for n, who in enumerate("abc", 1)}
    year = BudgetLine.objects.get().year
    months = tuple(f"{year}-{month:02}" for month in range(1, 13)) + (f"{year + 1}-01",)

    class Stored:
        """The actions as the oracle is asked: a step of a payment is what people and banks do for it."""

        def __init__(self) -> None:
            self.at, self.files, self.accounts = 0, 0, 0

        def now(self):
            return clock.at(datetime(int(months[self.at][:4]), int(months[self.at][5:]), 15, 4, tzinfo=UTC))

        def grant(self, fen: int) -> None:
            benefits.grant(LINE, fen, note="n", by=money.clerk)

        def order(self, key: str, who: str, period: str, fen: int) -> None:
            benefits.order_payment(order(people[who], key=key, fen=fen, period=period), by=money.clerk)

        def again(self, old: str, key: str) -> None:
            row = Payment.objects.get(key=old)
            self.accounts += 1
            registry.change(row.person, {"account": account(1000 + self.accounts)}, source="visit", by=ROOT)
            benefits.pay_again(row.code, key=key, by=money.clerk)

        def close(self) -> None:
            with clock.at(datetime(year + 2, 1, 1, tzinfo=UTC)):
                close_month(months[self.at], by=money.clerk)

        def go_on(self) -> None:
            self.at = min(self.at + 1, len(months) - 1)

        def move(self, key: str, what: Step) -> None:
            row = Payment.objects.get(key=key)
            if what in (Step.CANCEL, Step.RELEASE):
                if (what is Step.CANCEL) != (row.state == "waiting"):
                    raise Refused("state", "")
                benefits.take_back(row.code, reason="r", by=money.clerk)
            elif what is Step.SEND:
                batch = prepare_batch(by=money.clerk, codes=[row.code])
                release_batch(batch, by=money.head)
                money.bank.mood = Mood.ANSWERS_LATE
                send_batch(batch)
            else:
                self._bank_says(row, what)

        def _bank_says(self, row: Payment, what: Step) -> None:
            before = row.state
            if (before == "paid") != (what is Step.BOUNCE) or row.batch is None:
                raise Refused("state", "")
            self.files += 1
            data = write_results(
                row.batch.number, f"F{self.files}", [Told(row.code, row.fen, OUTCOME[what], "bank_fault")]
            )
            if take_file("f", data.encode(), by=money.clerk).taken != 1:
                raise Refused("state", "")

    class Machine(RuleBasedStateMachine):
        @initialize()
        def begin(self) -> None:
            self.mark = transaction.savepoint()
            self.stored, self.oracle, self.serial = Stored(), Oracle(year, months), 0
            self.oracle.grant(1_000_000)

        def teardown(self) -> None:
            if hasattr(self, "mark"):
                transaction.savepoint_rollback(self.mark)

        def same(self, act) -> None:
            said = []
            for it in (self.stored, self.oracle):
                try:
                    with self.stored.now(), transaction.atomic():
                        act(it)
                    said.append("done")
                except Refused as refused:
                    said.append("refused")
                    why = refused
            assert said[0] == said[1], (said, why)

        def pick(self, serial: int) -> str | None:
            keys = sorted(self.oracle.rows)
            return keys[serial % len(keys)] if keys else None

        @rule(
            who=st.sampled_from("abc"),
            period=st.sampled_from(["2026-01", "2026-02"]),
            fen=st.integers(1, 600_000),
        )
        def order(self, who: str, period: str, fen: int) -> None:
            self.serial += 1
            self.last = (f"key-{self.serial:06}", who, period, fen)
            self.same(lambda it: it.order(*self.last))

        @rule()
        def retry(self) -> None:
            if hasattr(self, "last"):
                self.same(lambda it: it.order(*self.last))

        @rule(serial=st.integers(0, 99), what=st.sampled_from([s for s in Step if s is not Step.RECALL]))
        def move(self, serial: int, what: Step) -> None:
            if key := self.pick(serial):
                self.same(lambda it: it.move(key, what))

        @rule(serial=st.integers(0, 99))
        def again(self, serial: int) -> None:
            if old := self.pick(serial):
                self.serial += 1
                key = f"key-{self.serial:06}"
                self.same(lambda it: it.again(old, key))

        @rule(close=st.booleans())
        def month_passes(self, close: bool) -> None:
            if close and self.stored.at not in self.oracle.shut:
                self.same(lambda it: it.close())
            else:
                self.same(lambda it: it.go_on())
                self.oracle.at = self.stored.at

        @invariant()
        def both_say_the_same(self) -> None:
            if not hasattr(self, "stored"):
                return
            row = BudgetLine.objects.get(code=LINE)
            assert {name: getattr(row, name) for name in self.oracle.balances()} == self.oracle.balances()
            assert dict(Payment.objects.values_list("key", "state")) == self.oracle.states()
            assert drifted() == ()

    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=15, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


pytestmark = pytest.mark.django_db
