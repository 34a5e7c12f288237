"""Log a member of staff in and out. Every try is counted before the password is looked at (GB/T 22239 8.1.4.1).

Counting first means that many tries at the same instant cannot slip past the limit together.
"""

from datetime import datetime, timedelta

from django.contrib.auth import authenticate
from django.db import transaction

from lianzhi.foundation.access import sealing
from lianzhi.foundation.access.models import FailedLogins, User
from lianzhi.foundation.access.rules import tries
from lianzhi.foundation.access.rules.tries import Counted, Tries
from lianzhi.foundation.access.sessions import staff_actor
from lianzhi.foundation.audit import api as audit
from lianzhi.kernel import clock
from lianzhi.kernel.actor import system
from lianzhi.kernel.errors import N_, BadInput, Refused

DOOR = system("login")


class Paused(Refused):
    """Too many wrong passwords."""

    status = 429


def prove_staff(username: str, password: str, *, address: str) -> User:
    """The member of staff whose password this is. Raises BadInput (wrong), Paused (too often wrong)."""
    keys = {Counted.ACCOUNT: username.casefold(), Counted.ADDRESS: address}
    left = _count(keys)
    user = authenticate(username=username, password=password)
    if not isinstance(user, User):
        _note(username, address, left)
        raise BadInput(
            "access.wrong_password",
            N_("User name or password is wrong."),
            way_out=N_("Tries left: %(left)s. After that the account pauses for 15 minutes."),
            field="password",
            params={"left": left},
        )
    _forgive(keys, user, address)
    return user


@transaction.atomic
def log_out(user: User) -> None:
    audit.record(staff_actor(user), "access.logout", f"staff:{user.pk}")


@transaction.atomic
def _count(keys: dict[Counted, str]) -> int:
    """Count this try as wrong until it is known to be right; returns the tries the account has left."""
    now, left = clock.now(), 0
    for kind, key in keys.items():
        row = _row(kind, key)
        if tries.paused(_tries(row), now):
            raise _paused(row, now)
        counted = tries.one_more(_tries(row), kind, now)
        _save(row, counted)
        left = tries.left(counted, kind) if kind is Counted.ACCOUNT else left
    return left


@transaction.atomic
def _forgive(keys: dict[Counted, str], user: User, address: str) -> None:
    for kind, key in keys.items():
        row = _row(kind, key)
        _save(row, tries.one_less(_tries(row), kind))
    audit.record(staff_actor(user), "access.login", f"staff:{user.pk}", {"address": address})


@transaction.atomic
def _note(username: str, address: str, left: int) -> None:
    """A name nobody has may be a password typed into the wrong field, so it is not written down."""
    known = User.objects.filter(username=username).values_list("pk", flat=True).first()
    subject = f"staff:{known}" if known else "staff:unknown"
    audit.record(DOOR, "access.login_failed", subject, {"address": address})
    if not left:
        audit.record(DOOR, "access.login_paused", subject, {"address": address})
    FailedLogins.objects.filter(since__lt=clock.now() - timedelta(days=1)).delete()


def _row(kind: Counted, key: str) -> FailedLogins:
    blind = sealing.blind(key, f"access.failed_logins.{kind}")
    row, _made = FailedLogins.objects.select_for_update().get_or_create(
        key=blind, defaults={"since": clock.now()}
    )
    return row


def _tries(row: FailedLogins) -> Tries:
    return Tries(row.failures, row.since, row.paused_until)


def _save(row: FailedLogins, counted: Tries) -> None:
    row.failures, row.since, row.paused_until = counted.failures, counted.since, counted.paused_until
    row.save()


def _paused(row: FailedLogins, now: datetime) -> Paused:
    minutes = -(-int((row.paused_until - now).total_seconds()) // 60) if row.paused_until else 0
    return Paused(
        "access.paused",
        N_("Too many wrong passwords. Logging in pauses for another %(minutes)s minutes."),
        way_out=N_("Wait, or ask the administrator of your unit for a new password."),
        field="password",
        params={"minutes": max(minutes, 1)},
    )
