"""What an officer's keyboard gives, as the language has it: full-width forms, ≥ ≤ ≠ × ÷ ∈ 且 或, curly quotes.  Issue 5.

Characters inside quotes stay as they are; 且 and 或 connect wherever they are no part of a catalogued name.
"""

from collections.abc import Iterable
from dataclasses import dataclass

SIGNS = {
    "≥": ">=", "≤": "<=", "≠": "<>", "×": "*", "÷": "/", "−": "-", "\u3000": " ", "∈": " IN ", "且": " AND ", "或": " OR ",
}  # fmt: skip
QUOTES = {"'": "'", '"': '"', "‘": "’", "“": "”"}
CONNECTORS = frozenset("且或")
FULL_WIDTH = range(0xFF01, 0xFF5F)


@dataclass(frozen=True, slots=True)
class Written:
    """``text`` in the language's own signs; ``offsets``: where each of its characters stood in ``original``."""

    original: str
    text: str
    offsets: tuple[int, ...]

    def place(self, offset: int) -> str:
        """ "line:column" in the original, both counted from 1."""
        start = self.offsets[offset] if offset < len(self.offsets) else len(self.original)
        line = self.original.count("\n", 0, start) + 1
        return f"{line}:{start - (self.original.rfind(chr(10), 0, start) + 1) + 1}"


def plain(original: str, names: Iterable[str]) -> Written:
    """``names``: what the catalogue knows; those that hold 且 or 或 are kept whole."""
    kept = sorted((name for name in names if CONNECTORS & set(name)), key=len, reverse=True)
    pieces: list[str] = []
    offsets: list[int] = []
    at, until = 0, ""
    while at < len(original):
        sign = original[at]
        whole = "" if until else next((name for name in kept if original.startswith(name, at)), "")
        if until and sign == until:
            said, until = '"' if sign == '"' else "'", ""
        elif until:
            said = "''" if sign == "'" else sign
        elif sign in QUOTES:
            said, until = '"' if sign == '"' else "'", QUOTES[sign]
        else:
            said = whole or SIGNS.get(sign) or (chr(ord(sign) - 0xFEE0) if ord(sign) in FULL_WIDTH else sign)
        pieces.append(said)
        offsets += range(at, at + len(whole)) if whole else [at] * len(said)
        at += len(whole) or 1
    return Written(original, "".join(pieces), tuple(offsets))
