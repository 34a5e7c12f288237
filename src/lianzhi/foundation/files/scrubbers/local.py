"""Faces and number plates by models on this machine; nothing leaves it. Needs requirements/scrub.txt.

Plates: PP-OCR (rapidocr, Apache-2.0 with its models) reads every text in the picture; what reads like a Chinese number
plate is covered. Faces: OpenCV's cascades for faces from the front and from the side (Haar; old, small, and blind for
faces turned away or covered). So a person who publishes a photo looks at it once more: this is a help, no promise.
"""

import re
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from PIL import Image

from lianzhi.foundation.files.scrubbers.box import Box

NEEDS = ("cv2", "rapidocr", "onnxruntime", "numpy")
PLATE = re.compile(r"[\u4e00-\u9fff][A-Z][·.\-\s]?[A-Z0-9挂学警港澳使领]{5,6}$|^[A-Z][·.\-\s]?[A-Z0-9]{5,6}$")
CASCADES = ("haarcascade_frontalface_default.xml", "haarcascade_profileface.xml")
SMALLEST = 24
EDGE = 1600  # text is read on a picture of this long edge


class Local:
    on = True

    def check_config(self) -> list[str]:
        missing = [name for name in NEEDS if find_spec(name) is None]
        return [f"not installed: {', '.join(missing)} (requirements/scrub.txt)"] if missing else []

    @cached_property
    def _reader(self) -> Any:
        from rapidocr import RapidOCR  # noqa: PLC0415  optional, and 600 MB in memory once it has read

        return RapidOCR()

    @cached_property
    def _faces(self) -> list[Any]:
        import cv2  # noqa: PLC0415  optional

        folder = Path(cv2.data.haarcascades)
        return [cv2.CascadeClassifier(str(folder / name)) for name in CASCADES]

    def find(self, image: Image.Image) -> list[Box]:
        return [*self._plates(image), *self._found_faces(image)]

    def _plates(self, image: Image.Image) -> list[Box]:
        import numpy as np  # noqa: PLC0415

        scale = min(1.0, EDGE / max(image.size))
        small = image if scale == 1.0 else image.resize([max(1, round(edge * scale)) for edge in image.size])
        read = self._reader(np.asarray(small.convert("RGB"))[:, :, ::-1])
        if read.txts is None:
            return []
        corners = zip(read.txts, read.boxes, strict=True)
        return [_around("plate", box / scale, image) for text, box in corners if is_plate(text)]

    def _found_faces(self, image: Image.Image) -> list[Box]:
        import numpy as np  # noqa: PLC0415

        grey = np.asarray(image.convert("L"))
        least = max(SMALLEST, max(image.size) // 60)
        found = [cascade.detectMultiScale(grey, 1.1, 4, minSize=(least, least)) for cascade in self._faces]
        return [Box("face", int(x), int(y), int(x + w), int(y + h)) for some in found for x, y, w, h in some]


def is_plate(text: str) -> bool:
    """Does a text read like a number plate of a car in China? ``浙A·12345``, also with its first character lost."""
    plain = text.strip().upper().replace(" ", "")
    return bool(PLATE.search(plain)) and any(char.isdigit() for char in plain)


def _around(kind: str, corners: Any, image: Image.Image) -> Box:
    """The upright box around four corners, a little larger."""
    xs, ys = corners[:, 0], corners[:, 1]
    wide, high = (float(xs.max() - xs.min()) * 0.08, float(ys.max() - ys.min()) * 0.2)
    left, top = int(max(0, xs.min() - wide)), int(max(0, ys.min() - high))
    right, bottom = min(image.width, xs.max() + wide), min(image.height, ys.max() + high)
    return Box(kind, left, top, int(right), int(bottom))
