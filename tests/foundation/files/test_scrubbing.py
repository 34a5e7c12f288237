"""Nobody but the handler sees a face or a plate: while waiting nothing, afterwards a covered copy."""

from importlib.util import find_spec
from io import BytesIO

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from support.pictures import encoded, upload

from lianzhi.foundation.files import api, queries, scrubbers, scrubbing, store, views
from lianzhi.foundation.files.models import Photo, Scrub
from lianzhi.foundation.files.scrubbers.box import Box
from lianzhi.foundation.files.scrubbers.local import is_plate
from lianzhi.kernel.actor import Actor

LI = Actor("resident:1", "李")
FONT = "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc"
MODELS = find_spec("rapidocr") is not None and find_spec("cv2") is not None
needs_models = pytest.mark.skipif(not MODELS, reason="the models are not installed (requirements/scrub.txt)")


class Marks:
    """Finds one fixed box, so that the way of a photo can be tested without a model."""

    on = True

    def check_config(self) -> list[str]:
        return []

    def find(self, image):
        return [Box("face", 10, 10, 60, 60)]


class Breaks(Marks):
    def find(self, image):
        raise RuntimeError("no model today")


@pytest.fixture
def scrubber(monkeypatch):
    def use(adapter):
        monkeypatch.setattr(scrubbers, "_made", lambda name: adapter)

    return use


def attached() -> Photo:
    view = api.take_photo(
        upload(encoded(Image.effect_noise((200, 100), 80).convert("RGB"), "JPEG")), by=LI, purpose="report"
    )
    api.attach([view.id], "case:1", by=LI)
    return Photo.objects.get(pk=view.id)


def pixels(photo: Photo, variant: str) -> Image.Image:
    return Image.open(BytesIO(store.where(photo.path, variant).read_bytes()))


@pytest.mark.django_db
def test_without_a_scrubber_a_photo_is_shown_as_it_is(scrubber):
    photo = attached()

    assert not Scrub.objects.exists()
    assert queries.variant_for(photo, "photo", whole=lambda: False) == "photo"


@pytest.mark.django_db
def test_until_the_copy_is_made_only_the_handler_sees_anything(scrubber):
    scrubber(Marks())
    photo = attached()

    assert queries.variant_for(photo, "photo", whole=lambda: True) == "photo"
    assert queries.variant_for(photo, "photo", whole=lambda: False) is None
    assert queries.content(photo.id) is None


@pytest.mark.django_db
def test_the_copy_covers_what_was_found_and_leaves_the_rest(scrubber):
    scrubber(Marks())
    photo = attached()

    scrubbing.scrub_photo.func(photo.id)

    row = Scrub.objects.get()
    assert (row.state, row.found) == ("done", {"face": 1})
    before, after = pixels(photo, "photo"), pixels(photo, "scrubbed_photo")
    assert _contrast(after.crop((20, 20, 50, 50))) < _contrast(before.crop((20, 20, 50, 50))) / 3
    assert _contrast(after.crop((120, 20, 150, 50))) > _contrast(before.crop((120, 20, 150, 50))) / 2
    assert queries.variant_for(photo, "thumb", whole=lambda: False) == "scrubbed_thumb"


@pytest.mark.django_db
def test_a_photo_whose_copy_failed_stays_hidden(scrubber, caplog):
    scrubber(Breaks())
    photo = attached()

    scrubbing.scrub_photo.func(photo.id)

    assert Scrub.objects.get().state == "failed"
    assert queries.variant_for(photo, "photo", whole=lambda: False) is None
    assert "could not be scrubbed" in caplog.text


@pytest.mark.django_db
def test_a_reader_who_is_not_the_handler_gets_a_grey_square_and_then_the_copy(scrubber, monkeypatch):
    scrubber(Marks())
    photo = attached()
    monkeypatch.setattr(views.sights, "may_see", lambda request, photo: True)
    monkeypatch.setattr(views.sights, "may_see_whole", lambda request, photo: "handler" in request.GET)

    assert _shown(photo) == views.NOT_YET
    assert _shown(photo, handler="1") == store.where(photo.path, "photo").read_bytes()
    scrubbing.scrub_photo.func(photo.id)
    assert _shown(photo) == store.where(photo.path, "scrubbed_photo").read_bytes()


def test_removing_a_photo_removes_its_copies(files_root):
    store.put_scrubbed("ab/x-y", b"1", b"2")

    store.remove("ab/x-y")

    assert [path for path in files_root.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("text", ["浙A·5K329", "浙AD12345", "沪C·88Z10", "粤B 12345", "A·5K329", "浙A1234警"])
def test_what_reads_like_a_plate_is_one(text):
    assert is_plate(text)


@pytest.mark.parametrize(
    "text", ["烧烤大排档", "3号楼", "A", "文一路128号", "SALE", "浙江省杭州市", "13800000001"]
)
def test_what_reads_otherwise_is_none(text):
    assert not is_plate(text)


@needs_models
def test_the_local_model_covers_plates_and_leaves_the_shop_sign():
    local = scrubbers.Local()
    picture = Image.effect_noise((1200, 900), 40).convert("RGB").filter(ImageFilter.GaussianBlur(3))
    _write(picture, "浙A·5K329", (300, 600), (20, 60, 160))
    _write(picture, "烧烤大排档", (100, 100), (200, 30, 30))

    found = [box for box in local.find(picture) if box.kind == "plate"]

    assert len(found) == 1
    plate = found[0]
    assert (
        plate.left <= 315
        and plate.top <= 620
        and plate.right >= 480
        and plate.bottom >= 650
        and plate.top > 300
    )


def test_models_that_are_not_there_are_named(monkeypatch):
    monkeypatch.setattr("lianzhi.foundation.files.scrubbers.local.find_spec", lambda name: None)

    assert "rapidocr" in scrubbers.Local().check_config()[0]


def _shown(photo: Photo, **query) -> bytes:
    request: HttpRequest = RequestFactory().get("/", query)
    return views.show(request, photo.id, "photo").content


def _contrast(image: Image.Image) -> float:
    values = list(image.convert("L").get_flattened_data())
    mean = sum(values) / len(values)
    return sum((value - mean) ** 2 for value in values) / len(values)


def _write(picture: Image.Image, text: str, at: tuple[int, int], ground: tuple[int, int, int]) -> None:
    sign = Image.new("RGB", (250, 64), ground)
    ImageDraw.Draw(sign).text((10, 2), text, font=ImageFont.truetype(FONT, 44), fill="white")
    picture.paste(sign, at)
