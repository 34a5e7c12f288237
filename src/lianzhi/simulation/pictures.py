"""Simple drawn pictures for a few simulated reports, marked 模拟 so that nobody takes them for photos.  Pillow."""

from io import BytesIO
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from lianzhi.foundation.files import api as files
from lianzhi.kernel.actor import Actor

SIZE = (800, 600)
_SKY = ("#cfe3f5", "#dfe7ee", "#b9cfe6", "#f1e3c8", "#2a3650")
_WALL = ("#d8c8b0", "#c9d2d8", "#e3d7c4", "#b8bfc4", "#cdb7a0")
_THING = {
    "dumped-rubbish": ("#5a6f3c", "#7b5a3a", "#39424a"),
    "car-parking": ("#a33a3a", "#39557a", "#dfe3e6"),
    "bike-parking": ("#e0b12a", "#3f8f62", "#39557a"),
}
# 模 and 拟 as strokes in a box of 10 x 10: drawn by hand for this file, no font is needed.
_STROKES = (
    ((0, 3, 4, 3), (2, 0, 2, 10), (2, 4, 0, 7), (2, 4, 4, 6), (5, 1, 10, 1), (6, 0, 6, 2), (9, 0, 9, 2), (5, 3, 10, 3),
     (5, 3, 5, 6), (10, 3, 10, 6), (5, 4.5, 10, 4.5), (5, 6, 10, 6), (4, 7.5, 10, 7.5), (7.5, 6, 4, 10), (7.5, 7.5, 10, 10)),
    ((0, 2.5, 4, 2.5), (2, 0, 2, 9), (2, 9, 1, 8.3), (0, 6.5, 4, 5), (5, 1, 5, 8), (5, 8, 7, 6), (6.3, 2, 7, 4), (9.3, 0, 8.6, 5),
     (8.6, 5, 5.5, 10), (8.2, 6.5, 10, 10)),
)  # fmt: skip


def taken(category: str, dice: Random, by: Actor, purpose: str) -> list[str]:
    """The id of one drawn picture, taken in through the same door as a resident's photo."""
    upload = SimpleUploadedFile("simulated.jpg", drawn(category, dice), content_type="image/jpeg")
    return [files.take_photo(upload, by=by, purpose=purpose).id]


def drawn(category: str, dice: Random) -> bytes:
    """A street scene as JPEG: sky, houses, ground, and something in front."""
    picture = Image.new("RGB", SIZE, dice.choice(_SKY))
    pen = ImageDraw.Draw(picture)
    _houses(pen, dice)
    pen.rectangle((0, 400, *SIZE), fill=dice.choice(("#8d9094", "#7f8a84", "#9a958c")))
    pen.rectangle((0, 392, SIZE[0], 402), fill="#c9ccd0")
    _things(pen, dice, _THING.get(category, ("#b0553a", "#4d6b8a", "#6a6f74")))
    _mark(pen)
    out = BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()


def _houses(pen: ImageDraw.ImageDraw, dice: Random) -> None:
    left = -20
    while left < SIZE[0]:
        width, top = dice.randint(110, 220), dice.randint(90, 260)
        pen.rectangle((left, top, left + width, 400), fill=dice.choice(_WALL), outline="#8a8f94")
        for y in range(top + 24, 370, 52):
            for x in range(left + 18, left + width - 30, 44):
                pen.rectangle((x, y, x + 22, y + 28), fill=dice.choice(("#5f7890", "#87a0b5", "#f0dfa0")))
        left += width


def _things(pen: ImageDraw.ImageDraw, dice: Random, colours: tuple[str, ...]) -> None:
    for _ in range(dice.randint(3, 9)):
        x, y, size = dice.randint(120, 620), dice.randint(420, 520), dice.randint(24, 80)
        colour = dice.choice(colours)
        shape = dice.choice((pen.ellipse, pen.rectangle))
        shape((x, y - size * 0.6, x + size, y), fill=colour, outline="#2b2f33")


def _mark(pen: ImageDraw.ImageDraw) -> None:
    """A band with 模拟 SIMULATED, large enough to be read in a thumbnail."""
    pen.rectangle((0, 0, SIZE[0], 74), fill="#0b1a33")
    for index, strokes in enumerate(_STROKES):
        left = 20 + index * 62
        for a, b, c, d in strokes:
            pen.line((left + a * 5, 12 + b * 5, left + c * 5, 12 + d * 5), fill="#faec23", width=5)
    pen.text((160, 22), "SIMULATED", fill="#faec23", font_size=34)
