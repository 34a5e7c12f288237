"""An evidence package: pictures, what they show, and everything that happened to them; anybody can check it.  R-116.  Pure.

A zip with ``manifest.json`` and ``images/``. The manifest names device, class, time and place, the SHA-256 of every picture,
and the entries of the audit trail about the detection, each with its digest in the chain (SM3 over the compact JSON array of
its first eight fields). The entry that was written when the detection came in names the same SHA-256 sums; the one written
when the package is taken out is in the trail only and names the digest of the manifest.
"""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from lianzhi.kernel.checksums import sm3

FORMAT = "lianzhi-evidence-1"
TAKEN = "sensing.take"
LINK = 8
LARGEST = 64 * 1024 * 1024
Entry = Sequence[Any]


def packed(
    facts: Mapping[str, Any], images: Mapping[str, bytes], links: Sequence[Entry]
) -> tuple[bytes, str]:
    """(the zip, SHA-256 of its manifest). ``images``: photo id -> JPEG; ``links``: nine fields each, the digest last."""
    listed = [
        {
            "name": f"images/{photo}.jpg",
            "id": photo,
            "sha256": sha256(content).hexdigest(),
            "bytes": len(content),
        }
        for photo, content in images.items()
    ]
    manifest = {"format": FORMAT, **facts, "images": listed, "custody": [list(each) for each in links]}
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        _put(archive, "manifest.json", text)
        for photo, content in images.items():
            _put(archive, f"images/{photo}.jpg", content)
    return out.getvalue(), sha256(text).hexdigest()


def _put(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    """Without a time of its own: the same package is the same bytes."""
    archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)


def digest(entry: Entry) -> str:
    return sm3(json.dumps(list(entry[:LINK]), ensure_ascii=False, separators=(",", ":")).encode())


def faults(content: bytes) -> tuple[list[str], dict[str, Any]]:
    """(what is wrong, the manifest). An empty list: the package is whole. ``digest`` in the manifest: its own SHA-256."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(info.file_size for info in archive.infolist()) > LARGEST:
                return ["it is larger than a package can be"], {}
            inside = {name: archive.read(name) for name in archive.namelist()}
        text = inside.pop("manifest.json")
        manifest = json.loads(text)
        found = (
            [] if manifest["format"] == FORMAT else [f"the format is {manifest['format']!r}, not {FORMAT!r}"]
        )
        found += [*_pictures(manifest, inside), *_chain(manifest)]
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, IndexError) as error:
        return [f"this is no evidence package: {error!r}"], {}
    return found, {**manifest, "digest": sha256(text).hexdigest()}


def _pictures(manifest: Mapping[str, Any], inside: Mapping[str, bytes]) -> list[str]:
    said = {each["name"]: each["sha256"] for each in manifest["images"]}
    found = [f"{name} is missing" for name in sorted(said.keys() - inside.keys())]
    found += [f"{name} does not belong to it" for name in sorted(inside.keys() - said.keys())]
    return found + [
        f"{name} was changed: its SHA-256 is another one"
        for name in sorted(said.keys() & inside.keys())
        if sha256(inside[name]).hexdigest() != said[name]
    ]


def _chain(manifest: Mapping[str, Any]) -> list[str]:
    links = manifest["custody"]
    found = [f"entry {each[0]} of the trail was changed" for each in links if digest(each) != each[LINK]]
    taken = next((each for each in links if each[4] == TAKEN), None)
    if taken is None:
        return [*found, "the entry of its coming in is missing"]
    if any(each[5] != manifest["subject"] for each in links):
        found.append("an entry of the trail is about something else")
    if [each[0] for each in links] != sorted({each[0] for each in links}):
        found.append("the entries of the trail are out of order")
    kept = json.loads(taken[6])
    sums = {each["id"]: each["sha256"] for each in manifest["images"]}
    if kept["images"] != sums:
        found.append("the pictures are not those that came in")
    for name in ("device", "class", "seen_at"):
        if kept[name] != manifest["came_in"][name]:
            found.append(f"{name} is not what came in")
    return found
