"""Does a unified social credit code hold?  GB 32100 with GB 11714 inside. A warning only: early codes fail (B2). Pure."""

from lianzhi.kernel.errors import N_

LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUE = {letter: value for value, letter in enumerate(LETTERS)}
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_INNER = (3, 7, 9, 10, 5, 8, 4, 2)
_INNER_VALUE = {letter: value for value, letter in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")}


def clean_credit(text: str) -> str:
    return "".join(text.split()).upper().replace("-", "")


def doubt(code: str) -> str:
    """What is wrong with a clean code, as a message id; empty when it holds."""
    if len(code) != 18:
        return N_("A credit code has 18 characters.")
    if any(letter not in _VALUE for letter in code):
        return N_("A credit code has digits and letters without I, O, S, V and Z.")
    if LETTERS[-sum(_VALUE[c] * w for c, w in zip(code, _WEIGHTS, strict=False)) % 31] != code[17]:
        return N_("The check character of the credit code does not fit.")
    if _inner_check(code[8:16]) != code[16]:
        return N_("The organisation code inside the credit code does not fit.")
    return ""


def _inner_check(first8: str) -> str:
    rest = 11 - sum(_INNER_VALUE[c] * w for c, w in zip(first8, _INNER, strict=True)) % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))
