"""Pictures as phones and ill-wishers send them, made here: no file of anybody's."""

import struct
import zlib
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

PLACE_AND_TIME = {0x010F: "PhoneMaker", 0x0132: "2026:11:22 10:00:00"}


def jpeg(size: tuple[int, int] = (400, 300), *, orientation: int = 0, located: bool = False, **more) -> bytes:
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    image.putpixel((0, 0), (255, 0, 0))
    exif = Image.Exif()
    if orientation:
        exif[0x0112] = orientation
    if located:
        for tag, value in PLACE_AND_TIME.items():
            exif[tag] = value
        exif.get_ifd(0x8825)[2] = (30.0, 17.0, 31.0)
        exif.get_ifd(0x8825)[1] = "N"
    return encoded(image, "JPEG", exif=exif, **more)


def encoded(image: Image.Image, format_: str, **more) -> bytes:
    out = BytesIO()
    image.save(out, format=format_, **more)
    return out.getvalue()


def upload(content: bytes, name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def png_bomb(width: int, height: int) -> bytes:
    """A PNG of a few KB that unfolds to ``width`` x ``height`` pixels."""
    row = b"\0" * (width // 8 + 2)
    packed = zlib.compressobj(9)
    data = b"".join(packed.compress(row) for _ in range(height)) + packed.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def png_text_bomb() -> bytes:
    """A small PNG with a compressed text of 300 MB."""
    packed = zlib.compressobj(9)
    text = b"".join(packed.compress(b"a" * 1_000_000) for _ in range(300)) + packed.flush()
    plain = encoded(Image.new("RGB", (4, 4)), "PNG")
    return plain[:33] + _chunk(b"zTXt", b"note\0\0" + text) + plain[33:]


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
