"""Cut free-text addresses into elements: province … road, number, quarter, building, unit, room (R-074, issue 4). Pure.

Evidence is hashed (``features``, ``lexicon``) and read by recurrent networks (``recurrent``) or, where learning must be
quick, by a linear chain (``chain``); ``elements`` says which elements to believe (why: ADR 0009). A model is learnt from
labelled addresses, a town's own or the ones that ``grammar`` makes up, and is an npz file without pickle.
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

from lianzhi.kernel.errors import N_, BadInput
from lianzhi.territory.rules.addresses import chain, features, recurrent
from lianzhi.territory.rules.addresses.elements import Kinds, chances, cut
from lianzhi.territory.rules.addresses.features import Batch
from lianzhi.territory.rules.addresses.general import General
from lianzhi.territory.rules.addresses.lessons import BLOCK, Labelled, Lessons, columns, firsts
from lianzhi.territory.rules.addresses.lexicon import Lexicon
from lianzhi.territory.rules.addresses.tokens import plain, spans

LINEAR, WITH_NETWORKS, WITH_GENERAL = 1, 2, 3  # formats of a model's file
LONGEST = 400  # tokens of one address that are read
Chunk = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Element:
    """A part of an address: its kind, what was written, and where it stands in the text."""

    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Way:
    """How a tagger is learnt: by networks or by a linear chain; ``models``: how many are averaged."""

    networks: bool
    rounds: int
    models: int


QUICK = Way(False, rounds=3, models=1)
THOROUGH = Way(True, rounds=10, models=1)  # a second network: 0.001-0.002 more for half the speed


@dataclass
class Tagger:
    """``readers``: what they think of an element is averaged."""

    labels: tuple[str, ...]
    buckets: NDArray[np.int32]
    readers: Sequence[chain.Linear] | Sequence[recurrent.Net]
    names: Lexicon
    meta: dict[str, Any]
    general: General | None = None

    def __post_init__(self) -> None:
        self._row = np.zeros(1 << features.BITS, np.int32)
        self._row[self.buckets] = np.arange(1, len(self.buckets) + 1)
        self._kinds = Kinds.of(self.labels)
        self._columns = columns(networks=isinstance(self.readers[0], recurrent.Net))

    def tag(self, text: str) -> list[Element]:
        return self.tag_all([text])[0]

    def tag_all(self, texts: Sequence[str]) -> list[list[Element]]:
        """The elements of each text, in the order of the text. What is too doubtful to be called one is left out."""
        return self._elements(texts, whole=False)

    def cut(self, text: str) -> list[Element]:
        return self.cut_all([text])[0]

    def cut_all(self, texts: Sequence[str]) -> list[list[Element]]:
        """The same with nothing left out, however doubtful."""
        return self._elements(texts, whole=True)

    def _elements(self, texts: Sequence[str], *, whole: bool) -> list[list[Element]]:
        places = [spans(text)[:LONGEST] for text in texts]
        read = [plain(text) for text in texts]
        pieces = [[text[a:b] for a, b in where] for text, where in zip(read, places, strict=True)]
        return [
            [
                Element(kind, text[where[a][0] : where[b - 1][1]], where[a][0], where[b - 1][1])
                for a, b, kind in parts
            ]
            for text, where, parts in zip(texts, places, self.found(pieces, whole=whole), strict=True)
        ]

    def found(self, addresses: Sequence[Sequence[str]], *, whole: bool = False) -> list[list[Chunk]]:
        """(first token, one past the last, kind) of addresses that are cut into tokens already."""
        made: list[list[Chunk]] = []
        for at in range(0, len(addresses), BLOCK):
            made += self._found(addresses[at : at + BLOCK], whole=whole)
        return made

    def _found(self, addresses: Sequence[Sequence[str]], *, whole: bool) -> list[list[Chunk]]:
        batch = Batch(addresses)
        steps = chain.Steps.of(batch.lengths)
        if not steps.sizes:
            return [[] for _ in addresses]
        hashes = features.hashed(batch, self.names.evidence(batch), self._columns)
        rows = self._row[features.buckets(hashes)[steps.flat]]
        known = self.general.read(firsts(addresses)[steps.flat], steps) if self.general else None
        told = [chances(reader.read(rows, steps, known), steps, self._kinds) for reader in self.readers]
        mean = [sum(some[1:], some[0]) / np.float32(len(some)) for some in zip(*told, strict=True)]
        names = self._kinds.names
        parts = cut(mean, steps, whole=whole and "O" not in self.labels)
        return [[(a, b, names[kind]) for a, b, kind in some] for some in parts]

    def save(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}.new")  # two processes may make it at once
        fresh.write_bytes(self.to_bytes())
        fresh.replace(path)

    def to_bytes(self) -> bytes:
        held = io.BytesIO()
        networks = [reader for reader in self.readers if isinstance(reader, recurrent.Net)]
        head = {
            "labels": self.labels,
            "kinds": self.names.kinds,
            "meta": self.meta,
            "networks": len(networks),
        }
        head["format"] = WITH_GENERAL if self.general else WITH_NETWORKS if networks else LINEAR
        where, kind = np.nonzero(self.names.counts)
        arrays: dict[str, NDArray[Any]] = {}
        for reader in self.readers:
            if isinstance(reader, chain.Linear):
                arrays |= {
                    "weights": reader.weights[1:].astype(np.float16),
                    "moves": reader.moves,
                    "begin": reader.begin,
                }
        for at, network in enumerate(networks):
            arrays[f"{at}/table"] = network.table[1:].astype(np.float16)
            arrays |= {f"{at}/{name}": part.astype(np.float16) for name, part in network.parts.items()}
        if self.general:
            arrays |= {f"general/{name}": part for name, part in self.general.to_arrays().items()}
        np.savez(
            held, head=np.frombuffer(json.dumps(head, ensure_ascii=False).encode(), np.uint8), buckets=self.buckets,
            names=self.names.keys, name=where.astype(np.int32), kind=kind.astype(np.int8),
            count=self.names.counts[where, kind], **arrays,
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
            if head["format"] not in (LINEAR, WITH_NETWORKS, WITH_GENERAL):
                raise KeyError("format")
            counts = np.zeros((len(file["names"]), len(head["kinds"])), np.int32)
            counts[file["name"], file["kind"]] = file["count"]
            names = Lexicon(tuple(head["kinds"]), file["names"], counts)
            general = General.from_arrays(_under(file, "general")) if head["format"] == WITH_GENERAL else None
            return cls(
                tuple(head["labels"]), file["buckets"], _readers(file, head), names, head["meta"], general
            )
        except (KeyError, IndexError, ValueError, EOFError, OSError, TypeError, BadZipFile) as error:
            raise BadInput(
                "address.model_unreadable",
                N_("This is no address model of this version."),
                way_out=N_("Train it again: lianzhi address train FILE"),
            ) from error


def _readers(file: Any, head: dict[str, Any]) -> list[chain.Linear] | list[recurrent.Net]:
    def padded(bare: NDArray[np.float16]) -> chain.Floats:
        return np.vstack([np.zeros((1, bare.shape[1]), np.float32), bare.astype(np.float32)])

    if head["format"] == LINEAR:
        return [chain.Linear(padded(file["weights"]), file["moves"], file["begin"])]
    networks = []
    for at in range(head["networks"]):
        parts = _under(file, str(at))
        table = padded(parts.pop("table"))
        networks.append(recurrent.Net(table, {name: part.astype(np.float32) for name, part in parts.items()}))
    return networks


def _under(file: Any, folder: str) -> dict[str, NDArray[Any]]:
    return {name.partition("/")[2]: file[name] for name in file.files if name.startswith(f"{folder}/")}


def train(
    addresses: Sequence[Labelled],
    *,
    way: Way = THOROUGH,
    seed: int = 1,
    name: str = "",
    general: General | None = None,
) -> Tagger:
    """A tagger from (tokens, labels) of each address, cut by ``tokens``. ``general``: what networks may ask, too."""
    if len(addresses) < 10:
        raise BadInput(
            "address.too_few",
            N_("%(count)d labelled addresses are too few to learn from."),
            way_out=N_("Give at least ten; a few hundred of your own town help."),
            params={"count": len(addresses)},
        )
    labels = tuple(sorted({label for _, given in addresses for label in given}))
    lessons = Lessons.of(addresses, labels, networks=way.networks, seed=seed, general=general)
    meta = {
        "name": name,
        "addresses": len(addresses),
        "seed": seed,
        "rounds": way.rounds,
        "models": way.models,
    }
    sizes = {"count": len(lessons.kept) + 1, "kinds": len(labels), "rounds": way.rounds}
    seeds = range(seed, seed + way.models)
    if way.networks:
        networks = [recurrent.learn(lessons.lesson, seed=own, **sizes) for own in seeds]
        return Tagger(labels, lessons.kept, networks, lessons.names, meta, general)
    one = lessons.lesson(0)
    runs = [chain.learn(one.rows, one.gold, one.lengths, seed=own, **sizes) for own in seeds]
    whole, strong = chain.mean(runs)
    return Tagger(labels, lessons.kept[strong], [whole], lessons.names, meta)
