"""Which office is a message for?  R-123 (identify, tidy); R-061: the machine proposes, people decide.

A linear model over hashed one- and two-character n-grams; no word segmentation (docs/adr/0003-classifier.md
holds what was tried and every figure quoted here). Inference needs numpy and scipy only; training is in
``training``, measuring in ``evaluation``. Confidence is a calibrated probability: among messages shown with
0.8, about 80 % are right.
"""

import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from lianzhi.kernel import ngrams
from lianzhi.kernel.errors import N_, BadInput

FORMAT = 1
SIZES = (1, 2)
BITS = 20  # buckets of the hash: 1,048,576
BLOCK = 512  # texts per batch: the arrays stay within a few megabytes
TITLE_WEIGHT = 2  # a title says the subject in few words, so its n-grams count twice
# Below this confidence a person decides. On the shared file 89 % of the messages lie above it and 95 % of
# those are right; of the 11 % below it only 60 % are (docs/adr/0003-classifier.md).
REVIEW_BELOW = 0.7

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Prediction:
    """Best and second-best label, each with its calibrated probability."""

    label: str
    confidence: float
    runner_up: str
    runner_up_confidence: float

    @property
    def needs_person(self) -> bool:
        return self.confidence < REVIEW_BELOW


@dataclass(frozen=True, slots=True)
class Reason:
    """An n-gram of the text and how much it spoke for the label (negative: against it)."""

    gram: str
    weight: float


def document(title: str, text: str) -> str:
    """Title and text as one input. Training and prediction must both come through here."""
    return "\n".join([title] * TITLE_WEIGHT + [text])


def bucket_counts(texts: Sequence[str]) -> sparse.csr_array:
    """How often each text holds each of the 2**20 buckets; rows are texts."""
    owner, value = ngrams.hashed(texts, SIZES)
    bucket = (value >> np.uint64(64 - BITS)).astype(np.int32)
    ones = np.ones(len(owner), np.float32)
    counts = sparse.csr_array((ones, (owner.astype(np.int32), bucket)), shape=(len(texts), 1 << BITS))
    counts.sum_duplicates()
    return counts


def weighted(counts: sparse.csr_array, importance: Floats) -> sparse.csr_array:
    """(1 + ln count) x importance, each row scaled to length one. The columns must already be the model's."""
    data = (1 + np.log(counts.data)) * importance[counts.indices]
    rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    length = np.sqrt(np.bincount(rows, data * data, minlength=counts.shape[0]))
    data /= np.maximum(length, 1e-9)[rows]
    return sparse.csr_array((data.astype(np.float32), counts.indices, counts.indptr), shape=counts.shape)


def probabilities_from(margins: NDArray[Any], sharpness: float) -> NDArray[np.float64]:
    """Softmax of the margins times ``sharpness`` (the inverse temperature fitted on held-out folds)."""
    scaled = margins.astype(np.float64) * sharpness
    scaled -= scaled.max(axis=1, keepdims=True)
    powers = np.exp(scaled)
    return powers / powers.sum(axis=1, keepdims=True)


@dataclass(frozen=True)
class Model:
    """A trained classifier. ``meta`` says what it was trained on and how well it did on held-out folds."""

    labels: tuple[str, ...]
    buckets: NDArray[np.int32]  # sorted; the n-gram buckets that the model knows
    importance: Floats  # one per bucket
    weights: Floats  # bucket x label
    bias: Floats  # one per label
    sharpness: float
    meta: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def _column(self) -> NDArray[np.int32]:
        """Bucket -> row of the model, -1 for the buckets it does not know."""
        table = np.full(1 << BITS, -1, np.int32)
        table[self.buckets] = np.arange(len(self.buckets), dtype=np.int32)
        return table

    def _features(self, texts: Sequence[str]) -> sparse.csr_array:
        owner, value = ngrams.hashed(texts, SIZES)
        column = self._column[(value >> np.uint64(64 - BITS)).astype(np.int32)]
        known = column >= 0
        ones = np.ones(int(known.sum()), np.float32)
        place = (owner[known].astype(np.int32), column[known])
        counts = sparse.csr_array((ones, place), shape=(len(texts), len(self.buckets)))
        counts.sum_duplicates()
        return weighted(counts, self.importance)

    def probabilities(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """One row per text, one column per label, rows sum to one."""
        margins = np.empty((len(texts), len(self.labels)), np.float32)
        for start in range(0, len(texts), BLOCK):
            features = self._features(texts[start : start + BLOCK])
            margins[start : start + BLOCK] = features @ self.weights + self.bias
        return probabilities_from(margins, self.sharpness)

    def predict(self, texts: Sequence[str]) -> list[Prediction]:
        chances = self.probabilities(texts)
        order = np.argsort(-chances, axis=1, kind="stable")[:, :2]
        return [
            Prediction(self.labels[a], float(row[a]), self.labels[b], float(row[b]))
            for (a, b), row in zip(order.tolist(), chances, strict=True)
        ]

    def ranked(self, text: str) -> list[tuple[str, float]]:
        """All labels with their probabilities, likeliest first."""
        chances = self.probabilities([text])[0]
        return [(self.labels[i], float(chances[i])) for i in np.argsort(-chances, kind="stable")]

    def explain(self, text: str, label: str | None = None, top: int = 8) -> list[Reason]:
        """The n-grams of the text that spoke most for ``label`` (by default the predicted one)."""
        chosen = (
            self.labels.index(label) if label is not None else int(self.probabilities([text])[0].argmax())
        )
        features = self._features([text])
        spoke = dict(zip(features.indices.tolist(), features.data.tolist(), strict=True))
        folded = ngrams.letters([text]).rstrip("\0")
        grams = dict.fromkeys(folded[i : i + n] for n in SIZES for i in range(len(folded) - n + 1))
        reasons = []
        for gram in (g for g in grams if " " not in g):
            owner, value = ngrams.hashed([gram], (len(gram),))
            column = int(self._column[int(value[0] >> np.uint64(64 - BITS))]) if len(owner) else -1
            if column in spoke:
                reasons.append(Reason(gram, spoke[column] * float(self.weights[column, chosen])))
        return sorted(reasons, key=lambda reason: -reason.weight)[:top]

    def save(self, path: Path) -> None:
        """Written beside the target and moved, so that a reader never sees half a model. Makes the folder."""
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(path.name + ".part")
        with unfinished.open("wb") as file:
            np.savez_compressed(
                file,
                format=np.array(FORMAT),
                labels=np.array(self.labels),
                buckets=self.buckets,
                importance=self.importance.astype(np.float16),
                weights=self.weights.astype(np.float16),
                bias=self.bias,
                sharpness=np.array(self.sharpness),
                meta=np.array(json.dumps(dict(self.meta), ensure_ascii=False)),
            )
        unfinished.replace(path)

    @classmethod
    def load(cls, path: Path) -> "Model":
        try:
            with path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
                return cls._of(file)
        except (ValueError, KeyError, zipfile.BadZipFile, EOFError) as problem:
            raise BadInput(
                "classify.not_a_model",
                N_("The file %(name)s is not a classifier of this version."),
                way_out=N_("Train it again: lianzhi classify train FILE."),
                field="model",
                params={"name": path.name},
            ) from problem

    @classmethod
    def _of(cls, file: Mapping[str, NDArray[Any]]) -> "Model":
        if int(file["format"]) != FORMAT:
            raise ValueError("another format")
        return cls(
            labels=tuple(file["labels"].tolist()),
            buckets=file["buckets"],
            importance=file["importance"].astype(np.float32),
            weights=file["weights"].astype(np.float32),
            bias=file["bias"],
            sharpness=float(file["sharpness"]),
            meta=json.loads(str(file["meta"])),
        )
