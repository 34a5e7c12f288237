"""A client of Open311 that believes nothing: every answer is held against our own schema of the specification.

It shares no code with the platform: XML is read with defusedxml and turned into the JSON it should equal.
"""

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
from defusedxml import ElementTree
from django.http import HttpResponse
from django.test import Client

SCHEMA = json.loads(
    (Path(__file__).parents[1] / "exchange/schemas/georeport.json").read_text(encoding="utf-8")
)
LISTS = {
    "services",
    "attributes",
    "values",
    "service_requests",
    "service_request_updates",
    "endpoints",
    "formats",
    "errors",
}
NUMBERS, TRUTHS = {"lat": float, "long": float, "order": int}, {"metadata", "variable", "required"}


def check(value: Any, kind: str) -> Any:
    """``value`` itself, once it fits the specification."""
    jsonschema_rs.validate({"$ref": f"#/$defs/{kind}", "$defs": SCHEMA["$defs"]}, value)
    return value


def as_json(element: Any) -> Any:
    if element.tag in LISTS:
        return [as_json(child) for child in element]
    if len(element):
        return {child.tag: as_json(child) for child in element}
    if element.text is None:
        return None
    if element.tag == "code" and element.text in ("400", "403", "404", "429"):
        return int(element.text)
    if element.tag in TRUTHS:
        return {"true": True, "false": False}[element.text]
    return NUMBERS.get(element.tag, str)(element.text)


class City:
    """Our interface, seen from outside."""

    def __init__(self, key: str = "") -> None:
        self.key = key

    def get(self, path: str, kind: str, http: int = 200, *, format_: str = "json", **query: str) -> Any:
        given = ({"api_key": self.key} if self.key else {}) | query
        return self._read(Client().get(f"/open311/v2/{path}.{format_}", given), kind, http, format_)

    def post(
        self, path: str, kind: str, body: str, http: int = 200, *, format_: str = "json", **headers: str
    ) -> Any:
        answer = Client().post(
            f"/open311/v2/{path}.{format_}",
            body.encode(),
            content_type="application/x-www-form-urlencoded; charset=utf-8",
            headers=headers,
        )
        return self._read(answer, kind, http, format_)

    def _read(self, answer: HttpResponse, kind: str, status: int, format_: str) -> Any:
        assert answer.status_code == status, answer.content.decode()
        if format_ == "json":
            assert answer["Content-Type"] == "application/json; charset=utf-8"
            return check(json.loads(answer.content), kind)
        assert answer["Content-Type"] == "text/xml; charset=utf-8"
        assert answer.content.lower().startswith(b"<?xml version='1.0' encoding='utf-8'?>")
        return check(as_json(ElementTree.fromstring(answer.content)), kind)
