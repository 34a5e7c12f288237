"""Is it a person or a machine that writes?  R-082: copies of one text by one author are one voice.

One author of the town's messages wrote 92 nearly equal ones. An author whose newest texts mostly repeat one another
writes from a template; the page says so, and nothing follows by itself (house law 4).
"""

from collections import Counter
from dataclasses import dataclass

from lianzhi.cases.models import Signal
from lianzhi.cases.rules.heat import ALIKE, LONG
from lianzhi.kernel.similar import near_duplicates

LOOKED_AT = 100
FEW = 3
ACCOUNTS = frozenset({"resident", "staff"})


@dataclass(frozen=True, slots=True)
class Author:
    """``texts`` looked at, ``alike`` of them in the largest group of nearly equal ones."""

    texts: int = 0
    alike: int = 0

    @property
    def template(self) -> bool:
        return self.alike >= FEW and self.alike * 2 >= self.texts


def author_of(case_id: int) -> Author:
    """Of who wrote the case's own report, as the report says it: a name is one author within its way in only."""
    own = Signal.objects.filter(case_id=case_id).order_by("pk").values_list("source", "author").first()
    return author(*own) if own else Author()


def author(source: str, name: str) -> Author:
    """The newest texts of one author, grouped by likeness. One query, at most ``LOOKED_AT`` rows.

    ``name`` is a name that came along, or the id of who reported here (``resident:7``): that one is the same everywhere.
    """
    if not name:
        return Author()
    within = {} if name.partition(":")[0] in ACCOUNTS else {"source": source}
    newest = Signal.objects.filter(author=name, **within).order_by("-received_at", "-pk")[:LOOKED_AT]
    texts = [text for text in newest.values_list("text", flat=True) if len("".join(text.split())) >= LONG]
    groups = Counter(near_duplicates(texts, threshold=ALIKE).tolist()) if texts else Counter()
    return Author(len(texts), max(groups.values(), default=0))
