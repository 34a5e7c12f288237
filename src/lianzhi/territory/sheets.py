"""Areas and places as tables: xlsx, CSV and GeoJSON, in and out (issue 4). Positions leave in WGS 84.

Tables are opened by ``foundation/imports``; they are judged as a whole, for neighbours may change in one table.
"""

import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import numpy as np
import openpyxl
import shapely
from django.utils.translation import gettext, override

from lianzhi.foundation.imports import contracts as imports
from lianzhi.kernel.datum import DATUMS, WGS84, to_wgs84
from lianzhi.kernel.errors import N_, BadInput
from lianzhi.kernel.geo import collection, write_geometry
from lianzhi.territory import snapshot
from lianzhi.territory.models import Area, Place
from lianzhi.territory.queries_places import standing

BIGGEST, MOST_ROWS = 64 * 1024 * 1024, 1_000_000
_LONGEST_CELL = 32_000
KINDS = {
    "areas": ("code", "level", "name_zh", "name_en", "parent", "valid_from", "scheme", "datum", "geometry"),
    "places": (
        "code", "kind", "name", "address", "lon", "lat", "grid_code", "aliases", "floors", "units", "datum",
    ),
}  # fmt: skip
MERGED_INTO = "merged_into"
ONLY_IN = {"areas": (MERGED_INTO,), "places": ()}
"""Columns that a table may have and no export writes."""
NEEDED = {"areas": ("code", "name_zh"), "places": ("code", "kind", "name", "lon", "lat")}
LABELS = {
    "code": N_("Address code"), "level": N_("Level"), "name_zh": N_("Name in Chinese"), "name_en": N_("Name in English"),
    "parent": N_("Area above"), "valid_from": N_("Holds from"), "scheme": N_("Code scheme"), "datum": N_("Datum"),
    "geometry": N_("Outline (GeoJSON)"), "kind": N_("Kind of place"), "name": N_("Name"), "address": N_("Address"),
    "lon": N_("Longitude"), "lat": N_("Latitude"), "grid_code": N_("Grid"), "aliases": N_("Other names"),
    MERGED_INTO: N_("Merged into"), "floors": N_("Floors"), "units": N_("Units of the building"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row as it was handed in. ``number``: as people count, the header is 1; a GeoJSON feature counts from 1."""

    number: int
    values: Mapping[str, str]
    datum: str


def exported(kind: str, form: str, *, on: date | None = None) -> bytes:
    rows = _areas(on) if kind == "areas" else _places()
    return _geojson(kind, rows) if form == "geojson" else _workbook(kind, rows)


def read(kind: str, content: bytes, *, datum: str = WGS84) -> list[SheetRow]:
    """The rows of an xlsx, CSV or GeoJSON file. ``datum`` holds for rows that do not say theirs. Raises BadInput."""
    if len(content) > BIGGEST:
        raise _unreadable(N_("The file is larger than 64 MB."), N_("Split it into several files."))
    if datum not in DATUMS:
        raise BadInput(
            "territory.datum", N_("The datum “%(datum)s” is not known."), way_out=N_("Known are: %(known)s."),
            field="datum", params={"datum": datum, "known": ", ".join(DATUMS)},
        )  # fmt: skip
    written = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")
    raw = _features(kind, content) if written else _table_rows(kind, content)
    return [SheetRow(number, values, values.get("datum", "") or datum) for number, values in raw]


def converted(shape: shapely.Geometry, datum: str) -> shapely.Geometry:
    """The shape in WGS 84."""
    return shapely.transform(shape, lambda xy: np.column_stack(to_wgs84(datum, xy[:, 0], xy[:, 1])))


# ---- out ------------------------------------------------------------------------------------------------


def _areas(on: date | None) -> Iterator[dict[str, Any]]:
    day = on or snapshot.today()
    for row in Area.objects.filter(valid_from__lte=day).exclude(valid_to__lte=day).order_by("code"):
        values = {name: getattr(row, name) for name in KINDS["areas"]}
        yield values | {"valid_from": row.valid_from.isoformat(), "datum": WGS84}


def _places() -> Iterator[dict[str, Any]]:
    for row in Place.objects.filter(standing()).order_by("code").iterator(5000):
        values = {name: getattr(row, name) for name in KINDS["places"]}
        yield values | {"aliases": "|".join(row.aliases), "datum": WGS84}


def _geojson(kind: str, rows: Iterable[dict[str, Any]]) -> bytes:
    features = []
    for row in rows:
        if kind == "areas":
            text = row.pop("geometry")
            shape = json.loads(text) if text else None
        else:
            shape = write_geometry(shapely.Point(row.pop("lon"), row.pop("lat")))
        features.append({"type": "Feature", "properties": row, "geometry": shape})
    return collection(features).encode()


def _workbook(kind: str, rows: Iterable[dict[str, Any]]) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(kind)
    sheet.append(list(KINDS[kind]))
    for row in rows:
        sheet.append([_cell(row[name]) for name in KINDS[kind]])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _cell(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if len(value) > _LONGEST_CELL:
        return ""  # a cell holds no more; the outline stands in the GeoJSON export
    return f"'{value}" if value[:1] in ("=", "+", "-", "@") else value


# ---- in -------------------------------------------------------------------------------------------------


def _features(kind: str, content: bytes) -> list[tuple[int, dict[str, str]]]:
    try:
        said = json.loads(_text(content))
        features = said["features"]
        if not isinstance(features, list):
            raise TypeError
    except (ValueError, KeyError, TypeError):
        raise _unreadable(
            N_("The file is neither an xlsx table nor a GeoJSON FeatureCollection."),
            N_("Export one here and change that."),
        ) from None
    rows = []
    for number, found in enumerate(features, 1):
        given = found.get("properties") if isinstance(found, dict) else None
        values = {key: _said(value) for key, value in (given if isinstance(given, dict) else {}).items()}
        shape = found.get("geometry") if isinstance(found, dict) else None
        if kind == "areas":
            values["geometry"] = json.dumps(shape) if shape else ""
        elif (
            isinstance(shape, dict)
            and shape.get("type") == "Point"
            and isinstance(shape.get("coordinates"), list)
        ):
            values["lon"], values["lat"] = ([_said(x) for x in shape["coordinates"]] + ["", ""])[:2]
        rows.append((number, values))
    return rows


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValueError("neither UTF-8 nor GB18030")


def _table_rows(kind: str, content: bytes) -> list[tuple[int, dict[str, str]]]:
    """A workbook or CSV, read as every table of the house is."""
    with NamedTemporaryFile(suffix=".table") as file:
        file.write(content)
        file.flush()
        sheet = imports.Sheet(Path(file.name))
        said = imports.proposed(sheet.header, _fields(kind), {})
        places = imports.places(sheet.header, said)
        missing = [field for field in NEEDED[kind] if field not in places]
        if missing:
            raise BadInput(
                "territory.columns",
                N_("These columns are missing: %(names)s."),
                way_out=N_(
                    "Take the header of the export; the order does not matter. Merged cells hide columns."
                ),
                field="file",
                params={"names": ", ".join(missing)},
            )
        found = []
        for raw in islice(sheet, MOST_ROWS):
            number = raw.row_number if isinstance(raw, imports.BadRow) else raw.number
            cells = [*raw.cells, *[""] * (len(sheet.header) - len(raw.cells))]
            found.append((number, {field: _said(cells[index]) for field, index in places.items()}))
    return found


def _fields(kind: str) -> list[imports.Field]:
    """Columns by their name in the code or in either language."""
    with override("zh-hans"):
        chinese = {field: str(gettext(LABELS[field])) for field in (*KINDS[kind], *ONLY_IN[kind])}
    return [
        imports.Field(f, LABELS[f], tuple(imports.plain(text) for text in (f, LABELS[f], chinese[f])))
        for f in chinese
    ]


def _said(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if hasattr(value, "isoformat"):
        return str(value.isoformat())[:10]
    if isinstance(value, list):
        return "|".join(map(str, value))
    text = str(value).replace("\x00", "").strip()
    return text[1:] if text[:2] in ("'=", "'+", "'-", "'@") else text


def _unreadable(message: str, way_out: str) -> BadInput:
    return BadInput("territory.file", message, way_out=way_out, field="file")
