"""From an OpenAPI document to what a page shows of each operation.  R-087.  Pure."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    kind: str
    required: bool
    note: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: ``fields`` are those of the body, ``example`` a body that shows their shape."""

    method: str
    path: str
    id: str
    summary: str
    parameters: tuple[Field, ...]
    fields: tuple[Field, ...]
    answers: tuple[tuple[str, str], ...]
    example: str


def operations(document: Schema) -> Iterator[Operation]:
    for path, ways in document["paths"].items():
        for method, each in ways.items():
            body = _body(each, document)
            yield Operation(
                method=method.upper(),
                path=path,
                id=each["operationId"],
                summary=each.get("description", ""),
                parameters=tuple(
                    _field(p["name"], p["schema"], p.get("required", False), p) for p in _given(each)
                ),
                fields=tuple(_fields(body)),
                answers=tuple((code, answer["description"]) for code, answer in each["responses"].items()),
                example=_example(body),
            )


def _given(operation: Schema) -> list[Schema]:
    return list(operation.get("parameters", []))


def _body(operation: Schema, document: Schema) -> Schema:
    content = operation.get("requestBody", {}).get("content", {})
    return _resolved(next(iter(content.values()))["schema"], document) if content else {}


def _resolved(schema: Schema, document: Schema) -> Schema:
    if "$ref" not in schema:
        return schema
    return document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]  # type: ignore[no-any-return]


def _fields(body: Schema) -> Iterator[Field]:
    needed = body.get("required", [])
    for name, schema in body.get("properties", {}).items():
        yield _field(name, schema, name in needed, schema)


def _field(name: str, schema: Schema, required: bool, noted: Schema) -> Field:
    return Field(name, _kind(schema), required, noted.get("description", "") or schema.get("description", ""))


def _kind(schema: Schema) -> str:
    """``string ≤ 120``, ``number 0…90``, ``string[] ≤ 9``; what a null may stand for is left out."""
    if "anyOf" in schema:
        return " / ".join(_kind(each) for each in schema["anyOf"] if each.get("type") != "null")
    if "enum" in schema:
        return " | ".join(str(value) or "–" for value in schema["enum"])
    if schema.get("type") == "array":
        return f"{_kind(schema['items'])}[]{_bound(schema, 'maxItems')}"
    words = schema.get("format") or schema.get("type", "object")
    if "minimum" in schema and "maximum" in schema:
        return f"{words} {schema['minimum']:g}…{schema['maximum']:g}"
    return f"{words}{_bound(schema, 'maxLength')}"


def _bound(schema: Schema, name: str) -> str:
    return f" ≤ {schema[name]}" if name in schema else ""


def _example(body: Schema) -> str:
    """The required fields, and nothing that would have to be invented."""
    needed = {
        name: "…" for name in body.get("required", []) if body["properties"][name].get("type") == "string"
    }
    return json.dumps(needed, ensure_ascii=False) if needed else ""
