"""How large, how many, how often. R-109 (随手拍); issue 2 "bad input". Pure."""

from datetime import timedelta

from lianzhi.kernel.errors import N_, BadInput, NotFound, WrongState

MEGABYTE = 1_000_000
MAX_BYTES = 12 * MEGABYTE
MAX_PIXELS = 50_000_000
LONG_EDGE = 2048
THUMB_EDGE = 320
QUALITY = 82
PER_SUBJECT = 9
PIECE = 512 * 1024
PIECES_LIVE = timedelta(days=30)
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


def unknown_upload() -> NotFound:
    return NotFound(
        "files.unknown_upload",
        N_("This picture was not announced, or by somebody else."),
        way_out=N_("Send the report or result it belongs to first; its pictures follow."),
    )


def upload_dropped() -> WrongState:
    return WrongState(
        "files.upload_dropped",
        N_("This picture was taken out of the queue; it is no longer awaited."),
        way_out=N_("Take a new picture and send it with a new report."),
    )


def wrong_offset(received: int) -> WrongState:
    return WrongState(
        "files.wrong_offset",
        N_("%(received)s bytes of this picture are here already."),
        way_out=N_("Go on from there; nothing is lost."),
        params={"received": received},
    )


def piece_too_large() -> BadInput:
    return BadInput(
        "files.piece_too_large",
        N_("This piece is longer than announced or than %(limit)s KB."),
        way_out=N_("Send the picture in smaller pieces."),
        field="photo",
        params={"limit": PIECE // 1024},
    )


def wrong_digest() -> BadInput:
    return BadInput(
        "files.digest",
        N_("The picture arrived changed: its digest is not the announced one."),
        way_out=N_("It is sent again from the start by itself."),
        field="photo",
    )


def announced_differently() -> WrongState:
    return WrongState(
        "files.announced_differently",
        N_("A picture with this identifier was announced before, with other content."),
        way_out=N_("Take the picture again."),
    )
