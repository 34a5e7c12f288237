"""The sheets that the registers are written as: identifier, Chinese head, meaning of each column. Data only.

Identifiers and heads are those of registry's import (ADR 0010; notes B1: 9+X persons, house, person-house); a column that it
does not take has an identifier with ``_`` in front and is there for people and for measuring.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    field: str
    head: str
    meaning: str


def _columns(text: str) -> tuple[Column, ...]:
    return tuple(Column(*(part.strip() for part in line.split("|"))) for line in text.strip().splitlines())


SHEETS: dict[str, tuple[Column, ...]] = {
    "persons": _columns("""
        name | 姓名 | name
        former_name | 曾用名 | the name before
        sex | 性别 | 男 or 女
        identity_kind | 证件类型 | always 居民身份证
        identity | 证件号码 | GB 11643, area code of no place
        birth | 出生日期 | day of birth
        ethnic | 民族 | nation
        phone | 联系电话 | mobile number, begins with 154
        kind | 人员类别 | 户籍人口 or 流动人口
        origin | 户籍地址 | where registered, in the town or elsewhere
        _address | 现住地址 | where the person lives, as text
        place | 居住地址编码 | code of the room
        living | 居住类型 | 自住, 租住, 寄住
        since | 居住开始日期 | lives in the room since
        household | 户号 | number of the household
        kin | 与户主关系 | relation to the head
        education | 文化程度 | highest schooling
        marital | 婚姻状况 | marital status
        occupation | 职业 | what the person does
        employer | 服务处所 | firm or school in the town
        _called | 称呼 | what neighbours say
        _income | 月收入 | yuan a month
        _code | 人员编码 | the simulator's own code of the person: the truth for measuring
    """),
    "households": _columns("""
        number | 户号 | number of the household
        kind | 户类型 | 家庭户
        place | 居住地址编码 | code of the room
        _head | 户主证件号码 | identity number of the head
        _persons | 人数 | how many
        _rent | 月租金 | yuan a month
        _low_income | 低收入类别 | 低保, 低保边缘
    """),
    "houses": _columns("""
        place | 房屋编码 | code of the room
        use | 房屋用途 | what it is used for
        state | 房屋状态 | 自住, 出租, 寄住, 空置
        owner_kind | 产权性质 | private, company or state
        owner_name | 产权人 | owner, where it is a resident
        owner_phone | 产权人电话 | the owner's number
        structure | 房屋结构 | structure of the building
        area_m2 | 建筑面积 | square metres
        _address | 地址 | as text
    """),
    "enterprises": _columns("""
        name | 企业名称 | name
        credit | 统一社会信用代码 | GB 32100, area code of no place
        kind | 市场主体类型 | 企业 or 个体工商户
        legal_person | 法定代表人 | name
        phone | 联系电话 | number
        industry | 行业 | letter of GB/T 4754 and its sense
        _industry_verified | 行业代码已核实 | always 否: the letters are from memory
        _size | 企业规模 | 大型, 中型, 小型, 微型
        staff | 从业人数 | head count
        founded | 成立日期 | opened on
        place | 地址编码 | code of the room
        _address | 地址 | as text
        _legal_identity | 法定代表人证件号码 | identity number
    """),
    "venues": _columns("""
        name | 场所名称 | name
        kind | 场所类型 | registry's list
        _class | 场所码类别 | one of the eight classes of F-19
        keeper | 负责人 | name
        phone | 联系电话 | number
        place | 地址编码 | code of the room or building
        _risk | 风险等级 | 低, 中, 高
    """),
    "things": _columns("""
        kind | 物品类型 | gas cylinder, lift, smoke detector, door sensor
        number | 编号 | number
        made | 生产日期 | made on
        check_due | 下次检验日期 | next check
        _checked | 上次检验日期 | last check
        place | 地址编码 | code of the room or building
        _detail | 规格 | size of a cylinder
        _user | 使用人 | identity number or credit code
    """),
    "certificates": _columns("""
        holder | 持有人 | identity number or credit code
        kind | 证照类型 | kind of paper
        number | 证照编号 | number
        issuer | 发证机关 | who issued it
        issued | 发证日期 | since
        expires | 有效期至 | until; empty: for good
        state | 证照状态 | 有效 or 失效
        _detail | 说明 | class and grade
    """),
    "links": _columns("""
        subject | 主体 | identity number, credit code
        relation | 关系 | of ADR 0010's closed list
        object | 客体 | room, person or firm
        since | 开始日期 | from
        until | 结束日期 | until; empty: still so
    """),
    "rooms": _columns("""
        code | 房屋编码 | code of the room
        building | 楼幢编码 | code of the building
        unit | 单元 | number; 0: the building has none
        floor | 楼层 | basements below 0
        number | 室号 | as on the door
        use | 用途 | home, shop, office, workshop, storage, public
        name | 地址 | as text
    """),
    "aliases": _columns("""
        building | 楼幢编码 | code of the building
        name | 名称 | another name of the building
        kind | 类别 | 曾用名 or 俗称
    """),
    "schools": _columns("""
        code | 学校编码 | code of the place
        name | 学校名称 | name
        level | 学段 | 幼儿园, 小学, 中学
        entry | 每年招生数 | places a year
        places | 学位数 | places in all
    """),
    "school_areas": _columns("""
        grid | 网格编码 | code of the grid
        level | 学段 | 幼儿园, 小学, 中学
        school | 学校编码 | the school it belongs to
    """),
    "changes": _columns("""
        day | 日期 | when
        kind | 变动类型 | birth, death, move_in, move_out, move, marriage, lease, firm_open, firm_close
        identity | 证件号码 | whom it is about
        other | 关联人证件号码 | the spouse, or who heads the household then
        household | 户号 | number of the household
        credit | 统一社会信用代码 | of the firm
        from | 原居住地址编码 | room before
        to | 现居住地址编码 | room after
        rent_before | 原月租金 | yuan
        rent_after | 现月租金 | yuan
    """),
}
SOURCE_COLUMNS = _columns("""
    source | 来源 | department
    _record | 记录编号 | number of the record
    name | 姓名 | as written there
    sex | 性别 | 男 or 女
    birth | 出生日期 | as written there
    identity | 证件号码 | as written there
    phone | 联系电话 | as written there
    _address | 现住地址 | as written there
    recorded | 登记日期 | when it was written
    _truth | 人员编码 | whom it is about: the truth, not for the linkage to see
    _errors | 差错 | what is wrong in it
""")
ADDRESS_COLUMNS = _columns("""
    text | 地址 | as written
    building | 楼幢编码 | the building it means: the truth
    room | 房屋编码 | the room, where the text tells it
    kind | 写法 | clean or what is wrong in it
""")
