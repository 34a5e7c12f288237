"""What the row of a parcel of land says.  R-093. Pure.

Forms of codes are data (``data/parcel_codes.yaml``, ``verified: false``), so an unknown one is warned of and kept.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from lianzhi.kernel.errors import N_, BadInput


def check(values: Mapping[str, Any]) -> None:
    """Raises BadInput where a term ends before it begins, or an area is nothing."""
    since, until = values.get("since"), values.get("until")
    if since and until and until < since:
        raise BadInput(
            "registry.term",
            N_("The term ends before it begins."),
            way_out=N_("Compare both days with the contract or certificate."),
            field="until",
        )
    if values.get("area_m2") == 0:
        raise BadInput(
            "registry.no_size",
            N_("A parcel has an area above nothing."),
            way_out=N_("Write square metres, or leave it empty."),
            field="area_m2",
        )


def doubt(number: str, forms: Iterable[str]) -> str:
    """Why the code may be mistyped; empty where it has one of the known forms."""
    known = any(re.fullmatch(form, number, re.ASCII) for form in forms)
    return "" if known else N_("The code has none of the known forms of parcel codes.")
