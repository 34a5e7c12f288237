"""What the ledger must say, told without accounts: of each payment where its money lies, and sums over that."""

from lianzhi.benefits.rules.payments import Step
from lianzhi.kernel.errors import Refused

WHERE = {"waiting": "payable", "sent": "clearing", "paid": "paid", "returned": "returned", "reversed": ""}
WAYS = {
    Step.SEND: ("waiting", "sent"), Step.CANCEL: ("waiting", "reversed"), Step.RECALL: ("sent", "waiting"),
    Step.PAY: ("sent", "paid"), Step.REFUSE: ("sent", "returned"), Step.BOUNCE: ("paid", "returned"),
    Step.RELEASE: ("returned", "reversed"),
}  # fmt: skip


class Oracle:
    """``rows``: key -> [state, fen, person, period, replaced by, replaces]. Money is counted anew for each question."""

    def __init__(self, year: int, months: tuple[str, ...]) -> None:
        self.year, self.months, self.at, self.shut = year, months, 0, set[int]()
        self.money, self.rows = 0, dict[str, list]()

    def _open(self, *, binds: bool = False) -> None:
        if self.at in self.shut or (binds and not self.months[self.at].startswith(str(self.year))):
            raise Refused("oracle", "")

    def grant(self, fen: int) -> None:
        self._open(binds=True)
        self.money += fen

    def order(self, key: str, who: str, period: str, fen: int) -> None:
        if key in self.rows:
            return
        if any(r[2:4] == [who, period] and r[0] != "reversed" and not r[4] for r in self.rows.values()):
            raise Refused("oracle", "")
        self._open(binds=True)
        if fen > self.left():
            raise Refused("oracle", "")
        self.rows[key] = ["waiting", fen, who, period, "", ""]

    def move(self, key: str, what: Step) -> None:
        row = self.rows[key]
        before, after = WAYS[what]
        if row[0] != before or row[4]:
            raise Refused("oracle", "")
        self._open()
        row[0] = after
        if what is Step.CANCEL and row[5]:
            self.rows[row[5]][4] = ""

    def again(self, old: str, key: str) -> None:
        row = self.rows[old]
        if key in self.rows or row[0] != "returned" or row[4]:
            raise Refused("oracle", "")
        self._open()
        row[4] = key
        self.rows[key] = ["waiting", row[1], row[2], row[3], "", old]

    def close(self) -> None:
        self.shut.add(self.at)

    def go_on(self) -> None:
        self.at = min(self.at + 1, len(self.months) - 1)

    def held(self, account: str) -> int:
        """A returned payment that is paid again no longer holds its money: the one that follows does."""
        return sum(row[1] for row in self.rows.values() if WHERE[row[0]] == account and not row[4])

    def left(self) -> int:
        return self.money - sum(self.held(account) for account in ("payable", "clearing", "paid", "returned"))

    def balances(self) -> dict[str, int]:
        said = {account: self.held(account) for account in ("payable", "clearing", "paid", "returned")}
        return {"granted": -self.money, "budget": self.left(), **said}

    def states(self) -> dict[str, str]:
        return {key: row[0] for key, row in self.rows.items()}
