"""The account of a payment: sealed for its row, in clear only on its way to the bank (R-101)."""

from lianzhi.foundation.access import api as access


def seal(code: str, account: str) -> str:
    return access.seal(account, place(code))


def unseal(code: str, sealed: str) -> str:
    """Raises SealBroken for one that was moved here from another payment."""
    return access.unseal(sealed, place(code))


def covered(account: str) -> str:
    return "*" * max(0, len(account) - 4) + account[-4:]


def place(code: str) -> str:
    return f"benefits.payment.account:{code}"


def declare() -> None:
    access.declare_sealed(
        "benefits.Payment", "account_sealed", lambda row: place(row["code"]), needs=("code",)
    )
