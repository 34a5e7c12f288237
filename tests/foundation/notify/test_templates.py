"""Message texts are data; what is wrong in them is named with its place."""

import pytest

from lianzhi.foundation.notify import registry
from lianzhi.foundation.notify.rules.wording import read

GOOD = {"zh": "您好 %(name)s", "en": "Hello %(name)s"}


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (["a"], "expected templates by name"),
        ({"a": "text"}, "a: give exactly the texts zh and en"),
        ({"a": {"zh": "x"}}, "a: give exactly the texts zh and en"),
        ({"a": {**GOOD, "fr": "x"}}, "a: give exactly the texts zh and en"),
        ({"a": {"zh": "%(nom)s", "en": "%(name)s"}}, r"a: zh and en use different values: \['name', 'nom'\]"),
        ({"a": {"zh": "100%", "en": "100%"}}, "a: a stray %"),
        ({"a": {"zh": "%(name)d", "en": "%(name)d"}}, "a: a stray %"),
    ],
)
def test_a_wrong_file_is_refused_with_the_place(data, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        read(data, "messages.yaml")


def test_two_rooms_cannot_declare_the_same_message_differently(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(registry, "_templates", {})
    one, two = tmp_path / "one.yaml", tmp_path / "two.yaml"
    one.write_text("a: {zh: 甲, en: a}", encoding="utf-8")
    two.write_text("a: {zh: 乙, en: b}", encoding="utf-8")
    registry.declare(one)
    registry.declare(one)
    with pytest.raises(ValueError, match="two rooms"):
        registry.declare(two)
    assert registry.template("a").text("zh-hans", {}) == "甲"
