"""What other settings of the classifier would give: python bench/classify_choices.py LABELLED

Macro-F1 of five folds for three seeds; one setting at a time differs from the one in use. The table of
docs/adr/0003-classifier.md comes from here. Takes about five minutes.
"""

import argparse
from pathlib import Path
from unittest.mock import patch

import numpy as np
from scipy import sparse

from lianzhi.cases.importing import Row, read_messages
from lianzhi.cases.rules import classify, training
from lianzhi.kernel import similar

SEEDS = (0, 1, 2)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("labelled", type=Path)
    rows = [row for row in read_messages(parser.parse_args().labelled) if isinstance(row, Row)]
    groups = similar.near_duplicates([classify.document(row.title, row.text) for row in rows])
    measure = Measure(rows, groups)
    measure("as in use")
    for sizes in ((1,), (2,), (1, 2, 3), (2, 3), (2, 3, 4)):
        measure(f"n-grams of {sizes}", classify, SIZES=sizes)
    for bits in (14, 16, 18, 22):
        measure(f"2**{bits} buckets", classify, BITS=bits)
    for weight in (0, 1, 3, 4):
        measure(f"title x {weight}", classify, TITLE_WEIGHT=weight)
    for cost in (0.3, 0.5, 2.0):
        measure(f"C = {cost}", training, COST=cost)
    for least in (1, 2, 5, 8):
        measure(f"n-grams in {least} texts and more", training, LEAST_TEXTS=least)
    measure("importance: idf only", training, _importance=idf_only)
    measure("importance: none", training, _importance=lambda counts, codes, labels: equal(counts))
    measure("counts instead of 1 + ln", training, weighted=whole_counts)


class Measure:
    def __init__(self, rows: list[Row], groups: np.ndarray) -> None:
        self.rows, self.groups = rows, groups

    def __call__(self, name: str, module: object = classify, **changed: object) -> None:
        with patch.multiple(module, **changed) if changed else patch.multiple(classify, SIZES=classify.SIZES):
            scores = [self.score(seed) for seed in SEEDS]
        print(f"| {name} | {np.mean(scores):.4f} | {min(scores):.4f}-{max(scores):.4f} |", flush=True)

    def score(self, seed: int) -> float:
        texts = [classify.document(row.title, row.text) for row in self.rows]
        names, codes = training.coded(texts, [row.label for row in self.rows])
        counts, guessed = classify.bucket_counts(texts), np.empty_like(codes)
        for learn, held_out in training.folds(codes, self.groups, seed=seed):
            fitted = training.fit(counts[learn], codes[learn], len(names), seed=seed)
            guessed[held_out] = fitted.margins(counts[held_out]).argmax(axis=1)
        return training.macro_f1(codes, guessed, len(names))


def idf_only(counts: sparse.csr_array, codes: np.ndarray, labels: int) -> np.ndarray:
    seen = np.bincount(counts.indices, minlength=counts.shape[1])
    return (np.log((1 + len(codes)) / (1 + seen)) + 1).astype(np.float32)


def equal(counts: sparse.csr_array) -> np.ndarray:
    return np.ones(counts.shape[1], np.float32)


def whole_counts(counts: sparse.csr_array, importance: np.ndarray) -> sparse.csr_array:
    undone = counts.copy()
    undone.data = np.exp(counts.data.astype(np.float64) - 1)
    return classify.weighted(undone, importance)


if __name__ == "__main__":
    main()
