"""The number of a device in a video platform (GB/T 28181): twenty digits, and what the type in them says.  Pure.

Centre 8, industry 2, type 3, network 1, serial 6. Types from the standard as the field notes quote them (not read up).
"""

import re

from lianzhi.kernel.errors import N_, BadInput

TYPES = {"111": "DVR", "118": "NVR", "131": "camera", "132": "network camera", "200": "server"}
CAMERAS = {"131", "132"}
_NUMBER = re.compile(r"[0-9]{20}")


def checked(number: str) -> str:
    """Digits only, or empty. Raises BadInput for a number that is none, or that names no camera."""
    plain = "".join(number.split())
    if plain and not _NUMBER.fullmatch(plain):
        raise BadInput(
            "sensing.gb",
            N_("The number of a video platform has twenty digits."),
            way_out=N_("Copy it from the platform's directory, or leave it empty."),
            field="gb_id",
        )
    if plain and plain[10:13] not in CAMERAS:
        raise BadInput(
            "sensing.gb_type",
            N_("This number names no camera: its digits 11 to 13 are %(type)s."),
            way_out=N_("A camera has 131 or 132 there."),
            field="gb_id",
            params={"type": plain[10:13]},
        )
    return plain
