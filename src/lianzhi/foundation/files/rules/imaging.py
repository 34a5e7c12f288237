"""From whatever a phone sends to a clean JPEG: upright, small enough, nothing but pixels.

What a file is, is decided by its content, never by its name. The picture is decoded and painted onto a new
one, so that place and time of taking (EXIF), comments, colour profiles, thumbnails and anything hidden
behind the image (polyglots) stay behind. Of an animation the first frame is kept. The size is read from
the header before a single pixel is decoded.
"""

import struct
import zlib
from contextlib import nullcontext
from dataclasses import dataclass
from io import BytesIO
from threading import BoundedSemaphore
from typing import IO

from PIL import Image, UnidentifiedImageError

from lianzhi.foundation.files.rules.limits import LONG_EDGE, MAX_PIXELS, QUALITY, THUMB_EDGE
from lianzhi.kernel.errors import N_, BadInput

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF", "BMP")  # JPEG opens MPO (two-picture files of phones) too
ORIENTATION = 0x0112
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_DAMAGED = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    IndexError,
    KeyError,
    EOFError,
    struct.error,
    zlib.error,
)
_BOMB = (Image.DecompressionBombError, Image.DecompressionBombWarning)
LARGE = 16_000_000
BAND = 256
_decoding = BoundedSemaphore(2)
_decoding_large = BoundedSemaphore(1)  # 50 million pixels take 200 MB while they are decoded: one at a time


@dataclass(frozen=True, slots=True)
class Picture:
    """The re-encoded photo and its thumbnail, both JPEG."""

    photo: bytes
    thumb: bytes
    width: int
    height: int


def clean(source: IO[bytes]) -> Picture:
    """Raises BadInput when the content is no photo, damaged, or has too many pixels."""
    with _decoding:
        try:
            with _open(source) as image:
                return _clean(image)
        except _BOMB as error:
            raise _too_many_pixels() from error
        except _DAMAGED as error:
            raise _damaged() from error


def _open(source: IO[bytes]) -> Image.Image:
    source.seek(0)
    head = source.read(32)
    source.seek(0)
    try:
        image = Image.open(source, formats=FORMATS)
    except UnidentifiedImageError as error:
        raise _not_a_photo(head) from error
    if image.width * image.height > MAX_PIXELS:
        raise _too_many_pixels()
    return image


def _clean(image: Image.Image) -> Picture:
    turn = UPRIGHT.get(_orientation(image))
    image.draft("RGB", (LONG_EDGE, LONG_EDGE))  # decodes a large JPEG at a half, a quarter or an eighth
    with _decoding_large if image.width * image.height > LARGE else nullcontext():
        flat = _reduced(image)
    flat.thumbnail((LONG_EDGE, LONG_EDGE))
    if turn is not None:
        flat = flat.transpose(turn)
    photo = _encoded(flat)
    width, height = flat.size
    flat.thumbnail((THUMB_EDGE, THUMB_EDGE))
    return Picture(photo=photo, thumb=_encoded(flat), width=width, height=height)


def _reduced(image: Image.Image) -> Image.Image:
    """Flat, and brought near the final size band by band: no second full-size copy is ever made."""
    factor = max(1, max(image.size) // LONG_EDGE)
    if factor == 1:
        return _flat(image)
    width, height = (-(-edge // factor) for edge in image.size)
    small, step = Image.new("RGB", (width, height)), BAND * factor
    for top in range(0, image.height, step):
        band = image.crop((0, top, image.width, min(top + step, image.height)))
        small.paste(_flat(band).reduce(factor), (0, top // factor))
    return small


def _orientation(image: Image.Image) -> int:
    """1 (upright) when there is no EXIF or it is damaged: that is no reason to lose the photo."""
    try:
        return int(image.getexif().get(ORIENTATION, 1))
    except _DAMAGED:
        return 1


def _flat(image: Image.Image) -> Image.Image:
    """Painted on white: no transparency, no palette, and none of the metadata of ``image``."""
    canvas = Image.new("RGB", image.size, "white")
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        canvas.paste(layer, mask=layer.getchannel("A"))
    else:
        canvas.paste(image.convert("RGB"))
    return canvas


def _encoded(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, format="JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def _not_a_photo(head: bytes) -> BadInput:
    heic = head[4:8] == b"ftyp" and head[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"hevc")
    way_out = N_("Take a photo with the camera, or choose a JPEG or PNG picture.")
    if heic:
        way_out = N_(
            "Set the camera to the most compatible format (JPEG), or send a screenshot of the photo."
        )
    return BadInput(
        "files.not_a_photo",
        N_("This file is not a photo that can be shown."),
        way_out=way_out,
        field="photo",
    )


def _damaged() -> BadInput:
    return BadInput(
        "files.damaged",
        N_("The photo is damaged or did not arrive in full."),
        way_out=N_("Send it again; if that fails, take a new photo."),
        field="photo",
    )


def _too_many_pixels() -> BadInput:
    return BadInput(
        "files.too_many_pixels",
        N_("The picture is too large to be opened: more than %(limit)s million pixels."),
        way_out=N_("Take it again with a smaller picture size, or send a cropped part."),
        field="photo",
        params={"limit": MAX_PIXELS // 1_000_000},
    )
