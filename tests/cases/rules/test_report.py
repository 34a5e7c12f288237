"""What a report must hold, just below, at and just above each limit."""

import pytest

from lianzhi.cases.rules.report import LONGEST, SHORTEST, check_coordinates, clean_text
from lianzhi.kernel.errors import BadInput


@pytest.mark.parametrize(
    "text", ["", "  \n ", "灯" * (SHORTEST - 1), "字" * (LONGEST + 1), "\x00\x07", "字" * 10_000]
)
def test_a_text_that_cannot_be_used_is_refused_beside_its_field_with_a_way_out(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        clean_text(text)

    assert refused.value.field == "text"
    assert refused.value.way_out


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("灯" * SHORTEST, "灯" * SHORTEST),
        ("字" * LONGEST, "字" * LONGEST),
        ("  路灯坏了  \r\n三天了", "路灯坏了  \n三天了"),
        ("路灯\x00坏\x1b了哦", "路灯坏了哦"),
        ("👵 lamp is out", "👵 lamp is out"),
    ],
)
def test_harmless_control_characters_go_and_the_rest_stays(text: str, kept: str) -> None:
    assert clean_text(text) == kept


@pytest.mark.parametrize(("lon", "lat"), [(120.0, None), (None, 30.0), (181.0, 30.0), (120.0, -91.0)])
def test_half_a_place_or_one_off_this_planet_is_refused(lon, lat) -> None:
    with pytest.raises(BadInput) as refused:
        check_coordinates(lon, lat)

    assert refused.value.field == "place"


def test_no_place_is_a_place_to_be_found_later() -> None:
    assert check_coordinates(None, None) is None
