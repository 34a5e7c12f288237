import numpy as np
import pytest

from lianzhi.kernel.similar import near_duplicates, resemblance, signatures

REPORT = "幸福小区三号楼门口的路灯已经坏了一个多星期，晚上老人和孩子出门很不安全，请尽快派人来维修。"
OTHER = "和平路菜市场每天早上占道经营，垃圾满地，公交车都过不去，希望城管部门管一管这个老问题。"


def test_the_same_words_have_the_same_signature_whatever_the_signs_and_widths():
    marks = signatures([REPORT, REPORT.replace("，", " , ").replace("。", "!!"), OTHER])
    assert resemblance(marks[0], marks[1]) == 1
    assert resemblance(marks[0], marks[2]) < 0.1


def test_a_text_with_some_words_changed_resembles_the_first_in_the_share_it_kept():
    longer = REPORT + OTHER
    marks = signatures([REPORT, longer])
    assert resemblance(marks[0], marks[1]) == pytest.approx(0.5, abs=0.15)


def test_near_duplicates_get_the_number_of_their_first_text():
    texts = [OTHER, REPORT, "您好！" + REPORT, "完全是另一件事情，和别的没有关系", REPORT + "谢谢"]
    assert near_duplicates(texts).tolist() == [0, 1, 1, 3, 1]


def test_texts_without_a_letter_stay_alone():
    assert near_duplicates(["", "。。", "路", "路"]).tolist() == [0, 1, 2, 2]


def test_no_texts_give_no_groups():
    assert near_duplicates([]).tolist() == []


def test_thousands_of_unrelated_texts_stay_apart():
    draw = np.random.default_rng(3)
    texts = ["".join(chr(c) for c in draw.integers(0x4E00, 0x9000, 60)) for _ in range(2000)]
    assert len(set(near_duplicates(texts + texts[:100]).tolist())) == 2000
