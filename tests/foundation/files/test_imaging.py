"""Whatever arrives becomes a clean JPEG, or a refusal that says what to do."""

import subprocess
import sys
import zipfile
from io import BytesIO

import pytest
from PIL import Image
from support.pictures import encoded, jpeg, png_bomb, png_text_bomb

from lianzhi.foundation.files.rules import imaging
from lianzhi.kernel.errors import BadInput


def shown(content: bytes) -> Image.Image:
    return Image.open(BytesIO(imaging.clean(BytesIO(content)).photo))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_turned_upright(orientation: int) -> None:
    upright = Image.new("RGB", (64, 32), "blue")
    upright.paste("red", (0, 0, 16, 16))
    back = {5: 5, 6: 8, 7: 7, 8: 6}.get(orientation, orientation)
    held = upright.transpose(imaging.UPRIGHT[back]) if orientation > 1 else upright
    exif = Image.Exif()
    exif[imaging.ORIENTATION] = orientation
    photo = shown(encoded(held, "JPEG", exif=exif, quality=95))
    assert photo.size == (64, 32)
    red, blue = photo.getpixel((4, 4)), photo.getpixel((60, 28))
    assert red[0] > 200 > 60 > red[2]
    assert blue[2] > 200 > 60 > blue[0]


def test_nothing_but_pixels_is_kept() -> None:
    profile = b"profile" * 30
    sent = jpeg(located=True, comment=b"taken at home", icc_profile=profile)
    assert b"PhoneMaker" in sent
    picture = imaging.clean(BytesIO(sent))
    for kept in (picture.photo, picture.thumb):
        image = Image.open(BytesIO(kept))
        assert not dict(image.getexif())
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        for secret in (b"PhoneMaker", b"taken at home", b"Exif", b"profileprofile"):
            assert secret not in kept


def test_large_photos_are_brought_to_size_and_small_ones_left() -> None:
    large = imaging.clean(BytesIO(jpeg((4000, 3000))))
    assert (large.width, large.height) == (2048, 1536)
    assert max(Image.open(BytesIO(large.thumb)).size) == 320
    small = imaging.clean(BytesIO(jpeg((100, 50))))
    assert (small.width, small.height) == (100, 50)


@pytest.mark.parametrize("format_", ["PNG", "WEBP", "GIF", "BMP", "AVIF", "JPEG"])
def test_common_formats_become_jpeg(format_: str) -> None:
    image = shown(encoded(Image.new("RGB", (40, 30), "green"), format_))
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (40, 30))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_kind_of_pixel_becomes_rgb(mode: str) -> None:
    assert shown(encoded(Image.new(mode, (8, 8)), "PNG")).mode == "RGB"


def test_print_colours_become_rgb() -> None:
    assert shown(encoded(Image.new("CMYK", (8, 8)), "JPEG")).mode == "RGB"


def test_what_is_transparent_becomes_white() -> None:
    assert shown(encoded(Image.new("RGBA", (8, 8), (255, 0, 0, 0)), "PNG")).getpixel((4, 4)) == (
        255,
        255,
        255,
    )


def test_of_an_animation_the_first_frame_is_kept() -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue", "green")]
    photo = shown(encoded(frames[0], "GIF", save_all=True, append_images=frames[1:]))
    assert photo.getpixel((10, 10))[0] > 200
    assert getattr(photo, "n_frames", 1) == 1


@pytest.mark.parametrize(
    "hidden", [b"<script>alert(1)</script>", b"PK\x03\x04 an archive", b"<?php system($_GET[0]); ?>"]
)
def test_what_hides_behind_or_inside_a_photo_is_left_behind(hidden: bytes) -> None:
    for polyglot in (jpeg() + hidden, jpeg(comment=hidden)):
        picture = imaging.clean(BytesIO(polyglot))
        assert hidden not in picture.photo
        assert hidden not in picture.thumb


def a_zip() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb", b"\0" * 10_000_000)
    return out.getvalue()


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
REFUSED = {
    "text": (b"not a photo at all", "files.not_a_photo"),
    "svg": (SVG, "files.not_a_photo"),
    "html": (b"<html><body onload=alert(1)>", "files.not_a_photo"),
    "zip bomb": (a_zip(), "files.not_a_photo"),
    "pdf": (b"%PDF-1.7\n1 0 obj", "files.not_a_photo"),
    "postscript": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "files.not_a_photo"),
    "one byte": (b"\xff", "files.not_a_photo"),
    "heic": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "files.not_a_photo"),
    "jpeg header only": (jpeg()[:20], "files.not_a_photo"),
    "jpeg cut": (jpeg()[:1500], "files.damaged"),
    "png cut": (encoded(Image.effect_noise((200, 200), 90), "PNG")[:9000], "files.damaged"),
    "gif cut": (encoded(Image.effect_noise((200, 200), 90).convert("P"), "GIF")[:9000], "files.damaged"),
    "webp cut": (encoded(Image.effect_noise((200, 200), 90).convert("RGB"), "WEBP")[:2000], "files.damaged"),
    "png text bomb": (png_text_bomb(), "files.damaged"),
    "pixel bomb": (png_bomb(20_000, 20_000), "files.too_many_pixels"),
    "just too many pixels": (png_bomb(10_000, 5_001), "files.too_many_pixels"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_good_photo_is_refused_with_a_way_out(name: str) -> None:
    content, code = REFUSED[name]
    with pytest.raises(BadInput) as refusal:
        imaging.clean(BytesIO(content))
    assert (refusal.value.code, refusal.value.field) == (code, "photo")
    assert refusal.value.way_out


def test_a_heic_photo_gets_its_own_advice() -> None:
    with pytest.raises(BadInput) as refusal:
        imaging.clean(BytesIO(REFUSED["heic"][0]))
    assert "JPEG" in refusal.value.way_out


def test_exactly_the_limit_of_pixels_is_taken() -> None:
    assert imaging.clean(BytesIO(png_bomb(10_000, 5_000))).width == 2048


def test_a_damaged_exif_does_not_lose_the_photo() -> None:
    sent = jpeg(orientation=6, located=True)
    spoilt = sent.replace(b"Exif\0\0MM\0*", b"Exif\0\0MM\xff\xff").replace(
        b"Exif\0\0II*\0", b"Exif\0\0II\xff\xff"
    )
    assert spoilt != sent
    assert shown(spoilt).format == "JPEG"


def test_a_large_picture_keeps_its_content_when_it_is_reduced_band_by_band() -> None:
    large = Image.new("RGBA", (4500, 6300), (0, 0, 255, 255))
    large.paste((255, 0, 0, 255), (0, 3000, 4500, 3300))
    large.paste((0, 0, 0, 0), (0, 6200, 4500, 6300))
    photo = shown(encoded(large, "PNG", compress_level=1))
    assert photo.size == (1463, 2048)
    ratio = 2048 / 6300
    for height, colour in (
        (100, (0, 0, 255)),
        (3150, (255, 0, 0)),
        (3500, (0, 0, 255)),
        (6250, (255, 255, 255)),
    ):
        pixel = photo.getpixel((700, int(height * ratio)))
        assert all(abs(a - b) < 12 for a, b in zip(pixel, colour, strict=True))


def test_the_largest_picture_that_is_taken_needs_little_more_than_its_own_pixels(tmp_path) -> None:
    """In a process of its own, where nothing else has grown before. 50 million pixels are 200 MB."""
    file = tmp_path / "large.png"
    file.write_bytes(encoded(Image.new("RGBA", (10_000, 5_000), (1, 2, 3, 200)), "PNG", compress_level=1))
    code = """
import resource, sys
from io import BytesIO
from lianzhi.foundation.files.rules import imaging
data = open(sys.argv[1], "rb").read()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
imaging.clean(BytesIO(data))
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""
    command = [sys.executable, "-c", code, str(file)]
    done = subprocess.run(
        command, capture_output=True, text=True, env={"PYTHONPATH": ":".join(sys.path)}, check=True
    )
    assert int(done.stdout) < 280
