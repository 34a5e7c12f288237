"""Somebody in front of the wall."""

from dataclasses import dataclass

from django.test import Client

from lianzhi.foundation.access import api as access
from lianzhi.kernel.actor import Actor
from support.desk import ROOT, TOWN, browser


@dataclass(frozen=True)
class Leader:
    actor: Actor
    browser: Client


def person(name: str, *permissions: str, area: str = TOWN) -> Leader:
    access.save_role(name, name_zh=name, permissions=permissions, by=ROOT)
    who = access.add_person(name, name=name, unit="command", password=None, by=ROOT)
    access.grant(who.id, name, area_code=area, by=ROOT)
    actor = Actor(who.id, name, "command")
    return Leader(actor, browser(actor))
