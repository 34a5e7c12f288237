"""Labelled addresses from a file: a token, a blank and a label on each line, an empty line between addresses. Pure.

``浙 B-prov``. A token may be several characters (``602``). Labels are read in any case (devZone is devzone).
"""

from collections import Counter
from dataclasses import dataclass

from lianzhi.kernel.errors import N_, BadInput
from lianzhi.territory.rules.addresses.tagging import Labelled, Tagger
from lianzhi.territory.rules.addresses.tokens import chunks, recut

KINDS = (
    "country", "prov", "city", "district", "devzone", "town", "community", "road", "subroad", "roadno", "subroadno",
    "poi", "subpoi", "houseno", "cellno", "floorno", "roomno", "person", "assist", "redundant", "otherinfo",
)  # fmt: skip


def read(content: bytes) -> list[Labelled]:
    """(tokens, labels) of each address, cut as its bare text would be. Raises BadInput with the line."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030", errors="replace")
    addresses: list[Labelled] = []
    going: list[tuple[str, str]] = []
    for number, line in enumerate([*text.splitlines(), ""], 1):
        if line.strip():
            going.append(_pair(line, number))
        elif going:
            addresses.append(recut(going))
            going = []
    addresses = [address for address in addresses if address[0]]
    if not addresses:
        raise BadInput(
            "address.no_labelled",
            N_("The file holds no labelled address."),
            way_out=N_("One token, a blank and a label on each line; an empty line between addresses."),
        )
    return addresses


def _pair(line: str, number: int) -> tuple[str, str]:
    token, _, label = line.strip().rpartition(" ")
    begin, _, kind = label.partition("-")
    begin, kind = begin.upper(), kind.lower()
    if not token.strip() or not (label == "O" or (begin in ("B", "I") and kind in KINDS)):
        raise BadInput(
            "address.bad_line",
            N_("Line %(number)d is no token with a label: %(line)s"),
            way_out=N_("Write it like this: 路 I-road. Labels: %(kinds)s."),
            params={"number": number, "line": line.strip()[:40], "kinds": ", ".join(KINDS)},
        )
    return token.strip(), label if label == "O" else f"{begin}-{kind}"


@dataclass(frozen=True)
class Score:
    """True elements, proposed ones, and those that are both."""

    kind: str
    true: int
    proposed: int
    right: int

    @property
    def precision(self) -> float:
        return self.right / self.proposed if self.proposed else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.true if self.true else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.true + self.proposed) if self.true + self.proposed else 0.0


def evaluate(tagger: Tagger, addresses: list[Labelled], *, whole: bool = False) -> tuple[Score, list[Score]]:
    """Exact elements, as conlleval counts them: an element is right when its kind, its beginning and its end are.

    Micro-averaged over all kinds; ``redundant`` is counted like every other kind. The tagger sees the bare text, cut
    by ``tokens``: how the file joins signs (``456-458``) would tell it where elements end. ``whole``: nothing is left
    out, as for the normal form.
    """
    true, proposed, right = Counter[str](), Counter[str](), Counter[str]()
    guesses = tagger.found([pieces for pieces, _ in addresses], whole=whole)
    for (_, labels), guess in zip(addresses, guesses, strict=True):
        gold, found = set(chunks(labels)), set(guess)
        true.update(kind for *_, kind in gold)
        proposed.update(kind for *_, kind in found)
        right.update(kind for *_, kind in gold & found)
    kinds = sorted(true | proposed, key=lambda kind: (-true[kind], kind))
    scores = [Score(kind, true[kind], proposed[kind], right[kind]) for kind in kinds]
    return Score("all", true.total(), proposed.total(), right.total()), scores
