"""Learn a classifier from labelled messages (R-123): the shared file, or the town's own closed cases.

Nothing of a held-out text reaches the model that judges it: the choice of n-grams, their importance and the
weights are computed inside each fold. The folds give the sharpness (so that the confidence is honest) and
the macro-F1 kept in the model's ``meta``; the final weights then use everything. scikit-learn is imported
only here, only while training: it costs the running platform nothing.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize_scalar

from lianzhi.cases.rules.classify import (
    FORMAT,
    Floats,
    Model,
    bucket_counts,
    probabilities_from,
    weighted,
)
from lianzhi.kernel import similar
from lianzhi.kernel.checksums import canonical, sm3
from lianzhi.kernel.errors import N_, BadInput

FOLDS = 5
COST = 1.0  # C of the linear support vector machine
LEAST_TEXTS = 3  # an n-gram seen in fewer texts is dropped ...
MANY_TEXTS = 500  # ... once there are this many to learn from
LEAST_PER_LABEL = 2
SAME = 0.5  # texts that share half of their words are kept in one fold; lower, short texts would chain into one group
# Residents' real messages gave 4.5. Texts that are easier than life (made up, or all written by one office) are
# told apart without a doubt, and the factor would run away: the first unusual sentence would be judged for sure.
SHARPEST = 5.0

Codes = NDArray[np.int64]


@dataclass(frozen=True)
class Fitted:
    """Weights of one training run, before calibration. Columns are sorted buckets."""

    buckets: NDArray[np.int32]
    importance: Floats
    weights: Floats
    bias: Floats

    def margins(self, counts: sparse.csr_array) -> Floats:
        return weighted(counts[:, self.buckets], self.importance) @ self.weights + self.bias


def train(
    texts: Sequence[str],
    labels: Sequence[str],
    *,
    seed: int,
    name: str = "",
    day: date | None = None,
    groups: NDArray[np.int64] | None = None,
) -> Model:
    """A calibrated model. ``groups`` keeps texts together in one fold; by default near-duplicates are."""
    names, codes = coded(texts, labels)
    if groups is None:
        groups = similar.near_duplicates(texts, threshold=SAME)
    if len(np.unique(groups)) < 2:
        raise BadInput(
            "classify.all_alike",
            N_("All texts are nearly the same."),
            way_out=N_("Give texts about different matters."),
            field="text",
        )
    counts = bucket_counts(texts)
    margins = np.empty((len(codes), len(names)), np.float32)
    for learn, held_out in folds(codes, groups, seed=seed):
        margins[held_out] = fit(counts[learn], codes[learn], len(names), seed=seed).margins(counts[held_out])
    fitted = fit(counts, codes, len(names), seed=seed)
    meta = {
        "format": FORMAT,
        "name": name,
        "texts": len(texts),
        "sm3": sm3(canonical([list(texts), list(labels)]).encode()),
        "day": day.isoformat() if day else "",
        "seed": seed,
        "macro_f1": round(macro_f1(codes, margins.argmax(axis=1), len(names)), 4),
        "groups": len(np.unique(groups)),
    }
    return Model(
        labels=names,
        buckets=fitted.buckets,
        importance=fitted.importance,
        weights=fitted.weights,
        bias=fitted.bias,
        sharpness=sharpness(margins, codes),
        meta=meta,
    )


def folds(codes: Codes, groups: NDArray[np.int64], *, seed: int) -> Iterator[tuple[Codes, Codes]]:
    """(texts to learn from, texts held out): groups stay whole, the shares of the labels alike.

    Groups are dealt out from the largest to the smallest, each to the fold that has least of its labels.
    """
    sizes = np.bincount(groups, minlength=groups.max() + 1)
    order = np.random.default_rng(seed).permutation(np.unique(groups))
    order = order[np.argsort(-sizes[order], kind="stable")]
    rarity = 1 / np.maximum(np.bincount(codes), 1)
    dealt = np.zeros((FOLDS, len(rarity)))
    fold_of_group = np.zeros(len(sizes), np.int64)
    members = np.split(np.argsort(groups, kind="stable"), np.cumsum(sizes)[:-1])
    for group in order:
        labels = np.bincount(codes[members[group]], minlength=len(rarity))
        full = dealt @ (labels * rarity)
        fold = np.lexsort((dealt.sum(axis=1), full))[0]
        dealt[fold] += labels
        fold_of_group[group] = fold
    fold_of_text = fold_of_group[groups]
    for fold in np.unique(fold_of_text):
        yield np.flatnonzero(fold_of_text != fold), np.flatnonzero(fold_of_text == fold)


def fit(counts: sparse.csr_array, codes: Codes, labels: int, *, seed: int) -> Fitted:
    """One linear SVM per label. A label that this part of the data lacks gets the margin of a clear no."""
    from sklearn.svm import LinearSVC  # noqa: PLC0415  (lazy: see the module's text)

    seen = np.bincount(counts.indices, minlength=counts.shape[1])
    least = LEAST_TEXTS if counts.shape[0] >= MANY_TEXTS else 1
    buckets = np.flatnonzero(seen >= least).astype(np.int32)
    if not len(buckets):
        raise BadInput(
            "classify.no_letters",
            N_("The texts hold no letters to learn from."),
            way_out=N_("Look into the file: is the right column taken as text?"),
            field="text",
        )
    counts = counts[:, buckets]
    importance = _importance(counts, codes, labels)
    weights = np.zeros((len(buckets), labels), np.float32)
    bias = np.full(labels, -1, np.float32)
    if len(present := np.unique(codes)) == 1:
        bias[present] = 1
        return Fitted(buckets, importance, weights, bias)
    machine = LinearSVC(C=COST, random_state=seed, max_iter=10_000)
    machine.fit(weighted(counts, importance), codes)
    coefficients, intercept = machine.coef_, machine.intercept_
    if len(present) == 2:  # scikit-learn keeps one row for two classes
        coefficients, intercept = np.vstack([-coefficients, coefficients]), np.hstack([-intercept, intercept])
    weights[:, present] = coefficients.T
    bias[present] = intercept
    return Fitted(buckets, importance, weights, bias)


def _importance(counts: sparse.csr_array, codes: Codes, labels: int) -> Floats:
    """Rarity (idf) times the root of how unevenly the labels use an n-gram (spread of its log odds)."""
    presence = sparse.csr_array(
        (np.ones_like(counts.data), counts.indices, counts.indptr), shape=counts.shape
    )
    texts = np.bincount(codes, minlength=labels).astype(np.float64)
    member = sparse.csr_array(
        (np.ones(len(codes)), (codes, np.arange(len(codes)))), shape=(labels, len(codes))
    )
    inside = (member @ presence).toarray()
    total = inside.sum(axis=0)
    share_inside = (inside + 0.5) / (texts[:, None] + 1)
    share_outside = (total - inside + 0.5) / (len(codes) - texts[:, None] + 1)
    spread = np.log(share_inside / share_outside)[texts > 0].std(axis=0)
    idf = np.log((1 + len(codes)) / (1 + total)) + 1
    return (idf * np.sqrt(spread + 1e-6)).astype(np.float32)


def sharpness(margins: NDArray[Any], codes: Codes) -> float:
    """The factor on the margins, at most SHARPEST, under which the held-out labels were most likely."""

    def surprise(log_factor: float) -> float:
        chances = probabilities_from(margins, float(np.exp(log_factor)))
        return float(-np.log(np.maximum(chances[np.arange(len(codes)), codes], 1e-12)).mean())

    return float(np.exp(minimize_scalar(surprise, bounds=(-3, np.log(SHARPEST)), method="bounded").x))


def macro_f1(codes: Codes, guessed: Codes, labels: int) -> float:
    """Mean over the labels of 2TP / (2TP + FP + FN)."""
    hit = np.bincount(codes[codes == guessed], minlength=labels)
    both = np.bincount(codes, minlength=labels) + np.bincount(guessed, minlength=labels)
    return float(np.mean(2 * hit / np.maximum(both, 1)))


def coded(texts: Sequence[str], labels: Sequence[str]) -> tuple[tuple[str, ...], Codes]:
    if len(texts) != len(labels):
        raise ValueError("one label per text")
    per_label = Counter(labels)
    if len(per_label) < 2 or len(texts) < 2 * FOLDS:
        raise BadInput(
            "classify.too_few",
            N_("%(texts)d texts with %(labels)d labels are too few to learn from."),
            way_out=N_("Give at least ten labelled texts and two labels."),
            field="label",
            params={"texts": len(texts), "labels": len(per_label)},
        )
    if rare := sorted(label for label, count in per_label.items() if count < LEAST_PER_LABEL):
        raise BadInput(
            "classify.rare_label",
            N_("Seen only once: %(labels)s. One text is not enough to learn a label."),
            way_out=N_("Add texts with this label, or leave the label out."),
            field="label",
            params={"labels": ", ".join(rare)},
        )
    names = tuple(sorted(per_label))
    code = {name: i for i, name in enumerate(names)}
    return names, np.array([code[label] for label in labels], np.int64)
