"""What an export is called: name of the list _ scope _ date (field notes A3). Pure."""

import re
from datetime import datetime

_UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f_\s]+')
LONGEST = 60


def file_name(name: str, scope: str, at: datetime, ending: str) -> str:
    """``at`` in the town's time. A part that is empty is left out."""
    parts = [_clean(name), _clean(scope), f"{at:%Y%m%d-%H%M}"]
    return "_".join(part for part in parts if part) + f".{ending}"


def _clean(text: str) -> str:
    return _UNFIT.sub("-", text).strip("-. ")[:LONGEST]
