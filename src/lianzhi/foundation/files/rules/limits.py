"""How large, how many, how often. R-109 (随手拍); issue 2 "bad input". Pure."""

from datetime import timedelta

from lianzhi.kernel.errors import N_, BadInput

MEGABYTE = 1_000_000
MAX_BYTES = 12 * MEGABYTE
MAX_PIXELS = 50_000_000
LONG_EDGE = 2048
THUMB_EDGE = 320
QUALITY = 82
PER_SUBJECT = 9
UNATTACHED_LIVES = timedelta(hours=24)

WINDOW = timedelta(hours=1)
PER_SESSION = 30
PER_ADDRESS = 300  # a whole office or a mobile operator's gateway may share one address


def check_size(size: int) -> None:
    if size == 0:
        raise BadInput(
            "files.empty",
            N_("The photo is empty."),
            way_out=N_("Take the photo again and send it once more."),
            field="photo",
        )
    if size > MAX_BYTES:
        raise too_large(size)


def too_large(size: int) -> BadInput:
    return BadInput(
        "files.too_large",
        N_("The photo has %(size)s MB; at most %(limit)s MB can be taken."),
        way_out=N_("Take it again with a smaller picture size, or crop it in your album and send that."),
        field="photo",
        params={"size": f"{size / MEGABYTE:.1f}", "limit": MAX_BYTES // MEGABYTE},
    )


def check_count(there: int, new: int) -> None:
    if there + new > PER_SUBJECT:
        raise BadInput(
            "files.too_many",
            N_("At most %(limit)s photos can be added; there would be %(count)s."),
            way_out=N_("Remove some and send again."),
            field="photos",
            params={"limit": PER_SUBJECT, "count": there + new},
        )


def gone() -> BadInput:
    return BadInput(
        "files.gone",
        N_("One of the photos is no longer there."),
        way_out=N_("Remove it, add it again and send once more."),
        field="photos",
    )


def too_often() -> BadInput:
    return BadInput(
        "files.too_often",
        N_("Too many photos were sent from here in the last hour."),
        way_out=N_("Wait a while and send again; what you have written is not lost."),
        field="photo",
    )


def missing() -> BadInput:
    return BadInput(
        "files.none",
        N_("No photo arrived."),
        way_out=N_("Choose a photo and send it again."),
        field="photo",
    )
