"""Which kind of table is a file?  Its first bytes decide, whatever its name says."""

from pathlib import Path

from lianzhi.foundation.imports.reading.records import JsonTable, looks_like_json
from lianzhi.foundation.imports.reading.tables import CsvTable
from lianzhi.foundation.imports.reading.workbooks import XlsxTable
from lianzhi.kernel.errors import N_, BadInput

_ZIP = b"PK"
_OLE = b"\xd0\xcf\x11\xe0"  # xls before 2007, and any workbook with a password


def open_table(path: Path, sheet: str | None = None) -> CsvTable | XlsxTable | JsonTable:
    """Raises BadInput when the file is missing, empty, of another kind, or dangerous."""
    name = {"name": path.name}
    if not path.is_file():
        raise BadInput(
            "import.no_file",
            N_("There is no file %(name)s."),
            way_out=N_("Check the name and the folder."),
            field="file",
            params=name,
        )
    with path.open("rb") as file:
        start = file.read(200)
    if not start:
        raise BadInput(
            "import.empty",
            N_("The file %(name)s is empty."),
            way_out=N_("Export it again."),
            field="file",
            params=name,
        )
    if start.startswith(_OLE):
        raise BadInput(
            "import.old_excel",
            N_("%(name)s is an old or password-protected Excel file."),
            way_out=N_("Open it, take the password off and save it as “Excel workbook (.xlsx)”."),
            field="file",
            params=name,
        )
    if looks_like_json(start):
        return JsonTable(path)
    return XlsxTable(path, sheet) if start.startswith(_ZIP) else CsvTable(path)
