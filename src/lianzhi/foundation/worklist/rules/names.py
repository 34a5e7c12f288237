"""Names that the engine itself gives, in both languages, as flows give theirs."""

from collections.abc import Iterable

from lianzhi.foundation.worklist.rules.flow import Words
from lianzhi.kernel.errors import Bilingual

ASKING = {
    "request": ("申请", "Asked: "),
    "decline": ("不批准", "Declined: "),
    "withdraw": ("撤回申请：", "Taken back: "),
}


def asking(verb: str, asked: Words) -> Words:
    """What a step of an approval is called: 申请延期, 不批准延期."""
    zh, en = ASKING[verb]
    return Words(zh=zh + asked.zh, en=en + asked.en)


def listed(names: Iterable[Words]) -> Bilingual:
    found = list(names)
    return Bilingual("、".join(n.zh for n in found) or "无", ", ".join(n.en for n in found) or "none")
