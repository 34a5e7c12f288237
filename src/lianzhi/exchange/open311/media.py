"""A picture's address for a program that holds no session: signed, for one case, for a day.

Only pictures of kinds of matters that say nothing about persons are given out; a picture is personal data as soon as a
face or a plate is on it, so all others stay inside.
"""

from django.core import signing

from lianzhi.cases import api as cases
from lianzhi.foundation.files import api as files

SALT = "lianzhi.exchange.media"
DAY = 24 * 3600


def address(case: cases.Told, base: str) -> str | None:
    """The first picture of the report; None when there is none or it may not be public."""
    if case.private is not False:
        return None
    first = next(iter(files.of(case.subject, "report")), None)
    return base + signing.dumps(first.id, salt=SALT) if first else None


def photo_id(signed: str) -> str | None:
    """The picture of an address that was given out at most a day ago."""
    try:
        return str(signing.loads(signed, salt=SALT, max_age=DAY))
    except signing.BadSignature:
        return None
