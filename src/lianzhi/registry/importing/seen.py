"""What a dry run has met: whoever stands in two batches of a file is new once, though nothing of the first is written."""

from collections.abc import Sequence

from lianzhi.registry.importing.drafts import CHANGED, NEW, SAME, Draft
from lianzhi.registry.importing.register import Register


class Seen:
    """Two numbers for each new entry: memory stays small for a file of any size.

    The later row is the same where it says what the first one said, else it changes what that one would have made.
    """

    def __init__(self) -> None:
        self._said: dict[int, int] = {}

    def meet(self, register: Register, drafts: Sequence[Draft]) -> None:
        for draft in drafts:
            if draft.fate != NEW or (key := register.key(draft)) is None:
                continue
            named, said = hash(key), hash(tuple(sorted((k, str(v)) for k, v in draft.values.items())))
            if named in self._said:
                draft.fate = SAME if self._said[named] == said else CHANGED
            self._said[named] = said
