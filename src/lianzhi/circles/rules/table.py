"""How tables of responsible parties are headed and what their cells mean.  Pure."""

import re

HEADS = {
    "kind": ("主体类型", "类型", "类别", "责任主体类型"),
    "name": ("名称", "主体名称", "店名", "单位名称", "责任主体"),
    "covers": ("责任范围", "地点编码", "地址编码", "微网格编码", "网格编码", "范围"),
    "phone": ("手机号", "联系电话", "手机", "电话"),
    "unit": ("单位编码", "账号单位", "所属单位"),
}
KINDS = {
    "商户": "merchant", "商家": "merchant", "沿街商户": "merchant", "门店": "merchant", "merchant": "merchant",
    "房东": "landlord", "出租人": "landlord", "业主（出租）": "landlord", "landlord": "landlord",
    "物业": "property", "物业公司": "property", "物业企业": "property", "property": "property",
    "业委会": "owners", "业主委员会": "owners", "owners": "owners",
    "社区": "community", "居委会": "community", "村委会": "community", "community": "community",
    "执法": "enforcement", "执法力量": "enforcement", "执法中队": "enforcement", "enforcement": "enforcement",
}  # fmt: skip


def cut(text: str) -> tuple[str, ...]:
    """Codes of a cell, between commas, 、 or blanks."""
    return tuple(dict.fromkeys(re.findall(r"[0-9A-Z]{12,24}", text)))
