"""The network of general Chinese, from the files that the package jieba carries."""

import numpy as np
import pytest

from lianzhi.territory.rules.addresses.chain import Steps
from lianzhi.territory.rules.addresses.general import FILES, LETTERS, SIZE, WIDTH, General
from lianzhi.territory.tagging import general_chinese

TEXTS = ["余杭区闲林街道", "翡翠城3幢", "中国人民银行"]


@pytest.fixture(scope="module")
def general() -> General:
    return general_chinese()


def read(general: General, texts: list[str]) -> list[np.ndarray]:
    """(tokens, 384) of each text."""
    lengths = np.array([len(text) for text in texts])
    steps = Steps.of(lengths)
    told = np.empty((len(steps.flat), WIDTH), np.float32)
    told[steps.flat] = general.read(
        np.array([ord(c) for text in texts for c in text], np.int32)[steps.flat], steps
    )
    return np.split(told, np.cumsum(lengths)[:-1])


def test_a_character_is_described_by_what_stands_before_and_after_it(general: General) -> None:
    (first, second) = read(general, ["余杭区", "余姚区"])
    own, onward, back = slice(0, SIZE), slice(SIZE, 2 * SIZE), slice(2 * SIZE, WIDTH)
    assert np.allclose(first[0, own], second[0, own])
    assert np.allclose(first[0, onward], second[0, onward], atol=1e-6)
    assert not np.allclose(first[0, back], second[0, back], atol=1e-2)
    assert not np.allclose(first[2, onward], second[2, onward], atol=1e-2)
    assert np.allclose(first[2, back], second[2, back], atol=1e-6)


def test_a_text_is_read_alone_as_among_others(general: General) -> None:
    for text, among in zip(TEXTS, read(general, TEXTS), strict=True):
        assert np.allclose(read(general, [text])[0], among, atol=1e-5)


def test_like_characters_are_alike(general: General) -> None:
    """What was learnt elsewhere: numerals and units stand nearer to each other than to others."""
    (told,) = read(general, ["三五镇乡"])
    near = told[:, :SIZE] / np.linalg.norm(told[:, :SIZE], axis=1, keepdims=True)
    like = near @ near.T
    assert min(like[0, 1], like[2, 3]) > max(like[0, 2], like[0, 3], like[1, 2], like[1, 3])


def test_what_it_never_saw_counts_as_the_same_other(general: General) -> None:
    one, two = read(general, ["\ue000", "\ue001"])
    assert np.array_equal(one, two)


def test_a_model_keeps_it(general: General) -> None:
    kept = General.from_arrays(general.to_arrays())
    for told, again in zip(read(general, TEXTS), read(kept, TEXTS), strict=True):
        assert np.allclose(told, again, atol=0.02)


def test_other_files_are_refused() -> None:
    files = dict.fromkeys(FILES, b"")
    files[LETTERS] = b"0\ta\n1\tOOV"
    with pytest.raises(ValueError, match="another shape"):
        General.of(files)
