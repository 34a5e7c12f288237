"""Made-up addresses with their elements, so that a tagger is there before a town has labelled its own. Pure.

The patterns are general knowledge of how Chinese addresses are written; the names are put together from characters
that names are made of. Provinces are the real ones (GB/T 2260); cities and everything below are invented.
"""

import random
from collections.abc import Callable, Iterator

from lianzhi.territory.rules.addresses.tagging import Labelled
from lianzhi.territory.rules.addresses.tokens import tokens

Part = tuple[str, str]

_PROVINCES = [
    "河北",
    "山西",
    "辽宁",
    "吉林",
    "黑龙江",
    "江苏",
    "浙江",
    "安徽",
    "福建",
    "江西",
    "山东",
    "河南",
    "湖北",
    "湖南",
    "广东",
    "海南",
    "四川",
    "贵州",
    "云南",
    "陕西",
    "甘肃",
    "青海",
]
_MUNICIPALITIES = ["北京", "天津", "上海", "重庆"]
_NAME = (
    "安宝滨昌长常朝城川春翠大丹东德凤福富高古谷观桂海汉河和荷恒红洪湖华怀惠江金锦景靖兰乐莲良林临灵柳龙鹿罗梅明南宁平浦"
    "齐青清庆泉仁荣瑞三沙山上石双水松苏太泰桃天桐万文武西溪仙湘祥新兴秀旭雅盐阳永玉元远云泽珠竹紫"
)
_TAIL = "安昌城川春德东丰福港光桂海和河湖华化江金康口兰林岭陵龙门明南宁平桥清泉仁山石水塘田亭湾西溪峡乡阳义营源州洲庄"
_BETTER = "碧翠枫锦丽绿蓝金银阳光东方星河御景江南水岸香榭万和华都盛世天悦龙湖滨海春晓云栖兰亭桃源雅居"
_QUARTER = [
    "小区",
    "花园",
    "家园",
    "公寓",
    "新村",
    "苑",
    "名苑",
    "雅苑",
    "花苑",
    "北苑",
    "南苑",
    "东苑",
    "西苑",
    "公馆",
    "府",
    "城",
    "里",
    "小镇",
    "嘉园",
    "豪庭",
    "新城",
    "山庄",
    "湾",
]
_HOUSE = [
    "大厦",
    "广场",
    "商务中心",
    "国际中心",
    "大楼",
    "工业园",
    "科技园",
    "产业园",
    "市场",
    "批发市场",
    "商城",
    "创业园",
    "酒店",
    "医院",
    "小学",
    "中学",
    "幼儿园",
]
_FIRM = [
    "有限公司",
    "公司",
    "厂",
    "超市",
    "药店",
    "服装店",
    "快递",
    "办公室",
    "物业",
    "饭店",
    "理发店",
    "食品厂",
    "五金店",
    "汽修店",
    "银行",
    "营业厅",
]
_TRADE = [
    "电子",
    "服饰",
    "机械",
    "食品",
    "建材",
    "塑料",
    "贸易",
    "家具",
    "包装",
    "纺织",
    "汽配",
    "印刷",
    "物流",
    "电器",
    "化工",
]
_WAY = [
    "路",
    "路",
    "路",
    "路",
    "街",
    "大道",
    "东路",
    "西路",
    "南路",
    "北路",
    "中路",
    "东街",
    "西街",
    "巷",
    "线",
    "大街",
]
_PARTS = [
    "一期",
    "二期",
    "三期",
    "东区",
    "西区",
    "南区",
    "北区",
    "A区",
    "B区",
    "C区",
    "一区",
    "二区",
    "三区",
    "四区",
    "竹苑",
    "梅苑",
]
_NEAR = [
    "对面",
    "旁",
    "旁边",
    "附近",
    "隔壁",
    "门口",
    "后面",
    "内",
    "路口",
    "交叉口",
    "东侧",
    "西侧",
    "边上",
    "楼下",
    "往北",
    "前",
]
_CHINESE = "零一二三四五六七八九十"


class Maker:
    """Draws addresses; the same seed gives the same ones."""

    def __init__(self, seed: int) -> None:
        self._draw = random.Random(seed)  # noqa: S311  made-up addresses, no secret
        self._towns = [self._town() for _ in range(400)]

    def one(self) -> list[Part]:
        draw = self._draw
        areas = self._areas()
        body = draw.choices(
            [self._street, self._quarter, self._village, self._house, self._crossing], [28, 36, 12, 18, 6]
        )[0]()
        if draw.random() < 0.05 and len(areas) > 1:
            again = draw.randrange(len(areas))
            areas += [(text, "redundant") for text, _ in areas[again:]]
        parts = areas + body
        if draw.random() < 0.05:
            parts.append((draw.choice(["收", "电联", "自取", "请电话联系", "送货上门"]), "redundant"))
        return parts

    def _has(self, chance: float) -> bool:
        return self._draw.random() < chance

    def _name(self) -> str:
        draw = self._draw
        if draw.random() < 0.12:
            return draw.choice(_NAME) + draw.choice(_NAME) + draw.choice(_TAIL)
        return draw.choice(_NAME) + draw.choice(_TAIL)

    def _town(self) -> tuple[str, str, str, str, str, str]:
        """A place in the tree of areas: province, city, the endings, town; names recur as in one region's addresses."""
        draw = self._draw
        town = draw.choices(["镇", "街道", "乡"], [5, 4, 1])[0]
        return (
            draw.choice(_PROVINCES),
            self._name(),
            self._name(),
            draw.choices("区县市", [5, 3, 2])[0],
            self._name(),
            town,
        )

    def _areas(self) -> list[Part]:
        draw = self._draw
        province, city, county, kind, town, sort = draw.choice(self._towns)
        parts: list[Part] = []
        if self._has(0.02):
            parts.append(("中国", "country"))
        if self._has(0.08):
            province = draw.choice(_MUNICIPALITIES)
            parts.append((province + ("市" if self._has(0.8) else ""), "city"))
        else:
            if self._has(0.45):
                parts.append((province + ("省" if self._has(0.93) else ""), "prov"))
            if self._has(0.6):
                parts.append((city + ("市" if self._has(0.88) else ""), "city"))
        if self._has(0.7):
            parts.append((county + (kind if self._has(0.92) else ""), "district"))
        if self._has(0.05):
            parts.append(
                (self._name() + draw.choice(["经济开发区", "开发区", "高新区", "工业区"]), "devzone")
            )
        if self._has(0.48):
            parts.append((town + (sort if self._has(0.9) else ""), "town"))
        return parts

    def _number(self, most: int) -> str:
        return str(min(int(self._draw.expovariate(3 / most)) + 1, most))

    def _road(self, kind: str = "road") -> Part:
        return self._name() + self._draw.choice(_WAY), kind

    def _street(self) -> list[Part]:
        draw = self._draw
        parts = [self._road()]
        if self._has(0.85):
            number = self._number(1900)
            if self._has(0.06):
                parts.append((f"{number}-{int(number) + draw.randint(1, 9)}号", "roadno"))
            else:
                parts.append((number + draw.choices(["号", "弄", ""], [85, 8, 7])[0], "roadno"))
        if self._has(0.45):
            parts += self._house() if self._has(0.5) else self._quarter()
        elif self._has(0.35):
            parts += self._inside(0.5)
        if self._has(0.15):
            parts.append((self._firm(), "poi"))
        return parts

    def _quarter(self) -> list[Part]:
        draw = self._draw
        community = (
            [(self._name() + draw.choice(["社区", "村", "社区居委会"]), "community")]
            if self._has(0.12)
            else []
        )
        name = "".join(draw.sample(_BETTER, 2)) if self._has(0.5) else self._name()
        parts = [*community, (name + draw.choice(_QUARTER), "poi")]
        if self._has(0.2):
            parts.append((draw.choice(_PARTS), "subpoi"))
        return parts + self._inside(0.95)

    def _inside(self, chance: float) -> list[Part]:
        """Building, unit, floor and room, in one of the ways they are written."""
        draw = self._draw
        if not self._has(chance):
            return []
        building, unit, room = (
            self._number(90),
            str(draw.randint(1, 6)),
            f"{draw.randint(1, 30)}0{draw.randint(1, 9)}",
        )
        if self._has(0.12):
            building = draw.choice("ABCDEFG") + (building if self._has(0.5) else "")
        if self._has(0.3):
            dashed = [(building, "houseno"), ("-", "redundant")]
            if self._has(0.6):
                dashed += [(unit, "cellno"), ("-", "redundant")]
            return [*dashed, (room + draw.choice(["", "", "室"]), "roomno")]
        if self._has(0.12) and building.isdigit() and int(building) <= 10:
            building = _CHINESE[int(building)]
        parts = [
            (
                building + draw.choices(["幢", "栋", "号楼", "座", "号", ""], [40, 25, 20, 7, 5, 3])[0],
                "houseno",
            )
        ]
        if self._has(0.5):
            parts.append((unit + draw.choices(["单元", "门", "梯"], [94, 4, 2])[0], "cellno"))
        if self._has(0.15):
            parts.append((self._floor(), "floorno"))
        if self._has(0.8):
            parts.append((room + draw.choices(["室", "", "号", "房"], [40, 48, 7, 5])[0], "roomno"))
        return parts

    def _floor(self) -> str:
        level = self._draw.randint(1, 20)
        written = _CHINESE[level] if level <= 10 and self._has(0.4) else str(level)
        return written + self._draw.choices(["楼", "层", "F"], [65, 30, 5])[0]

    def _village(self) -> list[Part]:
        draw = self._draw
        parts: list[Part] = [(self._name() + draw.choices(["村", "社区", ""], [75, 15, 10])[0], "community")]
        if self._has(0.3):
            parts.append((f"{draw.choice([*'123456789', *_CHINESE[1:]])}组", "road"))
        elif self._has(0.25):
            parts.append(self._road())
        elif self._has(0.3):
            parts.append((self._name(), "poi"))
        if self._has(0.7):
            parts.append((self._number(900) + draw.choice(["号", "号", ""]), "roadno"))
        return parts

    def _firm(self) -> str:
        draw = self._draw
        return self._name() + (draw.choice(_TRADE) if self._has(0.6) else "") + draw.choice(_FIRM)

    def _house(self) -> list[Part]:
        draw = self._draw
        parts: list[Part] = [(self._name() + draw.choice(_HOUSE), "poi")]
        if self._has(0.25):
            parts.append((f"{draw.choice('ABCD东西南北')}{draw.choice('区座馆')}", "subpoi"))
        if self._has(0.3):
            parts += self._inside(0.9)
        elif self._has(0.5):
            parts.append((self._floor(), "floorno"))
            if self._has(0.5):
                parts.append(
                    (
                        f"{draw.choice(['', 'A', 'B'])}{draw.randint(101, 999)}{draw.choice(['室', '号', ''])}",
                        "roomno",
                    )
                )
        if self._has(0.3):
            parts.append((self._firm(), draw.choice(["subpoi", "person"])))
        if self._has(0.12):
            parts.append((draw.choice(_NEAR), "assist"))
        return parts

    def _crossing(self) -> list[Part]:
        draw = self._draw
        parts = [
            self._road(),
            (draw.choice("与和"), "assist"),
            self._road("subroad"),
            (draw.choice(["交叉口", "路口", "交汇处"]), "assist"),
        ]
        if self._has(0.5):
            parts.append((draw.choice(_NEAR), "assist"))
        if self._has(0.5):
            parts.append((self._firm(), "poi"))
        return parts


def labelled(parts: list[Part]) -> Labelled:
    pieces, labels = [], []
    for text, kind in parts:
        cut = tokens(text)
        pieces += cut
        labels += [f"B-{kind}"] + [f"I-{kind}"] * (len(cut) - 1)
    return pieces, labels


def addresses(count: int, *, seed: int) -> Iterator[Labelled]:
    make: Callable[[], list[Part]] = Maker(seed).one
    return (labelled(make()) for _ in range(count))
