"""Made-up names for streets, quarters, villages and works, in Chinese and English.

Every name is put together from two syllable lists, so a likeness to a real street is an accident.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

_FIRST = (
    "云Yun 竹Zhu 荷He 桐Tong 枫Feng 禾He 稻Dao 麦Mai 澄Cheng 清Qing 瑞Rui 祥Xiang 和He 康Kang 宁Ning 兴Xing "
    "隆Long 丰Feng 泰Tai 永Yong 嘉Jia 锦Jin 彩Cai 霞Xia 虹Hong 星Xing 晨Chen 春Chun 秋Qiu 芳Fang 兰Lan 梅Mei "
    "桂Gui 柳Liu 杨Yang 槐Huai 菱Ling 莲Lian 苇Wei 芦Lu 鹭Lu 雁Yan 鹤He 燕Yan 石Shi 玉Yu 金Jin 银Yin 白Bai "
    "青Qing 翠Cui 碧Bi 蓝Lan 紫Zi 丹Dan 景Jing 崇Chong 敬Jing 仁Ren 义Yi 信Xin 德De 善Shan 文Wen 博Bo 学Xue"
)
_SECOND = (
    "帆Fan 塘Tang 浦Pu 墩Dun 港Gang 汀Ting 洲Zhou 溪Xi 泉Quan 岸An 渡Du 堰Yan 圩Wei 浜Bang 潭Tan 湾Wan 沙Sha "
    "坞Wu 岭Ling 坪Ping 原Yuan 林Lin 园Yuan 苑Yuan 庭Ting 亭Ting 台Tai 阁Ge 轩Xuan 川Chuan 平Ping 安An 乐Le "
    "盛Sheng 昌Chang 源Yuan 华Hua 光Guang 辉Hui 明Ming 远Yuan 达Da 通Tong 行Xing 成Cheng 业Ye"
)
# Everyday words and well-known cities: a message that uses the word would seem to name our street.
_TAKEN = (
    "文明 永远 学业 兴业 德行 善行 和平 清明 春光 晨光 星光 学园 春华 青春 博达 信达 敬业 学成 "
    "丰盛 兴盛 金光 荷塘 竹林 杨林 金华 桂林 玉林 石林 丰台 瑞安 泰安 永安 清远 永川 银川 兰溪 玉溪 瑞昌 "
    "隆昌 文昌 永平 康平 兴平 丰原 白沙 金沙 金昌 永清 义行 石台 青川 玉泉 清溪"
)
_QUARTER = (
    ("小区", "Residential Quarter"),
    ("花园", "Garden"),
    ("家园", "Homes"),
    ("公寓", "Apartments"),
    ("名苑", "Court"),
    ("新村", "New Village"),
)
_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Name:
    zh: str
    en: str

    def plus(self, zh: str, en: str) -> "Name":
        return Name(self.zh + zh, f"{self.en} {en}")


def _syllables(listed: str) -> list[tuple[str, str]]:
    return [(entry[0], entry[1:]) for entry in listed.split()]


def characters() -> tuple[str, str]:
    """The first and the second characters of which stems are made."""
    first, second = ("".join(zh for zh, _ in _syllables(listed)) for listed in (_FIRST, _SECOND))
    return first, second


class Namer:
    """Hands out stems that nobody else has: ``Name("云帆", "Yunfan")``."""

    def __init__(self, rng: np.random.Generator) -> None:
        pairs = [(a, b) for a in _syllables(_FIRST) for b in _syllables(_SECOND)]
        pairs = [(a, b) for a, b in pairs if a[1] != b[1] and a[0] + b[0] not in _TAKEN]
        order = rng.permutation(len(pairs))
        self._stems = self._endless([pairs[i] for i in order])
        self._rng = rng

    @staticmethod
    def _endless(pairs: list[tuple[tuple[str, str], tuple[str, str]]]) -> Iterator[Name]:
        plain = [Name(a[0] + b[0], a[1] + b[1].lower()) for a, b in pairs]
        yield from plain
        for zh, en in (("东", "dong"), ("西", "xi"), ("南", "nan"), ("北", "bei"), ("新", "xin")):
            for stem in plain:
                yield Name(stem.zh + zh, stem.en + en)

    def stem(self) -> Name:
        return next(self._stems)

    def flip(self, chance: float) -> bool:
        return bool(self._rng.random() < chance)

    def quarter(self) -> Name:
        zh, en = _QUARTER[self._rng.choice(len(_QUARTER), p=[0.36, 0.19, 0.16, 0.12, 0.1, 0.07])]
        return self.stem().plus(zh, en)


def ordinal(number: int) -> str:
    """The Chinese numeral of 1..99: 十二, 二十, 三十四."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[ones] if ones or not tens else "")
