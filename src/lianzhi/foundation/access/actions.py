"""Acts of this room: proving a phone number; units, people and grants."""

from collections.abc import Sequence
from datetime import date, timedelta
from hmac import compare_digest

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from lianzhi.foundation.access import queries, sealing
from lianzhi.foundation.access.checks import require
from lianzhi.foundation.access.contracts import PersonView, UnitView
from lianzhi.foundation.access.handing_on import (
    require_not_own,
    require_reset,
    require_role_change,
    require_within,
)
from lianzhi.foundation.access.models import Grant, PhoneCode, Resident, Role, Unit, User
from lianzhi.foundation.access.permissions import known
from lianzhi.foundation.access.rules.phone import clean_phone
from lianzhi.foundation.audit import api as audit
from lianzhi.kernel import clock, ids
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, NotFound

CODE_LIVES = timedelta(minutes=10)
CODE_LIVES_HERE = timedelta(hours=24)
"""For who asked to be given time (R-222): above 20 hours a limit counts as none (WCAG 2.2.1). Such a code opens nothing but
in the browser that asked for it, so a message that somebody else reads later is worth nothing."""
CODES_PER_HOUR = 5
TRIES_PER_CODE = 5
PHONE = "access.resident.phone"
BROWSER = "access.phone_code.browser"
DUTY_PHONE = "access.unit.duty_phone"
MASKED = "****"


@transaction.atomic
def make_phone_code(phone: str, *, only_in: str = "") -> tuple[str, str]:
    """(clean phone, one-time code) for a resident; at most five codes an hour for one number.

    ``only_in``: the secret of the one browser that may use it; then it holds for a day instead of ten minutes.
    """
    phone = clean_phone(phone)
    blind, now = sealing.blind(phone, PHONE), clock.now()
    if (
        PhoneCode.objects.filter(phone_blind=blind, created_at__gt=now - timedelta(hours=1)).count()
        >= CODES_PER_HOUR
    ):
        raise BadInput(
            "access.too_many_codes",
            N_("Too many codes were sent to this number."),
            way_out=N_("Wait an hour, or call 12345."),
            field="phone",
        )
    code = ids.digits(6)
    PhoneCode.objects.create(
        phone_blind=blind,
        code_digest=sealing.blind(code, f"code:{blind}"),
        browser=sealing.blind(only_in, BROWSER) if only_in else "",
        created_at=now,
        expires_at=now + (CODE_LIVES_HERE if only_in else CODE_LIVES),
    )
    return phone, code


def prove_phone(phone: str, code: str, *, name: str = "", browser: str = "") -> Resident:
    """The resident behind a phone number, once the one-time code fits. Wrong tries are counted."""
    phone = clean_phone(phone)
    blind = sealing.blind(phone, PHONE)
    if not _use_code(blind, code.strip(), browser):
        raise BadInput(
            "access.code",
            N_("This code does not fit or is too old."),
            way_out=N_("Check the six digits, or ask for a new code."),
            field="code",
        )
    return _resident(phone, name)[0]


def _resident(phone: str, name: str) -> tuple[Resident, bool]:
    """(who has this number, whether he is new)."""
    digests = sealing.search_digests(phone, PHONE)
    for digest in digests[1:]:  # while a rotation runs
        if found := Resident.objects.filter(phone_blind=digest).first():
            return found, False
    return Resident.objects.get_or_create(
        phone_blind=digests[0], defaults={"phone_sealed": sealing.seal(phone, PHONE), "name": name[:40]}
    )


@transaction.atomic
def caller(phone: str, *, name: str = "", by: Actor) -> Actor:
    """The resident who gave this number by word of mouth; the account opens only when they prove the number."""
    phone = clean_phone(phone)
    resident, made = _resident(phone, name.strip())
    if made:
        audit.record(by, "access.note_caller", f"resident:{resident.pk}")
    return Actor(id=f"resident:{resident.pk}", name=resident.name)


@transaction.atomic
def _use_code(blind: str, code: str, browser: str) -> bool:
    """Commits the count of tries even when the code is wrong, so that it cannot be guessed."""
    open_codes = PhoneCode.objects.select_for_update().filter(
        phone_blind=blind, used_at=None, expires_at__gt=clock.now(), attempts__lt=TRIES_PER_CODE,
        browser__in=["", sealing.blind(browser, BROWSER)] if browser else [""],
    )  # fmt: skip
    newest = open_codes.order_by("-created_at", "-pk").first()
    if newest is None:
        return False
    if compare_digest(newest.code_digest, sealing.blind(code, f"code:{blind}")):
        newest.used_at = clock.now()
        newest.save(update_fields=["used_at"])
        return True
    PhoneCode.objects.filter(pk=newest.pk).update(attempts=F("attempts") + 1)
    return False


@transaction.atomic
def save_unit(
    code: str,
    *,
    name_zh: str,
    name_en: str = "",
    kind: str,
    parent: str = "",
    area_code: str,
    active: bool = True,
    duty_phone: str | None = None,
    by: Actor,
) -> UnitView:
    """Make or change a unit. ``duty_phone``: where a red card is sent by text message; None leaves it as it is."""
    require(by, "access.edit", _At(area_code))
    before = Unit.objects.filter(code=code).first()
    if before is not None:
        require(by, "access.edit", _At(before.area_code))
    above = Unit.objects.filter(code=parent).first() if parent else None
    if parent and (above is None or parent == code):
        raise _missing("unit", parent)
    unit, _made = Unit.objects.update_or_create(
        code=code,
        defaults={
            "name_zh": name_zh,
            "name_en": name_en,
            "kind": kind,
            "parent": above,
            "area_code": area_code,
            "active": active,
        }
        | _duty_phone(duty_phone),
    )
    audit.record(
        by,
        "access.save_unit",
        f"unit:{code}",
        {"name": name_zh, "kind": kind, "area": area_code, "active": active},
    )
    return queries.unit_view(unit)


def _duty_phone(typed: str | None) -> dict[str, str]:
    """Sealed as a resident's is: it may be somebody's own phone. What is masked was shown, not typed."""
    if typed is None or MASKED in typed:
        return {}
    return {"duty_phone_sealed": sealing.seal(clean_phone(typed), DUTY_PHONE) if typed.strip() else ""}


@transaction.atomic
def save_role(code: str, *, name_zh: str, name_en: str = "", permissions: Sequence[str], by: Actor) -> None:
    """Make or change a role; unknown permissions are refused."""
    require(by, "access.edit", None)
    held = sorted(known(p) for p in permissions)
    require_role_change(code, held, by=by)
    Role.objects.update_or_create(
        code=code, defaults={"name_zh": name_zh, "name_en": name_en, "permissions": held}
    )
    audit.record(by, "access.save_role", f"role:{code}", {"permissions": held})


@transaction.atomic
def add_person(username: str, *, name: str, unit: str, password: str | None, by: Actor) -> PersonView:
    """A new member of staff, without any grant yet. No password: the account cannot log in."""
    home = Unit.objects.filter(code=unit).first()
    if home is None:
        raise _missing("unit", unit)
    require(by, "access.edit", _At(home.area_code))
    if User.objects.filter(username=username).exists():
        raise BadInput(
            "access.username",
            N_("This user name is taken."),
            way_out=N_("Choose another one."),
            field="username",
        )
    user = User.objects.create_user(username, password, name=name, unit=home)
    audit.record(by, "access.add_person", f"staff:{user.pk}", {"username": username, "unit": unit})
    return queries.person_view(user)


@transaction.atomic
def change_person(
    person: str, *, name: str, unit: str, active: bool = True, password: str = "", by: Actor
) -> PersonView:
    """Change name, unit, state; a new password only when one is given."""
    user = (
        User.objects.select_for_update(of=("self",))
        .select_related("unit")
        .filter(pk=person.partition(":")[2])
        .first()
    )
    home = Unit.objects.filter(code=unit).first()
    if user is None or home is None:
        raise _missing("person or unit", f"{person}, {unit}")
    require(by, "access.edit", _At(user.unit.area_code))
    require(by, "access.edit", _At(home.area_code))
    if password:
        require_reset(user.pk, by=by)
    user.name, user.unit, user.is_active = name, home, active
    if password:
        user.set_password(password)
    user.save()
    detail = {"name": name, "unit": unit, "active": active, "password_changed": bool(password)}
    audit.record(by, "access.change_person", person, detail)
    return queries.person_view(user)


@transaction.atomic
def grant(
    person: str,
    role: str,
    *,
    area_code: str,
    unit: str = "",
    valid_from: date | None = None,
    valid_to: date | None = None,
    by: Actor,
) -> None:
    """Give ``person`` (``staff:<pk>``) a role in an area, perhaps bound to one unit."""
    require(by, "access.edit", _At(area_code))
    user = User.objects.filter(pk=person.partition(":")[2]).first()
    kind = Role.objects.filter(code=role).first()
    bound = Unit.objects.filter(code=unit).first() if unit else None
    if user is None or kind is None or (unit and bound is None):
        raise _missing("person, role or unit", f"{person}, {role}, {unit}")
    require_not_own(user.pk, by=by)
    require_within(kind.permissions, area_code, unit, by=by)
    Grant.objects.update_or_create(
        user=user,
        role=kind,
        area_code=area_code,
        unit=bound,
        defaults={"valid_from": valid_from or timezone.localdate(clock.now()), "valid_to": valid_to},
    )
    audit.record(by, "access.grant", person, {"role": role, "area": area_code, "unit": unit})


@transaction.atomic
def revoke(grant_id: int, *, by: Actor) -> None:
    """Take a grant away."""
    held = (
        Grant.objects.select_for_update(of=("self",))
        .select_related("role", "unit")
        .filter(pk=grant_id)
        .first()
    )
    if held is None:
        raise _missing("grant", str(grant_id))
    require(by, "access.edit", _At(held.area_code))
    require_not_own(held.user_id, by=by)
    audit.record(
        by, "access.revoke", f"staff:{held.user_id}", {"role": held.role.code, "area": held.area_code}
    )
    held.delete()


class _At:
    """A thing that is nothing but an area."""

    unit_codes: tuple[str, ...] = ()

    def __init__(self, area_code: str) -> None:
        self.area_code = area_code


def _missing(what: str, code: str) -> NotFound:
    return NotFound(
        "access.missing",
        N_("There is no such %(what)s: %(code)s."),
        way_out=N_("Choose one from the list."),
        params={"what": what, "code": code},
    )
