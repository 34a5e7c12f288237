"""What a run stood on, as one compressed file in the platform's file store: any decision can be computed again years later.

A zip: ``manifest.json`` (form, day, area, order of the policies), ``policies/*`` (the very files), ``columns/*`` (each array in
numpy's own form, ``known`` and words beside it). The digest is of the contents, so the same contents are one file; it is
written beside its place and renamed. It holds values in clear, as the columns they came from (ADR 0018), with codes for
names, and is readable by the platform's own account alone. Backups carry it with the other files.
"""

import hashlib
import io
import json
import os
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
from django.conf import settings

from lianzhi.benefits import books
from lianzhi.benefits.population import Town
from lianzhi.benefits.rules.library import Book
from lianzhi.benefits.rules.people import Population
from lianzhi.kernel.rules.columns import Cells

FORM = 1
_THEN = (2020, 1, 1, 0, 0, 0)


def digest_of(town: Town, files: Mapping[str, str], as_of: date, area: str) -> str:
    """SHA-256 over persons, their columns, the policy files, day and area."""
    found = hashlib.sha256(
        f"{FORM}\0{as_of}\0{area}\0{books.digest(files)}\0{town.population.digest}".encode()
    )
    found.update(np.ascontiguousarray(town.codes))
    found.update(np.ascontiguousarray(town.areas))
    return found.hexdigest()


def where(digest: str) -> Path:
    return Path(settings.FILES_ROOT) / "snapshots" / digest[:2] / f"{digest}.zip"


def keep(digest: str, town: Town, files: Mapping[str, str], as_of: date, area: str) -> int:
    """Write the file unless it is there; its size in bytes."""
    place = where(digest)
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = place.with_name(f".{uuid4().hex}.part")
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                _write(out, town, files, as_of, area)
                out.flush()
                os.fsync(out.fileno())
            draft.replace(place)
        finally:
            draft.unlink(missing_ok=True)
    return place.stat().st_size


def _write(out: Any, town: Town, files: Mapping[str, str], as_of: date, area: str) -> None:
    population, manifest = town.population, {"form": FORM, "as_of": str(as_of), "area": area, "words": {}}
    arrays = {"codes": town.codes, "areas": _few(town.areas), "household": population.household}
    for code, cells in population.columns.items():
        arrays[f"item-{code}"] = np.packbits(cells.data) if cells.data.dtype == bool else cells.data
        manifest["words"][code] = [cells.data.dtype.str, *cells.words]  # type: ignore[index]
        if cells.known is not None:
            arrays[f"known-{code}"] = np.packbits(cells.known)
    arrays["area-names"] = np.unique(town.areas)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        _put(packed, "manifest.json", json.dumps(manifest, ensure_ascii=False, sort_keys=True).encode())
        for name, text in sorted(files.items()):
            _put(packed, f"policies/{name}", text.encode())
        for name, array in arrays.items():
            held = io.BytesIO()
            np.save(held, np.ascontiguousarray(array), allow_pickle=False)
            _put(packed, f"columns/{name}.npy", held.getvalue())


def _few(areas: np.ndarray) -> np.ndarray:
    return np.unique(areas, return_inverse=True)[1].astype(np.int16)


def _put(packed: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, _THEN)
    entry.compress_type = zipfile.ZIP_DEFLATED
    packed.writestr(entry, content, compresslevel=1)


def open_snapshot(digest: str) -> tuple[Town, Book]:
    """The persons and the policies as they were. Raises FileNotFoundError, and ValueError when the file is not what it was."""
    with zipfile.ZipFile(where(digest)) as packed:
        manifest = json.loads(packed.read("manifest.json"))
        names = packed.namelist()
        files = {name[9:]: packed.read(name).decode() for name in names if name.startswith("policies/")}
        arrays = {
            name[8:-4]: np.load(io.BytesIO(packed.read(name)), allow_pickle=False)
            for name in names
            if name.startswith("columns/")
        }
    rows = len(arrays["codes"])
    columns = {code: _cells(code, said, arrays, rows) for code, said in manifest["words"].items()}
    household = arrays["household"]
    population = Population(columns, household, int(household.max()) + 1 if rows else 0)
    town = Town(arrays["codes"], arrays["area-names"][arrays["areas"]], population)
    as_of = date.fromisoformat(manifest["as_of"])
    if digest_of(town, files, as_of, manifest["area"]) != digest:
        raise ValueError(f"snapshot {digest} is not what was kept")
    return town, books.read(files).on(as_of, manifest["area"])


def _cells(code: str, said: list[str], arrays: Mapping[str, np.ndarray], rows: int) -> Cells:
    data, known = arrays[f"item-{code}"], arrays.get(f"known-{code}")
    if np.dtype(said[0]) == bool:
        data = np.unpackbits(data, count=rows).astype(bool)
    return Cells(
        data, None if known is None else np.unpackbits(known, count=rows).astype(bool), tuple(said[1:])
    )
