"""Cut an address into tokens: a run of digits or of Latin letters is one, every other character is its own. Pure.

That is how labelled address files are cut, but for signs inside one element, which they join (``456-458``):
where those join depends on the labels, so a file is always cut anew (``recut``). No element ends inside a token.
"""

import re
from collections.abc import Iterable, Sequence

_TOKEN = re.compile(r"[0-9]+|[A-Za-z]+|[^\s0-9A-Za-z]")
_WIDE = {ord("　"): " "} | {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}

Token = tuple[int, int]


def plain(text: str) -> str:
    """Full-width letters, digits and signs as plain ones; the length stays, so places in the text hold."""
    return text.translate(_WIDE)


def spans(text: str) -> list[Token]:
    """(start, end) of each token. Blanks belong to none."""
    return [found.span() for found in _TOKEN.finditer(plain(text))]


def tokens(text: str) -> list[str]:
    return _TOKEN.findall(plain(text))


def recut(labelled: Iterable[tuple[str, str]]) -> tuple[list[str], list[str]]:
    """Tokens and labels (``B-road``) of one address of a file, cut as its bare text would be."""
    pieces: list[str] = []
    labels: list[str] = []
    for written, label in labelled:
        parts = tokens(written)
        pieces += parts
        labels += [label, *["I" + label[1:] if label != "O" else "O"] * (len(parts) - 1)][: len(parts)]
    return pieces, labels


def chunks(labels: Sequence[str]) -> list[tuple[int, int, str]]:
    """(first token, one past the last, kind), as conlleval reads them: a B, or another kind, begins one."""
    found: list[tuple[int, int, str]] = []
    for at, label in enumerate(labels):
        if found and label[0] == "I" and found[-1][2] == label[2:] and found[-1][1] == at:
            found[-1] = (found[-1][0], at + 1, label[2:])
        elif label != "O":
            found.append((at, at + 1, label[2:]))
    return found
