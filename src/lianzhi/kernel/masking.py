"""Personal numbers in residents' free text, covered before anyone but the handlers reads it. Pure.

Basis: 个人信息保护法 art. 51 (de-identification), R-098; the public pages of R-109 and R-126 show these texts.
Covered: mobile and landline numbers, identity cards and passports, bank cards, number plates, e-mail, QQ and
WeChat names; also with blanks or dashes inside, in full-width or in Chinese digits. When in doubt a number is
covered. Names of persons are not recognised: what is published still needs a person's look. Service numbers
(12345, 110) stay, but an office's telephone does not, so official answers must not come through here.
"""

import re
from collections.abc import Callable

_D = "[0-9０-９]"
_NO_DIGIT_BEFORE = "(?<![0-9０-９])"
_NO_DIGIT_AFTER = "(?![0-9０-９])"
_GAP = r"[\s\-\u2010-\u2015·.．－_*]{0,2}"
_DASH = r"[ \xa0\-\u2010-\u2015－]{0,3}"
_PHONE_WORD = r"(?:电话|手机|座机|热线|联系方式|联系人|致电|拨打|传真|[Tt][Ee][Ll])"
_PROVINCE = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼港澳使领"
_CHAT = "(?:微信|WeChat|VX|WX|QQ)(?:群)?"
_IS = r"(?:号码?)?(?:是|为)?\s?[:：]?\s?"
_ZH = "[〇零一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖]"
_DATE = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")


def _stars(match: re.Match[str], keep: int = 0) -> str:
    """The match with every letter and digit after the first ``keep`` covered, gaps kept."""
    seen = 0
    out = []
    for char in match.group():
        seen += char.isalnum()
        out.append(char if not char.isalnum() or seen <= keep else "*")
    return "".join(out)


def _mobile(match: re.Match[str]) -> str:
    return _stars(match, 3)


def _second_part(match: re.Match[str]) -> str:
    return match.group(1) + "*" * len(match.group(2))


def _bare_landline(match: re.Match[str]) -> str:
    """Seven or eight bare digits are a telephone unless they read as a date."""
    return match.group() if _DATE.fullmatch(match.group()) else "*" * len(match.group())


Cover = Callable[[re.Match[str]], str]
_COVERS: tuple[tuple[str, Cover], ...] = (
    # e-mail
    (r"[A-Za-z0-9_.+\-]+[@＠][A-Za-z0-9_\-]+(?:[.．][A-Za-z0-9_\-]+)+", _stars),
    # identity card: region, birthday, sequence and check character
    (
        rf"{_NO_DIGIT_BEFORE}{_D}{{6}}{_DASH}{_D}{{8}}{_DASH}{_D}{{3}}{_DASH}[0-9０-９XxＸｘ]{_NO_DIGIT_AFTER}",
        _stars,
    ),
    # mobile
    (
        rf"{_NO_DIGIT_BEFORE}(?:[+＋]86{_GAP})?[1１]{_GAP}[3-9３-９](?:{_GAP}{_D}){{9}}{_NO_DIGIT_AFTER}",
        _mobile,
    ),
    # bank card in groups of four; any other number of 11 digits and more
    (
        rf"{_NO_DIGIT_BEFORE}{_D}{{4}}(?:{_DASH}{_D}{{4}}){{3}}(?:{_DASH}{_D}{{1,3}})?{_NO_DIGIT_AFTER}",
        _stars,
    ),
    (rf"(?<![0-9０-９.．]){_D}{{11,20}}{_NO_DIGIT_AFTER}", _stars),
    # landline with area code, after a word for telephone, or bare
    (
        rf"{_NO_DIGIT_BEFORE}[(（]?[0０]{_D}{{2,3}}[)）]?{_DASH}{_D}{{3,4}}{_DASH}{_D}{{4}}{_NO_DIGIT_AFTER}",
        _stars,
    ),
    (rf"({_PHONE_WORD}\D{{0,6}})({_D}{{6,12}}){_NO_DIGIT_AFTER}", _second_part),
    (r"(?<![0-9A-Za-z.．\-])[2-8]\d{6,7}(?![0-9.]|\s?[元万亿平米㎡亩吨])", _bare_landline),
    # any of these spelled out
    (rf"{_ZH}(?:{_GAP}{_ZH}){{6,19}}", _stars),
    # number plate, keeping province and city
    (
        rf"([{_PROVINCE}][A-HJ-NP-Z][·・.\- ]?)([A-HJ-NP-Z0-9]{{4,5}}[A-HJ-NP-Z0-9挂学警港澳])(?![A-Za-z0-9])",
        _second_part,
    ),
    # names in messengers, passports
    (rf"(?i:({_CHAT}{_IS})([a-z0-9_\-]{{5,20}}))", _second_part),
    (rf"(护照{_IS})([A-Za-z]{{1,2}}\d{{7,8}})", _second_part),
)
_COMPILED = tuple((re.compile(pattern), cover) for pattern, cover in _COVERS)


def mask_personal(text: str) -> str:
    """The text with personal numbers covered by ``*``; a mobile number keeps its first three digits."""
    for pattern, cover in _COMPILED:
        text = pattern.sub(cover, text)
    return text
