"""Personal numbers in free text, covered before anyone but the handlers reads it. Pure.

Basis: 个人信息保护法 art. 51 (de-identification); the public pages of R-109 and R-126 show residents' texts.
Covered: mobile and landline numbers, identity cards and passports, bank cards, number plates, e-mail, QQ and WeChat
names; also when written with blanks or dashes inside, in full-width or in Chinese digits. Names of persons
are not recognised: what is published still needs a person's look. Service numbers (12345, 110) stay.
"""

import re
from collections.abc import Callable

_GAP = r"[\s\-\u2010-\u2015·.．－_*]?"
_DIGIT = r"[0-9０-９]"
_ZH = "〇零一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖"
_NOT_BEFORE = r"(?<![0-9０-９A-Za-z.．])"
_NOT_AFTER = r"(?![0-9０-９])"
_PHONE_WORD = r"(?:电话|手机|座机|热线|联系方式|联系人|致电|拨打|传真|[Tt][Ee][Ll])"


def _stars(match: re.Match[str], keep: int = 0) -> str:
    """The match with every letter and digit after the first ``keep`` covered, gaps kept."""
    seen = 0
    out = []
    for char in match.group():
        seen += char.isalnum()
        out.append(char if not char.isalnum() or seen <= keep else "*")
    return "".join(out)


def _tail_stars(match: re.Match[str]) -> str:
    return match.group(1) + "*" * len(match.group(2))


def _landline(match: re.Match[str]) -> str:
    """Seven or eight bare digits are a telephone unless they read as a date."""
    digits = match.group()
    is_date = re.fullmatch(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])", digits)
    return digits if is_date else "*" * len(digits)


_COVERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"[\w.+\-]+[@＠][\w\-]+(?:[.．][\w\-]+)+", re.ASCII), _stars),
    (re.compile(rf"{_NOT_BEFORE}{_DIGIT}(?:{_GAP}{_DIGIT}){{16}}{_GAP}[0-9０-９XxＸｘ]{_NOT_AFTER}"), _stars),
    (re.compile(rf"{_NOT_BEFORE}{_DIGIT}(?:{_GAP}{_DIGIT}){{14,19}}{_NOT_AFTER}"), _stars),
    (
        re.compile(
            rf"(?<![0-9０-９.．])(?:[+＋]?86{_GAP})?[1１]{_GAP}[3-9３-９](?:{_GAP}{_DIGIT}){{9}}{_NOT_AFTER}"
        ),
        lambda match: _stars(match, 3),
    ),
    (
        re.compile(
            rf"(?<![0-9０-９.．])[(（]?[0０]{_DIGIT}{{2,3}}[)）]?{_GAP}{_DIGIT}{{3,4}}{_GAP}{_DIGIT}{{4}}{_NOT_AFTER}"
        ),
        _stars,
    ),
    (re.compile(rf"({_PHONE_WORD}\D{{0,6}})({_DIGIT}{{6,12}}){_NOT_AFTER}"), _tail_stars),
    (re.compile(r"(?<![0-9A-Za-z.．\-])[2-8]\d{6,7}(?![0-9.]|\s?[元万亿平米㎡人户亩吨])"), _landline),
    (re.compile(rf"[{_ZH}](?:{_GAP}[{_ZH}]){{6,19}}"), _stars),
    (
        re.compile(
            r"([京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼港澳使领][A-HJ-NP-Z][·・.\- ]?)"
            r"([A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳])(?![A-Za-z0-9])"
        ),
        _tail_stars,
    ),
    (
        re.compile(
            r"((?:微信|WeChat|VX|WX|QQ)(?:群)?(?:号码?)?(?:是|为)?\s?[:：]?\s?)([A-Za-z0-9_\-]{5,20})", re.I
        ),
        _tail_stars,
    ),
    (re.compile(r"(护照(?:号码?)?(?:是|为)?\s?[:：]?\s?)([A-Za-z]{1,2}\d{7,8})"), _tail_stars),
)


def mask_personal(text: str) -> str:
    """The text with personal numbers covered by ``*``; a mobile number keeps its first three digits."""
    for pattern, cover in _COVERS:
        text = pattern.sub(cover, text)
    return text
