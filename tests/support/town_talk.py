"""Short made-up reports for tests of the classifier: 24 categories, each with its own things and troubles."""

import random

THINGS = {
    "路灯": (["路灯", "灯杆", "照明灯"], ["不亮了", "一闪一闪", "倒了"]),
    "井盖": (["井盖", "窨井盖", "雨水井"], ["被车压破", "不见了", "翘起来"]),
    "积水": (["路面", "下穿通道", "低洼处"], ["积水很深", "下雨就淹", "水排不出去"]),
    "垃圾": (["垃圾桶", "垃圾堆", "生活垃圾"], ["满出来没人收", "臭气很大", "堆了好几天"]),
    "违停": (["小汽车", "面包车", "货车"], ["乱停乱放", "停在人行道上", "违停堵门"]),
    "电瓶车": (["电瓶车", "电动自行车", "电池"], ["在楼道充电", "飞线充电", "推进电梯"]),
    "噪音": (["卡拉OK", "广场舞音响", "酒吧音乐"], ["半夜吵得睡不着", "声音太大", "噪音扰民"]),
    "施工": (["工地", "打桩机", "渣土车"], ["夜间施工", "扬尘很大", "凌晨还在打桩"]),
    "油烟": (["饭店", "烧烤店", "早餐铺"], ["油烟直排", "烟味熏人", "排烟管对着窗"]),
    "占道": (["水果摊", "菜贩", "早点摊"], ["占道经营", "摆到马路上", "堵住盲道"]),
    "违建": (["楼顶阳光房", "院子里的棚子", "搭建的铁皮房"], ["是违章搭建", "未批先建", "私自加盖"]),
    "河道": (["河水", "小河", "河面"], ["发黑发臭", "漂满水葫芦", "有人偷排污水"]),
    "绿化": (["绿化带", "行道树", "灌木"], ["枯死了", "树枝挡住窗户", "草比人高"]),
    "狗": (["流浪狗", "大狗", "邻居的狗"], ["没拴绳咬人", "到处拉屎", "整夜叫"]),
    "电梯": (["电梯", "轿厢", "电梯门"], ["困人了", "经常停运", "关不上"]),
    "供水": (["自来水", "水管", "水压"], ["停了一天", "爆裂喷水", "发黄有异味"]),
    "燃气": (["燃气管", "煤气", "燃气表"], ["有泄漏味道", "没气了", "一直报警"]),
    "社保": (["养老金", "社保卡", "医保报销"], ["怎么办理", "没有到账", "需要什么材料"]),
    "工资": (["包工头", "老板", "工程队"], ["拖欠工资", "不发工钱", "欠薪三个月"]),
    "入学": (["小学报名", "学区", "幼儿园"], ["什么条件", "怎么划分", "招不进去"]),
    "公交": (["公交车", "公交站", "末班车"], ["等不到", "改线不通知", "到站不停"]),
    "食品": (["外卖", "超市面包", "熟食"], ["吃出虫子", "过期了还卖", "吃了拉肚子"]),
    "消防": (["消防通道", "灭火器", "安全出口"], ["被锁住", "过期没换", "堆满杂物堵住"]),
    "诈骗": (["陌生电话", "刷单群", "推销人员"], ["骗老人钱", "冒充客服", "要我转账"]),
}
SHAPES = [
    "{place}{thing}{trouble}，请派人来看看",
    "你好，{place}的{thing}{trouble}，已经{time}了",
    "反映一下：{thing}{trouble}，地点在{place}",
    "{time}以来{place}{thing}总是{trouble}，大家意见很大",
    "请问{place}{thing}{trouble}找谁解决？",
    "我住{place}，{thing}{trouble}，希望尽快处理",
    "{thing}{trouble}！{place}的居民都在抱怨",
    "老人说{place}那边{thing}{trouble}，不安全",
]
UNSEEN_SHAPES = [
    "麻烦社区关注，{thing}{trouble}，位置{place}",
    "打了好几次电话没人管，{place}{thing}还是{trouble}",
    "今天路过{place}看到{thing}{trouble}",
]
PLACES = ["幸福小区三号楼", "和平路12号", "文化广场东门", "新村菜场门口", "滨河路桥头", "学院路28弄"]
TIMES = ["三天", "一个星期", "半个月", "两个多月"]


def reports(count: int, shapes: list[str] = SHAPES, *, seed: int = 1) -> tuple[list[str], list[str]]:
    """Texts and labels, ``count`` of them over all categories in turn."""
    draw = random.Random(seed)
    labels = [list(THINGS)[i % len(THINGS)] for i in range(count)]
    texts = []
    for label in labels:
        things, troubles = THINGS[label]
        words = {"thing": draw.choice(things), "trouble": draw.choice(troubles)}
        shape = draw.choice(shapes)
        texts.append(shape.format(place=draw.choice(PLACES), time=draw.choice(TIMES), **words))
    return texts, labels
