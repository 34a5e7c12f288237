"""A network that others taught general Chinese says what it makes of each token; that is evidence, too. Pure.

The network is the small LAC of Baidu (Apache-2.0), which the package jieba (MIT) carries: numbers for each of 20,940
characters and gated recurrent units (Cho 2014) that read them from both sides, learnt on far more text than there are
labelled addresses. It is taken as it is: nothing is learnt further, and its own labels are not used. A run of digits or of
Latin letters counts as its first character, so what is read is one step for each token (``chain.Steps``).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lianzhi.territory.rules.addresses.chain import Floats, Steps

SIZE = 128  # numbers for a character, and those that each side remembers
WIDTH = 3 * SIZE
OTHERS = "OOV"  # the list's word for a character that it does not hold
LETTERS, VECTORS = "word.dic", "model_baseline/word_emb"
SIDES = ("onward", "back")
PARTS = ("enter", "bias", "gates", "new")
FILES = (
    LETTERS,
    VECTORS,
    *(f"model_baseline/{part}_{at}.{sign}_0" for at in (0, 1) for part in ("fc", "gru") for sign in "wb"),
)


@dataclass(frozen=True)
class Side:
    """One direction. ``enter``, ``bias``: from a character's numbers to two gates and to what is new, 128 numbers each;
    ``gates``, ``new``: the same from what is remembered."""

    enter: Floats
    bias: Floats
    gates: Floats
    new: Floats

    def remembered(self, entered: Floats, steps: Steps, *, onward: bool) -> Floats:
        """After each token. ``entered`` is used up."""
        state = np.zeros((len(entered), SIZE), np.float32)
        for here, prior in steps.links(onward=onward):
            step, now, before = entered[here], state[here], state[prior]
            carried = len(before)
            gates, new = step[:, : 2 * SIZE], step[:, 2 * SIZE :]
            if carried:
                gates[:carried] += before @ self.gates
            gates *= 0.5
            np.tanh(gates, out=gates)
            gates += 1
            gates *= 0.5
            if carried:
                new[:carried] += (gates[:carried, SIZE:] * before) @ self.new
            np.tanh(new, out=new)
            np.multiply(gates[:, :SIZE], new, out=now)
            if carried:
                now[:carried] += (1 - gates[:carried, :SIZE]) * before
        return state


@dataclass(frozen=True)
class General:
    """``letters``: code points, rising; ``vectors``: a row for each, and a last one for all others."""

    letters: NDArray[np.int32]
    vectors: Floats
    sides: tuple[Side, Side]

    @classmethod
    def of(cls, files: Mapping[str, bytes]) -> "General":
        """From ``FILES``. Raises KeyError or ValueError where they are others than expected."""
        rows = {}
        for line in files[LETTERS].decode().splitlines():
            row, _, word = line.partition("\t")
            if len(word) == 1 or word == OTHERS:
                rows[word] = int(row)
        others = rows.pop(OTHERS)
        letters = sorted(rows)
        table = _floats(files[VECTORS], (max(*rows.values(), others) + 1, SIZE))
        sides = []
        for at in (0, 1):
            shapes = {
                "fc_{}.w": (SIZE, WIDTH),
                "fc_{}.b": (WIDTH,),
                "gru_{}.w": (SIZE * WIDTH,),
                "gru_{}.b": (WIDTH,),
            }
            enter, bias, again, shift = (
                _floats(files[f"model_baseline/{name.format(at)}_0"], shape) for name, shape in shapes.items()
            )
            gates, new = np.split(again, [2 * SIZE * SIZE])
            sides.append(Side(enter, bias + shift, gates.reshape(SIZE, 2 * SIZE), new.reshape(SIZE, SIZE)))
        codes = np.array([ord(letter) for letter in letters], np.int32)
        return cls(codes, table[[*(rows[letter] for letter in letters), others]], (sides[0], sides[1]))

    def read(self, firsts: NDArray[np.int32], steps: Steps) -> Floats:
        """(tokens, 384): a character's own numbers, what was read up to it, and back to it. ``firsts``: the code point
        of each token's first character, step by step like what is given back."""
        different, which = np.unique(firsts, return_inverse=True)
        row = np.minimum(np.searchsorted(self.letters, different), len(self.letters) - 1)
        vectors = self.vectors[np.where(self.letters[row] == different, row, len(self.letters))]
        told = [vectors[which]]
        for name, side in zip(SIDES, self.sides, strict=True):
            entered = (vectors @ side.enter + side.bias)[which]
            told.append(side.remembered(entered, steps, onward=name == "onward"))
        return np.concatenate(told, axis=1)

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        arrays: dict[str, NDArray[Any]] = {
            "letters": self.letters,
            "vectors": self.vectors.astype(np.float16),
        }
        for name, side in zip(SIDES, self.sides, strict=True):
            arrays |= {f"{name}_{part}": getattr(side, part).astype(np.float16) for part in PARTS}
        return arrays

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> "General":
        sides = [Side(*(arrays[f"{name}_{part}"].astype(np.float32) for part in PARTS)) for name in SIDES]
        return cls(arrays["letters"], arrays["vectors"].astype(np.float32), (sides[0], sides[1]))


def _floats(content: bytes, shape: tuple[int, ...]) -> Floats:
    """The numbers at the end of a tensor's file; what stands before them says the shape, which is known."""
    size = 4 * int(np.prod(shape))
    if not size + 16 <= len(content) <= size + 64:
        raise ValueError("another shape than expected")
    return np.frombuffer(content[-size:], np.float32).reshape(shape)
