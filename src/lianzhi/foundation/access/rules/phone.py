"""Mobile numbers of the mainland (11 digits, 1[3-9]) and how they are shown. Pure."""

import re

from lianzhi.kernel.errors import N_, BadInput

_MOBILE = re.compile(r"1[3-9]\d{9}")


def clean_phone(text: str) -> str:
    """The 11 digits behind what was typed: spaces, dashes, full-width digits and +86 are forgiven."""
    digits = re.sub(r"[\s\-()（）]", "", text.translate(_NARROW))
    digits = re.sub(r"^(\+|00)?86(?=1\d{10}$)", "", digits)
    if not _MOBILE.fullmatch(digits):
        raise BadInput(
            "access.phone",
            N_("This is not a mobile number."),
            way_out=N_("Type the 11 digits of a mobile number, for example 13800000000."),
            field="phone",
        )
    return digits


def mask_phone(phone: str) -> str:
    return f"{phone[:3]}****{phone[-4:]}"


_NARROW = {ord("０") + i: str(i) for i in range(10)}
