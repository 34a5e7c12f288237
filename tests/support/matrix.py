"""Walk every address x method x role x own/other area and say what happens in one word."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from lianzhi.cases import api as cases
from lianzhi.cases.models import Signal
from lianzhi.exchange.actions.clients import make_client
from lianzhi.exchange.models import ApiClient
from lianzhi.exchange.rules.scopes import SCOPES
from lianzhi.foundation.access import api as access
from lianzhi.foundation.access.models import Grant, User
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.calendars import Amount, Unit
from lianzhi.simulation import people
from support import desk

ROLES = list(people.ACCOUNTS)
KEYED = ("open311:request", "open311:token")  # without a key 404 or 403: Open311 has no 401
METHODS = ("GET", "POST", "PUT", "DELETE")
WHO = ["anonymous", *ROLES]
_serial = count()


@dataclass(frozen=True)
class Address:
    name: str
    pattern: str
    mark: access.Mark | None

    @property
    def has_thing(self) -> bool:
        return "number>" in self.pattern or "token>" in self.pattern


def addresses(resolver: URLResolver | None = None, path: str = "", space: str = "") -> Iterator[Address]:
    """Every address of the platform with its access mark."""
    for entry in (resolver or get_resolver()).url_patterns:
        here = path + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from addresses(entry, here, f"{entry.namespace}:" if entry.namespace else space)
        elif isinstance(entry, URLPattern):
            yield Address(f"{space}{entry.name}", here, getattr(entry.callback, "lianzhi_access", None))


class World:
    """Two communities; each role once, with the west as its area; a matter on each side, dispatched to works."""

    def __init__(self) -> None:
        self.town = desk.build()
        for code, (name_zh, name_en, held) in people.ROLES.items():
            more = [p for p in access.declared() if p.startswith(people._ADMIN)] if code == "admin" else []
            access.save_role(code, name_zh=name_zh, name_en=name_en, permissions=[*held, *more], by=desk.ROOT)
        self.clients = {"anonymous": Client(raise_request_exception=False)}
        for role in ROLES:
            self.clients[role] = self._client(role)
        self.tokens = {role: self._token(role) for role in ROLES}
        self.program = ApiClient.objects.values_list("pk", flat=True).first()
        self.granted = Grant.objects.filter(user__username="m-grid").values_list("pk", flat=True).first()
        self.duty = f"road/{desk.TOWN}/{cases.duties()[0].valid_from}"
        spots = {"own": desk.IN_WEST, "other": desk.IN_EAST}
        self.matters = {side: self.town.dispatched("works", at=spot) for side, spot in spots.items()}

    def _client(self, role: str) -> Client:
        unit = {"staff": "works", "grid": "west"}.get(role, "command")
        who = access.add_person(f"m-{role}", name=role, unit=unit, password=None, by=desk.ROOT)
        access.grant(who.id, role, area_code=desk.WEST, unit="works" if role == "staff" else "", by=desk.ROOT)
        client = Client(raise_request_exception=False)
        client.force_login(User.objects.get(username=f"m-{role}"))
        return client

    def _token(self, role: str) -> str:
        """A token with every scope: what a role may not do then is its own lack."""
        return make_client(f"m-{role}", account=actor(role).id, scopes=list(SCOPES), by=desk.ROOT)[1]

    def path(self, address: Address, side: str) -> str:
        """The address with the thing of this side in it."""
        values = self._values(address, side)
        path = "/" + address.pattern
        for name, value in values.items():
            path = path.replace(f"<{name}>", str(value))
            path = path.replace("<form311:format_>", "xml")
            for converter in ("slug", "str", "int", "path", "variant", "micro"):
                path = path.replace(f"<{converter}:{name}>", str(value))
        return path

    def _values(self, address: Address, side: str) -> dict[str, object]:
        values: dict[str, object] = {
            "intake": "snap_report", "name": "grids", "code": "now", "photo_id": "00000000", "variant": "thumb",
            "building": "now", "day": "2026-11-23",
            "what": {"desk:say": "note", "grid:say": "note", "desk:for_reporter": "reply"}.get(address.name, "category"),
            "key": self._key(address.name), "verb": "extend" if address.name == "grid:ask_for" else "recall",
            "follow_up": 0, "source": "cases", "export_id": "x", "import_id": "x", "field": "new",
            "client_id": self.program,
            "category": "road", "decision": "grant", "view_id": 0, "note_id": 0, "meeting_id": 0, "line_id": 0, "notice_id": 0,
        }  # fmt: skip
        values |= {
            "standard": "town", "unit": "works", "kind": "matter", "entry": "road", "target": "town", "scope": "all",
            "condition": "x", "file_id": 0, "link_id": 0, "merge_id": 0, "pair_id": 0, "doubt_id": 0, "test": "x", "form": "xlsx",
            "line": "x", "payment": "x", "person": "x", "batch_id": 0, "difference_id": 0,
            "cylinder": "LPG0000", "alert_id": 0, "supplier": "x",
        }  # fmt: skip
        values |= dict.fromkeys(("webhook_id", "remote_id", "forward_id", "elder_id", "visit_id"), 0)
        values |= dict.fromkeys(("detection_id", "binding_id", "route_id", "flight_id", "zone_id"), 0) | {
            "device": "x"
        }
        values |= {"signed": "x", "address": "x", "secret": "x", "cell": "x", "member_id": 0, "warning_id": 0}
        values |= dict.fromkeys(
            (
                "party_id",
                "ask_id",
                "plan_id",
                "response_id",
                "line_id",
                "proposal_id",
                "order_id",
                "errand_id",
                "post_id",
            ),
            0,
        )
        values |= dict.fromkeys(("council", "notice", "objection", "recovery"), "x") | {"policy": "old_age"}
        if "benefits" in address.name:
            values["decision"] = "x"
        if address.name == "imports:new":
            values["kind"] = "messages"
        if address.has_thing:
            case = self.matters[side]
            values["approval"] = self._asked_for(case) if "approval" in address.pattern else 0
            values |= {"number": case.number, "token": case.token, "part": worklist.tasks(case.item.id)[0].id}
        if "signal_id" in address.pattern:
            values["signal_id"] = Signal.objects.create(
                source="file", external_id=str(next(_serial)), text="路灯坏了三天", message=True
            ).pk
        return values

    def _asked_for(self, case: cases.CaseView) -> int:
        """A request that waits for a decision on this matter."""
        longer = worklist.Given(reason="等配件", amount=Amount(1, Unit.WORK_DAY))
        if not worklist.approvals(case.item.id):
            cases.move(case.id, "extend", by=self.town.workers["works"], given=longer)
        return worklist.approvals(case.item.id)[0].id

    def _key(self, name: str) -> str:
        register = name.partition(":")[2].removesuffix("_entry").removesuffix("_remove")
        keys = {
            "units": "works", "people": "m-staff", "roles": "staff", "areas": desk.WEST, "categories": "road",
            "duties": self.duty, "days": "2026-11-23",
            "rules": self._rule() if name == "settings:rules_entry" else "",
        }  # fmt: skip
        if register == "grants":
            return str(self.granted)
        return str(keys.get(register, "x"))

    def _rule(self) -> str:
        if not cases.rules():
            cases.save_rule(
                "gas", name_zh="燃气", condition="located", does={"urgency": "urgent"}, by=desk.ROOT
            )
        return "gas"

    def answer(self, address: Address, method: str, who: str, side: str) -> str:
        """``in`` (the door opened, whatever the form then said), ``login``, ``no``, ``hidden`` or ``method``."""
        client = Client(
            raise_request_exception=False
        )  # of its own: pages that end a session end only this one
        client.cookies.load(self.clients[who].cookies.output(header="", sep=";"))
        if address.mark and address.mark.who == "program":
            return self._program(client, address, method, who, side)
        data = (
            {"text": "备注", "reason": "理由", "category": "noise", "label": "路灯"}
            if method == "POST"
            else None
        )
        response = getattr(client, method.lower())(self.path(address, side), data)
        if response.status_code == 302 and "/login/" in response.headers["Location"]:
            return "login"
        return word(response.status_code)

    def _program(self, client: Client, address: Address, method: str, who: str, side: str) -> str:
        """Programs show a token and no cookie; ``login`` is 401. With a cookie alone nobody comes in."""
        path, json = self.path(address, side), {"content_type": "application/json"}
        headers = {"Authorization": f"Bearer {self.tokens[who]}"} if who in self.tokens else {}
        bare, cookie = (getattr(each, method.lower())(path, **json) for each in (Client(), client))
        if cookie.status_code != bare.status_code:
            return "let a cookie in"
        response = getattr(Client(), method.lower())(path, **json, headers=headers)
        unknown = response.status_code == 401 or (
            who == "anonymous" and address.name in KEYED and response.status_code in (403, 404)
        )
        return "login" if unknown else word(response.status_code)


def word(status: int) -> str:
    return {403: "no", 404: "hidden", 405: "method"}.get(status, "in" if status < 500 else "broken")


def actor(role: str) -> Actor:
    user = User.objects.get(username=f"m-{role}")
    return Actor(f"staff:{user.pk}", user.name, user.unit.code)
