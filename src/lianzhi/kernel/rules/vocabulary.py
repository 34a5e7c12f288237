"""Texts in columns: each text is a number into a list of words, and what is asked of it is asked once for each word.

A comparison of two columns brings both to one sorted list, in which the order of the numbers is that of the texts.
"""

from collections.abc import Callable, Sequence
from typing import Any as Anything

import numpy as np

from lianzhi.kernel.rules import kernels
from lianzhi.kernel.rules.catalogue import Kind
from lianzhi.kernel.rules.judging import judge
from lianzhi.kernel.rules.kernels import Pair
from lianzhi.kernel.rules.reading import Tree
from lianzhi.kernel.rules.tree import Call, Literal

Words = tuple[str, ...]


class Texts:
    """Plans steps over texts. ``words``: the list of words of each step that gives a text."""

    def __init__(self, step: Callable[..., int], words: dict[int, Words]) -> None:
        self.step, self.words = step, words

    def each(self, at: int, ask: Callable[[str], Anything]) -> int:
        """What is asked of one text, as a table by word; where one word alone answers yes, a comparison is faster."""
        answers = [ask(word) for word in self._of(at)]
        if all(isinstance(answer, bool) for answer in answers) and sum(answers) == 1:
            code = answers.index(True)
            return self.step(lambda found: kernels.true(found[at][0] == code, found[at][1]))
        return self._looked_up(at, np.array(answers or [False]))

    def call(self, name: str, at: Sequence[int]) -> int:
        if name == "lower":
            lowered = [word.lower() for word in self._of(at[0])]
            new = tuple(sorted(set(lowered))) or ("",)
            return self._looked_up(at[0], np.array([new.index(w) for w in lowered] or [0]), new)
        if len(at) == 1:
            return self.each(at[0], lambda word: _call(name, word))
        one, other = at
        table = np.array(
            [[_call(name, a, b) for b in self._of(other)] or [False] for a in self._of(one)] or [[False]]
        )

        def pairs(found: list[Pair]) -> Pair:
            (a, known), (b, also) = found[one], found[other]
            return kernels.true(table[a, b], kernels.both(known, also))

        return self.step(pairs)

    def compare(self, op: str, left: int, right: int) -> int:
        (a, b), _words = self.one_vocabulary([left, right])
        return self.step(lambda found: kernels.compare(op, found[a], found[b]))

    def one_vocabulary(self, at: Sequence[int]) -> tuple[list[int], Words | None]:
        """The same texts as numbers into one sorted list of words; what is no text stays as it is."""
        if not any(n in self.words for n in at):
            return list(at), None
        union = tuple(sorted({word for n in at for word in self.words.get(n, ())})) or ("",)
        place = {word: n for n, word in enumerate(union)}
        return [
            self._looked_up(n, np.array([place[w] for w in self._of(n)] or [0]), union)
            if n in self.words
            else n
            for n in at
        ], union

    def _of(self, at: int) -> Words:
        return self.words.get(at, ())

    def _looked_up(self, at: int, table: np.ndarray, words: Words | None = None) -> int:
        def look(found: list[Pair]) -> Pair:
            data, known = found[at]
            looked = table[data]
            return kernels.true(looked, known) if table.dtype.kind == "b" else (looked, known)

        return self.step(look, words)


def _call(name: str, *given: str) -> Anything:
    node = Call(name, tuple(Literal(text, Kind.TEXT) for text in given))
    return judge(Tree("", node, None, ()), {})
