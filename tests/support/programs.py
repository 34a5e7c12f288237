"""A program of another bureau with a token, and what it sends."""

import json
from dataclasses import dataclass

from django.http import HttpResponse
from django.test import Client

from lianzhi.exchange.actions.clients import make_client
from lianzhi.exchange.rules.scopes import SCOPES
from lianzhi.kernel.actor import Actor
from support import desk

LON, LAT = desk.IN_WEST
REPORT = {"text": desk.TEXT, "category": "road", "place": "北门", "lon": LON, "lat": LAT}


@dataclass
class Program:
    """A program of another bureau, as the platform hears it."""

    token: str
    id: int

    def get(self, path: str, data: dict | None = None, **headers: str) -> HttpResponse:
        return Client().get(f"/api/v1/{path}", data, headers=self._headers(headers))

    def post(self, path: str, body: object, *, key: str = "", **headers: str) -> HttpResponse:
        given = {"Idempotency-Key": key} if key else {}
        text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
        return Client().post(
            f"/api/v1/{path}", text, content_type="application/json", headers=self._headers(headers | given)
        )

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} | {k.replace("_", "-"): v for k, v in more.items()}


def program(account: Actor, *scopes: str, name: str = "") -> Program:
    made, token = make_client(
        name or f"{account.name}-{account.id}-{len(scopes)}",
        account=account.id,
        scopes=scopes or list(SCOPES),
        by=desk.ROOT,
    )
    return Program(token, made.id)
