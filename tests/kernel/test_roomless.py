"""Which part of a written address is below the building, and what only looks so."""

import pytest

from lianzhi.kernel.roomless import without_room


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("桂溪苑3幢2单元302室", "桂溪苑3幢"),
        ("桂溪苑3幢302", "桂溪苑3幢"),
        ("桂溪苑3-2-302", "桂溪苑3"),
        ("桂溪苑3幢-2-302室", "桂溪苑3幢"),
        ("桂溪苑三幢二单元三楼", "桂溪苑三幢"),
        ("桂溪苑3号楼 2单元 1101房", "桂溪苑3号楼"),
        ("文一路12号甲单元501室门口", "文一路12号门口"),
        ("文一路12号", "文一路12号"),
        ("文一路12号3幢", "文一路12号3幢"),
        ("文一路120号与桂溪路路口", "文一路120号与桂溪路路口"),
        ("桂溪社区卫生室旁", "桂溪社区卫生室旁"),
        ("北门", "北门"),
        ("", ""),
    ],
)
def test_the_room_goes_and_the_building_stays(text: str, seen: str) -> None:
    assert without_room(text) == seen
