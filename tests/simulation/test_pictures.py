"""Pictures of the simulation are taken in like any photo and say what they are."""

from io import BytesIO
from random import Random

import numpy as np
import pytest
from PIL import Image

from lianzhi.foundation.files import api as files
from lianzhi.kernel.actor import Actor
from lianzhi.simulation import pictures

YELLOW = (250, 236, 35)


def test_the_same_dice_draw_the_same_picture_and_others_another() -> None:
    assert pictures.drawn("noise", Random(1)) == pictures.drawn("noise", Random(1))
    assert pictures.drawn("noise", Random(1)) != pictures.drawn("noise", Random(2))


def test_every_picture_carries_the_mark() -> None:
    picture = Image.open(BytesIO(pictures.drawn("car-parking", Random(3))))
    band = np.asarray(picture.crop((0, 0, 400, 74)).convert("RGB")).astype(int)
    marked = int((np.abs(band - YELLOW).max(axis=2) < 60).sum())

    assert picture.size == pictures.SIZE
    assert marked > 1500


@pytest.mark.django_db
def test_a_picture_goes_through_the_same_door_as_a_photo(settings, tmp_path) -> None:
    settings.HOME, settings.FILES_ROOT = tmp_path, tmp_path / "files"
    by = Actor("simulated:1", "模拟居民")

    ids = pictures.taken("noise", Random(1), by, "report")
    from django.db import transaction

    with transaction.atomic():
        files.attach(ids, "case:1", by=by)

    assert [view.id for view in files.of("case:1")] == ids
