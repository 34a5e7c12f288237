"""The demo's accounts, shown where people log in. Only with ``settings.DEMO``; everybody in it is invented."""

from dataclasses import dataclass

from django.conf import settings

from lianzhi.foundation.access.homes import home_of
from lianzhi.foundation.access.models import User
from lianzhi.foundation.access.sessions import staff_actor
from lianzhi.kernel.errors import N_

PURPOSES = {
    "leader": N_("Sees the whole town on the wall, follows what is overdue, opens any matter."),
    "duty": N_("Takes reports in, corrects them, sends them to the right unit, answers and closes."),
    "staff": N_("Handles what the own department was given and reports it done, with photos."),
    "grid": N_("On the phone: tasks nearby, own rounds, reports, work done on the spot."),
    "registrar": N_("Keeps the register of persons, houses and firms: enters, checks, merges, loads files."),
    "checker": N_("Looks at finished work with other eyes: passes it or sends it back."),
    "admin": N_("Keeps units, people, roles, areas, categories and the responsibility list."),
}


@dataclass(frozen=True, slots=True)
class DemoAccount:
    username: str
    password: str
    name: str
    unit_zh: str
    unit_en: str
    purpose: str
    home: str


def demo_accounts() -> list[DemoAccount]:
    """One account per role, in the order of ``PURPOSES``; those that exist. Empty outside the demo."""
    if not settings.DEMO:
        return []
    rows = User.objects.filter(username__in=PURPOSES, is_active=True).select_related("unit")
    people = {user.username: user for user in rows}
    return [_account(people[name], purpose) for name, purpose in PURPOSES.items() if name in people]


def _account(user: User, purpose: str) -> DemoAccount:
    home = home_of(staff_actor(user))
    unit = user.unit
    return DemoAccount(
        user.username, settings.DEMO_PASSWORD, user.name, unit.name_zh, unit.name_en, purpose, home
    )
