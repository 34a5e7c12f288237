"""The account of a payment, and what an objection says: sealed for its row (R-101). An account is in clear only on its way
to the bank, words and values only before who answers."""

from lianzhi.foundation.access import api as access


def seal(code: str, account: str) -> str:
    return access.seal(account, place(code))


def unseal(code: str, sealed: str) -> str:
    """Raises SealBroken for one that was moved here from another payment."""
    return access.unseal(sealed, place(code))


def seal_words(code: str, part: str, text: str) -> str:
    """``part``: words or seen."""
    return access.seal(text, _of_objection(code, part))


def unseal_words(code: str, part: str, sealed: str) -> str:
    return access.unseal(sealed, _of_objection(code, part)) if sealed else ""


def _of_objection(code: str, part: str) -> str:
    return f"benefits.objection.{part}:{code}"


def seal_said(code: str, text: str) -> str:
    return access.seal(text, _of_application(code))


def unseal_said(code: str, sealed: str) -> str:
    return access.unseal(sealed, _of_application(code)) if sealed else ""


def _of_application(code: str) -> str:
    return f"benefits.application.said:{code}"


def covered(account: str) -> str:
    return "*" * max(0, len(account) - 4) + account[-4:]


def place(code: str) -> str:
    return f"benefits.payment.account:{code}"


def declare() -> None:
    access.declare_sealed(
        "benefits.Payment", "account_sealed", lambda row: place(row["code"]), needs=("code",)
    )
    for part in ("words", "seen"):
        access.declare_sealed(
            "benefits.Objection",
            f"{part}_sealed",
            lambda row, part=part: _of_objection(row["code"], part),
            needs=("code",),
        )
    access.declare_sealed(
        "benefits.Application", "said_sealed", lambda row: _of_application(row["code"]), needs=("code",)
    )
