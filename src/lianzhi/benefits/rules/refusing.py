"""How a file of policies is refused: which file, which place, why, and what to do instead."""

from collections.abc import Callable
from typing import Any

from lianzhi.kernel.errors import BadInput, Refused


class Unusable(BadInput):
    """A file, or a place in it, that cannot be used; it is named before what is wrong."""

    def told(self, translate: Callable[[str], str], language: str) -> tuple[str, str]:
        what, instead = super().told(translate, language)
        return f"{self.params['file']}, {self.field}: {what}", instead

    def __str__(self) -> str:
        return f"{self.params['file']}, {self.field}: {super().__str__()}"


def wrong(file: str, place: str, message: str, way_out: str = "", **params: Any) -> Unusable:
    """``message`` and ``way_out`` are marked by N_ where they are written."""
    return Unusable("benefits.policy", message, way_out=way_out, field=place, params={**params, "file": file})


def placed(file: str, place: str, refusal: Refused) -> Refused:
    """A refusal of the rule language, with the file and the condition it was found in."""
    if isinstance(refusal, Unusable):
        return refusal
    params = {**refusal.params, "file": file}
    return Unusable(refusal.code, refusal.message, way_out=refusal.way_out, field=place, params=params)
