"""Cut free-text addresses into elements: province … road, number, quarter, building, unit, room (R-074, issue 4). Pure.

A conditional random field over hashed evidence (``features``, ``lexicon``, ``chain``; why: ADR 0009). A model is
learnt from labelled addresses, a town's own or the ones that ``grammar`` makes up, and is an npz file without pickle.
"""

import io
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from lianzhi.kernel.errors import N_, BadInput
from lianzhi.territory.rules.addresses import chain, features
from lianzhi.territory.rules.addresses.features import Batch, Codes
from lianzhi.territory.rules.addresses.lexicon import Lexicon
from lianzhi.territory.rules.addresses.tokens import chunks, plain, spans

FORMAT = 1
BLOCK = 512  # addresses that go through at once
LONGEST = 400  # tokens of one address that are read
LEAST_SEEN = 2  # evidence seen once only is not learnt
SMALLEST = 0.02  # rows of weights that are all smaller are left out of the model
Labelled = tuple[Sequence[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Element:
    """A part of an address: its kind, what was written, and where it stands in the text."""

    kind: str
    text: str
    start: int
    end: int


@dataclass
class Tagger:
    labels: tuple[str, ...]
    buckets: NDArray[np.int32]
    weights: chain.Floats
    moves: chain.Floats
    begin: chain.Floats
    names: Lexicon
    meta: dict[str, Any]

    def __post_init__(self) -> None:
        self._row = np.zeros(1 << features.BITS, np.int32)
        self._row[self.buckets] = np.arange(1, len(self.buckets) + 1)

    def tag(self, text: str) -> list[Element]:
        return self.tag_all([text])[0]

    def tag_all(self, texts: Sequence[str]) -> list[list[Element]]:
        """The elements of each text, in the order of the text."""
        found: list[list[Element]] = []
        for at in range(0, len(texts), BLOCK):
            found += self._tag_block(texts[at : at + BLOCK])
        return found

    def _tag_block(self, texts: Sequence[str]) -> list[list[Element]]:
        places = [spans(text)[:LONGEST] for text in texts]
        read = [plain(text) for text in texts]
        pieces = [[text[a:b] for a, b in where] for text, where in zip(read, places, strict=True)]
        return [
            [
                Element(kind, text[where[a][0] : where[b - 1][1]], where[a][0], where[b - 1][1])
                for a, b, kind in chunks(labels)
            ]
            for text, where, labels in zip(texts, places, self.label(pieces), strict=True)
        ]

    def label(self, addresses: Sequence[Sequence[str]]) -> list[list[str]]:
        """The label of each token (``B-road``), for addresses that are cut already."""
        batch = Batch(addresses)
        rows = self._row[features.buckets(features.hashed(batch, self.names.evidence(batch)))]
        steps = np.arange(0, rows.size + 1, rows.shape[1])
        seen = sparse.csr_array(
            (np.ones(rows.size, np.float32), rows.ravel(), steps), shape=(len(rows), len(self.weights))
        )
        codes = chain.viterbi(seen @ self.weights, self.moves, self.begin, chain.Steps.of(batch.lengths))
        names = [self.labels[code] for code in codes]
        ends = np.cumsum(batch.lengths).tolist()
        return [names[end - size : end] for end, size in zip(ends, batch.lengths.tolist(), strict=True)]

    def save(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}.new")  # two processes may make it at once
        fresh.write_bytes(self.to_bytes())
        fresh.replace(path)

    def to_bytes(self) -> bytes:
        held = io.BytesIO()
        head = {"format": FORMAT, "labels": self.labels, "kinds": self.names.kinds, "meta": self.meta}
        where, kind = np.nonzero(self.names.counts)
        np.savez(
            held, head=np.frombuffer(json.dumps(head, ensure_ascii=False).encode(), np.uint8), buckets=self.buckets,
            weights=self.weights[1:].astype(np.float16), moves=self.moves, begin=self.begin, names=self.names.keys,
            name=where.astype(np.int32), kind=kind.astype(np.int8), count=self.names.counts[where, kind],
        )  # fmt: skip
        return held.getvalue()

    @classmethod
    def load(cls, source: Path | bytes) -> "Tagger":
        """Raises BadInput for a file of another kind or version."""
        try:
            file = np.load(
                io.BytesIO(source if isinstance(source, bytes) else source.read_bytes()), allow_pickle=False
            )
            head = json.loads(bytes(file["head"]))
            if head["format"] != FORMAT:
                raise KeyError("format")
            counts = np.zeros((len(file["names"]), len(head["kinds"])), np.int32)
            counts[file["name"], file["kind"]] = file["count"]
            bare = file["weights"].astype(np.float32)
            weights = np.vstack([np.zeros((1, bare.shape[1]), np.float32), bare])
            names = Lexicon(tuple(head["kinds"]), file["names"], counts)
            return cls(
                tuple(head["labels"]),
                file["buckets"],
                weights,
                file["moves"],
                file["begin"],
                names,
                head["meta"],
            )
        except (KeyError, ValueError, EOFError, OSError, TypeError, BadZipFile) as error:
            raise BadInput(
                "address.model_unreadable",
                N_("This is no address model of this version."),
                way_out=N_("Train it again: lianzhi address train FILE"),
            ) from error


def train(
    addresses: Sequence[Labelled], *, rounds: int = 6, models: int = 3, seed: int = 1, name: str = ""
) -> Tagger:
    """A tagger from (tokens, labels) of each address, cut by ``tokens``. ``models``: runs that are averaged."""
    if len(addresses) < 10:
        raise BadInput(
            "address.too_few",
            N_("%(count)d labelled addresses are too few to learn from."),
            way_out=N_("Give at least ten; a few hundred of your own town help."),
            params={"count": len(addresses)},
        )
    pieces, true = [a for a, _ in addresses], [chunks(labels) for _, labels in addresses]
    labels = tuple(sorted({label for _, given in addresses for label in given}))
    code = {label: i for i, label in enumerate(labels)}
    gold: Codes = np.array([code[label] for _, given in addresses for label in given], np.int64)
    names = Lexicon.learn(pieces, true)
    batch = Batch(pieces)
    seen = features.buckets(features.hashed(batch, names.evidence(batch, own=true)))
    kept = np.flatnonzero(np.bincount(seen.ravel(), minlength=1 << features.BITS) >= LEAST_SEEN).astype(
        np.int32
    )
    row = np.zeros(1 << features.BITS, np.int32)
    row[kept] = np.arange(1, len(kept) + 1)
    runs = [
        chain.learn(
            row[seen],
            gold,
            batch.lengths,
            count=len(kept) + 1,
            kinds=len(labels),
            rounds=rounds,
            seed=seed + i,
        )
        for i in range(models)
    ]
    weights = np.mean([run.weights for run in runs], axis=0, dtype=np.float32)[1:]
    strong = np.abs(weights).max(axis=1) >= SMALLEST
    weights = np.vstack([np.zeros((1, len(labels)), np.float32), weights[strong]])
    meta = {"name": name, "addresses": len(addresses), "seed": seed, "rounds": rounds, "models": models}
    moves = np.mean([run.moves for run in runs], axis=0, dtype=np.float32)
    begin = np.mean([run.begin for run in runs], axis=0, dtype=np.float32)
    return Tagger(labels, kept[strong], weights, moves, begin, names, meta)
