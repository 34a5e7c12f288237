"""An address in words without what lies below the building: unit, floor, room.  R-098, issue 4 part 2. Pure.

For pages of people who do not work on a matter: which building is enough to know what is going on where.
"""

import re

_N = r"[0-9０-９A-Za-z一二三四五六七八九十百零〇两甲乙丙丁]{1,6}"
_BUILDING = rf"(?:{_N}\s?(?:幢|栋|座|号楼|#楼?|号)|[0-9０-９]{{1,4}})"
_BELOW = (
    rf"\s?(?:第?{_N}\s?(?:单元|门洞|层|楼(?!栋))|(?:[A-Za-z]?[0-9０-９]{{3,4}}|{_N})\s?(?:室|房间|房|户))"
)
_DASHED = re.compile(
    rf"({_BUILDING})\s?[-－—–]\s?[0-9０-９A-Za-z]{{1,4}}(?:\s?[-－—–]\s?[0-9０-９A-Za-z]{{1,5}})?(?:室|房|户)?"
)
_AFTER = re.compile(rf"({_N}\s?(?:幢|栋|座|号楼|#楼?|号))\s?[0-9０-９]{{3,4}}(?![0-9０-９]|号|幢|栋|弄|米)")
_WORDS = re.compile(_BELOW)


def without_room(text: str) -> str:
    """``桂溪苑3幢2单元302室`` -> ``桂溪苑3幢``. What is no address below a building stays as it is."""
    return _WORDS.sub("", _AFTER.sub(r"\1", _DASHED.sub(r"\1", text))).strip()
