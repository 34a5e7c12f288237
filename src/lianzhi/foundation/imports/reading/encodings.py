"""In which encoding is a text file written?  UTF-8 (with or without BOM), GB18030, or UTF-16 with BOM.

GB18030 finds characters in nearly any bytes, so UTF-8 is tried first and kept while only single characters of
it are broken: those rows are then reported one by one, and the others are read.
"""

import codecs
from pathlib import Path

from lianzhi.kernel.errors import N_, BadInput

BROKEN = "\ufffd"  # what undecodable bytes become
TOLERATED = 0.1  # broken characters per non-ASCII byte; text in the other encoding shows 0.3 and more
_ASCII = bytes(range(128))
_PIECE = 1 << 20


def detect(path: Path) -> str:
    """A codec name for ``open``. Raises BadInput when the file is no text in a known encoding."""
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    for encoding in ("utf-8", "gb18030"):
        if _damage(path, encoding) <= TOLERATED:
            return encoding
    raise BadInput(
        "import.encoding",
        N_("%(name)s is not a text file in UTF-8 or GB18030."),
        way_out=N_("Open it in Excel or WPS and save it as “CSV UTF-8” or “Excel workbook (.xlsx)”."),
        field="file",
        params={"name": path.name},
    )


def _damage(path: Path, encoding: str) -> float:
    """Broken characters per non-ASCII byte; above one for binary files (NUL bytes)."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    broken = beyond_ascii = 0
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            if b"\0\0" in piece:
                return 2.0
            beyond_ascii += len(piece.translate(None, _ASCII))
            broken += decoder.decode(piece).count(BROKEN)
        broken += decoder.decode(b"", final=True).count(BROKEN)
    return broken / max(beyond_ascii, 1)
