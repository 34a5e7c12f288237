"""How good is the classifier, honestly?  Five folds, near-duplicates kept in one of them (R-123).

Each fold trains a whole model, calibration included, on the other four and asks it about texts it never saw.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lianzhi.cases.rules import training
from lianzhi.kernel import similar

THRESHOLDS = (0.5, 0.6, 0.7, 0.8, 0.9)
BINS = 10


@dataclass(frozen=True, slots=True)
class LabelScore:
    label: str
    precision: float
    recall: float
    f1: float
    texts: int


@dataclass(frozen=True, slots=True)
class Cut:
    """If only confidences from ``threshold`` on were acted upon: which share of texts, and how many right."""

    threshold: float
    coverage: float
    accuracy: float


@dataclass(frozen=True)
class Report:
    labels: tuple[str, ...]
    macro_f1: float
    accuracy: float
    ece: float  # expected calibration error: mean gap of confidence and accuracy over ten bins, 0 is perfect
    per_label: tuple[LabelScore, ...]
    confusion: NDArray[np.int64]  # true label x predicted label
    cuts: tuple[Cut, ...]
    texts: int
    groups: int


def evaluate(
    texts: Sequence[str],
    labels: Sequence[str],
    *,
    seed: int = 0,
    groups: NDArray[np.int64] | None = None,
    on_fold: Callable[[int], None] = lambda fold: None,
) -> Report:
    """Cross-validated figures. ``on_fold`` is called with 1, 2 ... as the folds finish."""
    names, codes = training.coded(texts, labels)
    if groups is None:
        groups = similar.near_duplicates(texts, threshold=training.SAME)
    chances = np.zeros((len(codes), len(names)))
    for number, (learn, held_out) in enumerate(training.folds(codes, groups, seed=seed), 1):
        model = training.train(
            [texts[i] for i in learn], [labels[i] for i in learn], seed=seed, groups=groups[learn]
        )
        known = [names.index(label) for label in model.labels]
        chances[np.ix_(held_out, known)] = model.probabilities([texts[i] for i in held_out])
        on_fold(number)
    return _report(names, codes, chances, len(np.unique(groups)))


def _report(
    names: tuple[str, ...], codes: NDArray[np.int64], chances: NDArray[np.float64], groups: int
) -> Report:
    guessed, confidence = chances.argmax(axis=1), chances.max(axis=1)
    right = guessed == codes
    confusion = np.zeros((len(names), len(names)), np.int64)
    np.add.at(confusion, (codes, guessed), 1)
    return Report(
        labels=names,
        macro_f1=training.macro_f1(codes, guessed, len(names)),
        accuracy=float(right.mean()),
        ece=calibration_error(confidence, right),
        per_label=tuple(_score(name, i, confusion) for i, name in enumerate(names)),
        confusion=confusion,
        cuts=tuple(_cut(threshold, confidence, right) for threshold in THRESHOLDS),
        texts=len(codes),
        groups=groups,
    )


def calibration_error(confidence: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """Expected calibration error over ten equally wide bins."""
    place = np.minimum((confidence * BINS).astype(np.int64), BINS - 1)
    gap = np.bincount(place, confidence, BINS) - np.bincount(place, right, BINS)
    return float(np.abs(gap).sum() / max(len(confidence), 1))


def _score(name: str, i: int, confusion: NDArray[np.int64]) -> LabelScore:
    hit, texts, guessed = int(confusion[i, i]), int(confusion[i].sum()), int(confusion[:, i].sum())
    return LabelScore(
        label=name,
        precision=hit / max(guessed, 1),
        recall=hit / max(texts, 1),
        f1=2 * hit / max(texts + guessed, 1),
        texts=texts,
    )


def _cut(threshold: float, confidence: NDArray[np.float64], right: NDArray[np.bool_]) -> Cut:
    taken = confidence >= threshold
    return Cut(threshold, float(taken.mean()), float(right[taken].mean()) if taken.any() else 0.0)
