"""Numbers of video platforms."""

import pytest

from lianzhi.kernel.errors import BadInput
from lianzhi.sensing.rules.gb28181 import checked


@pytest.mark.parametrize(
    ("number", "kept"),
    [
        ("", ""),
        ("33019900 00 132 0 000001", "33019900001320000001"),
        ("33019900001310000001", "33019900001310000001"),
    ],
)
def test_cameras_are_taken(number, kept) -> None:
    assert checked(number) == kept


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("3301", "sensing.gb"),
        ("3301990000132000000x", "sensing.gb"),
        ("33019900002000000001", "sensing.gb_type"),
    ],
)
def test_others_are_refused_with_the_reason(number, code) -> None:
    with pytest.raises(BadInput) as refused:
        checked(number)

    assert refused.value.code == code
