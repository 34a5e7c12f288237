"""Measuring: duplicates must not flatter, confidence must be honest."""

import time

import numpy as np
import pytest
from support import town_talk
from support.shared_data import messages

from lianzhi.cases.importing import Row, read_messages
from lianzhi.cases.rules.classify import document
from lianzhi.cases.rules.evaluation import calibration_error, evaluate
from lianzhi.cases.rules.training import train


def test_the_report_adds_up():
    texts, labels = town_talk.reports(480)
    finished = []
    report = evaluate(texts, labels, seed=1, on_fold=finished.append)
    assert finished == [1, 2, 3, 4, 5]
    assert report.confusion.sum() == report.texts == 480
    assert [score.texts for score in report.per_label] == report.confusion.sum(axis=1).tolist()
    assert np.trace(report.confusion) / 480 == pytest.approx(report.accuracy)
    assert np.mean([score.f1 for score in report.per_label]) == pytest.approx(report.macro_f1)
    assert report.macro_f1 >= 0.9
    coverage = [cut.coverage for cut in report.cuts]
    assert coverage == sorted(coverage, reverse=True)


def test_copies_of_a_text_do_not_flatter_the_figures():
    draw = np.random.default_rng(4)
    nonsense = ["".join(chr(c) for c in draw.integers(0x4E00, 0x9000, 40)) for _ in range(60)]
    labels = ["甲", "乙"] * 30
    texts = [text + sign for text in nonsense for sign in ("。", "谢谢", "！请处理")]
    labels = [label for label in labels for _ in range(3)]
    honest = evaluate(texts, labels, seed=0)
    flattered = evaluate(texts, labels, seed=0, groups=np.arange(len(texts)))
    assert honest.groups == 60
    assert honest.accuracy < 0.7
    assert flattered.accuracy > 0.9


def test_calibration_error_is_the_mean_gap_of_confidence_and_truth():
    confidence = np.array([0.95, 0.95, 0.55, 0.55])
    right = np.array([True, True, True, False])
    assert calibration_error(confidence, right) == pytest.approx((2 * 0.05 + 2 * 0.05) / 4)
    assert calibration_error(np.array([1.0, 1.0]), np.array([True, True])) == 0


@pytest.fixture(scope="module")
def shared():
    rows = [row for row in read_messages(messages("labelled_messages.csv")) if isinstance(row, Row)]
    return [document(row.title, row.text) for row in rows], [row.label for row in rows]


@pytest.mark.shared_data
def test_the_shared_messages_reach_the_bar_with_honest_confidence(shared):
    report = evaluate(*shared, seed=0)
    assert report.macro_f1 >= 0.88
    assert report.ece <= 0.05


@pytest.mark.shared_data
def test_1500_shared_messages_a_second_are_judged_on_one_core(shared):
    texts, labels = shared
    model = train(texts, labels, seed=0)
    model.predict(texts[:100])
    started = time.process_time()  # CPU time of all threads together, so a second core cannot help
    model.predict(texts)
    assert len(texts) / (time.process_time() - started) >= 1500
