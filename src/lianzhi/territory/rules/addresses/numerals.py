"""How numbers are written in addresses, brought to plain digits: 十二幢, １２幢, 壹幢, 甲幢. Pure."""

import re

_DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "○": 0}
_FORMAL = str.maketrans("壹贰貳叁參肆伍陆陸柒捌玖拾佰", "一二二三三四五六六七八九十百")
_TRADITIONAL = str.maketrans(
    "號棟樓單層區縣鎮鄉園莊東廈門國廣場華龍灣橋營義陽蘭寧濱蕭餘錢衛廠語網幹與組",
    "号栋楼单层区县镇乡园庄东厦门国广场华龙湾桥营义阳兰宁滨萧余钱卫厂语网干与组",
)
_SIGNS = str.maketrans(dict.fromkeys("－—–‐‑−﹣~～_", "-") | {"＃": "#", "﹟": "#", "〇": "零"})
_UNIT = "号楼|号|幢|栋|座|单元|弄|层|楼|室|房|组|#|网格"
_CHINESE = re.compile(rf"(?P<number>[零一二三四五六七八九十百两]{{1,7}})(?=(?:{_UNIT})(?![路街巷线桥]))")
_STEM = re.compile(r"(?:(?<=\D)|^)([甲乙丙丁])(?=幢|栋|座|号楼|单元)")
_BLANK = re.compile(r"\s+")
_RUN = re.compile("-{2,}")


def arabic(written: str) -> str:
    """一百二十 -> 120; 一二 -> 12. What is no number stays."""
    if not ("十" in written or "百" in written):
        return "".join(str(_DIGIT[c]) for c in written) if all(c in _DIGIT for c in written) else written
    total, digit = 0, None
    for character in written:
        if character in _DIGIT:
            digit = _DIGIT[character]
        else:
            total += (1 if digit is None else digit) * (10 if character == "十" else 100)
            digit = None
    return str(total + (digit or 0))


def plainly(text: str) -> str:
    """Signs, digits and the characters of address words in one way of writing; numbers before a unit as digits."""
    text = "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in text)
    text = _BLANK.sub("", text).translate(_TRADITIONAL).translate(_FORMAL).translate(_SIGNS)
    text = _RUN.sub("-", text.upper())
    text = _STEM.sub(lambda found: str("甲乙丙丁".index(found[1]) + 1), text)
    return _CHINESE.sub(lambda found: arabic(found["number"]), text)
