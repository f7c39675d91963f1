"""The malls, floors, formats, stores, merchants and products of the story: pure tables. Never: a real brand."""

# ruff: noqa: E501 -- a table reads best with one entry a line

from collections.abc import Sequence
from dataclasses import dataclass

Product = tuple[str, int]  # name, price in yuan


@dataclass(frozen=True, slots=True)
class Brand:
    """A brand: format code, kind of trade (calendar.py), product category, its products, who serves there."""

    name: str
    format: str
    kind: str
    category: str
    products: Sequence[Product]
    basket: tuple[int, int]  # lines of a usual receipt: from, to
    guides: Sequence[str]


@dataclass(frozen=True, slots=True)
class Store:
    """A store of the story. `weight`: its share of the trade; `closes`: days before the anchor on which it left; `moved_from`: its old floor."""

    code: str
    brand: Brand
    mall: int
    floor: str
    unit: str
    area: int
    weight: float
    mode: str
    manager: str
    closes: int | None = None
    moved_from: str | None = None
    moved: int = 0

    @property
    def name(self) -> str:
        """As people call it: the brand, with the mall where the brand has two."""
        return self.brand.name + (f"（{MALLS[self.mall][2]}店）" if self.brand.name in TWICE else "")


MALLS = (
    ("HG", "禾光天地", "禾光", "杭州", "family", "拱墅区禾光路 88 号", "0571-8800 1088", "2019-09-28", 68500),
    ("XL", "星澜广场", "星澜", "杭州", "premium", "滨江区星澜大道 199 号", "0571-8800 2199", "2022-05-01", 52300),
)
FLOORS = (("B1", -1, "美食街市"), ("1F", 1, "美妆与时尚"), ("2F", 2, "时装"), ("3F", 3, "女装、运动与生活"), ("4F", 4, "亲子家庭"), ("5F", 5, "餐饮与娱乐"))
FORMATS = (
    ("dining", "餐饮", None), ("hotpot", "火锅", "dining"), ("meal", "正餐", "dining"), ("snack", "小吃饮品", "dining"),
    ("retail", "零售", None), ("womenswear", "女装", "retail"), ("beauty", "美妆", "retail"), ("sports", "运动", "retail"), ("life", "生活家居", "retail"),
    ("family", "亲子", None), ("playground", "亲子乐园", "family"), ("kidswear", "童装童品", "family"),
    ("entertainment", "娱乐", None), ("cinema", "影城", "entertainment"), ("arcade", "电玩", "entertainment"),
)

_B = Brand
HELI = _B("禾里火锅", "hotpot", "eat", "hotpot", (("菌菇双人锅", 138), ("番茄牛骨锅底", 58), ("手切鲜羊肉", 52), ("现炸酥肉", 32), ("虾滑", 46), ("时令蔬菜拼盘", 28), ("酸梅汤（扎）", 22)), (2, 5), ("陈晨", "刘佳", "赵磊"))
SONGYUE = _B("松月小馆", "meal", "eat", "meal", (("龙井虾仁", 88), ("东坡肉", 68), ("宋嫂鱼羹", 48), ("片儿川", 36), ("桂花糯米藕", 32), ("米饭", 4)), (2, 4), ("何敏", "沈洁"))
LAOTANG = _B("老汤面馆", "snack", "eat", "snack", (("招牌牛肉面", 32), ("酸汤肥牛面", 36), ("卤蛋", 4), ("凉拌黄瓜", 12), ("冰豆浆", 8)), (1, 3), ("马强", "吴倩"))
CHALI = _B("茶里有山", "snack", "eat", "snack", (("茉莉奶绿", 18), ("桂花乌龙", 16), ("杨梅冰茶", 20), ("芋泥鲜奶", 22), ("栗子蛋糕", 26)), (1, 3), ("林小雨", "周杰"))
MAIXIANG = _B("麦巷烘焙", "snack", "eat", "snack", (("海盐可颂", 16), ("全麦吐司", 22), ("蛋黄肉松卷", 18), ("生日蛋糕 6 寸", 168), ("美式咖啡", 18)), (1, 3), ("郑欣", "许超"))
HAIYAN = _B("海盐先生", "meal", "eat", "meal", (("清蒸东星斑", 268), ("蒜蓉粉丝扇贝", 68), ("葱油花蛤", 48), ("海鲜炒饭", 46), ("椰子冻", 28)), (2, 4), ("潘伟", "高颖"))
QINGMO = _B("青陌女装", "womenswear", "shop", "womenswear", (("亚麻连衣裙", 599), ("真丝衬衫", 699), ("羊毛开衫", 459), ("直筒西裤", 429), ("针织半裙", 359), ("羊绒围巾", 299)), (1, 2), ("陈静", "王蕾"))
YUNSHANG = _B("云裳记", "womenswear", "shop", "womenswear", (("双面呢大衣", 1899), ("新中式上衣", 799), ("香云纱长裙", 1299), ("改良旗袍", 999), ("丝巾", 259)), (1, 2), ("苏婷", "蒋莉"))
XUSE = _B("许色", "womenswear", "shop", "womenswear", (("牛仔外套", 369), ("基础 T 恤", 99), ("阔腿裤", 269), ("针织背心", 199), ("风衣", 699)), (1, 3), ("韩雪", "唐宁"))
MUGUANG = _B("暮光美妆", "beauty", "shop", "beauty", (("丝绒口红", 219), ("水光精华", 468), ("气垫粉底", 328), ("玫瑰面霜", 399), ("眼影盘", 268), ("防晒乳", 159), ("面膜礼盒", 299)), (1, 3), ("叶子", "孟瑶"))
ZHIMU = _B("栀木香氛", "beauty", "shop", "beauty", (("栀子淡香水", 680), ("雪松香薰蜡烛", 238), ("护手霜", 89), ("沐浴油", 168)), (1, 2), ("丁宁", "夏彤"))
ZHUIFENG = _B("追风户外", "sports", "shop", "sports", (("轻量跑鞋", 569), ("速干 T 恤", 169), ("软壳冲锋衣", 899), ("运动紧身裤", 259), ("登山背包", 459)), (1, 2), ("罗斌", "谭杰"))
QINGYA = _B("轻芽瑜伽", "sports", "shop", "sports", (("瑜伽垫", 299), ("高腰瑜伽裤", 359), ("运动内衣", 229), ("体验课（单次）", 99)), (1, 2), ("白露", "方圆"))
MUQI = _B("木栖家居", "life", "shop", "life", (("亚麻四件套", 699), ("陶瓷餐具套装", 329), ("香薰机", 259), ("靠枕", 99), ("收纳篮", 69)), (1, 3), ("邓琳", "曹阳"))
SHIJIAN = _B("拾间书店", "life", "shop", "life", (("文学新书", 58), ("儿童绘本", 46), ("手账本", 39), ("拿铁", 28), ("文创帆布袋", 69)), (1, 3), ("彭飞", "任悦"))
XIAOXIANG = _B("小象森林亲子乐园", "playground", "kids", "kids", (("周末亲子票", 168), ("平日单人票", 98), ("手工陶艺课", 128), ("生日派对定金", 500), ("防滑袜", 15)), (1, 2), ("袁圆", "肖楠"))
TANGTANG = _B("糖糖童装", "kidswear", "kids", "kids", (("儿童羽绒服", 459), ("纯棉连体衣", 129), ("卡通卫衣", 169), ("儿童运动鞋", 239)), (1, 2), ("程程", "龙丽"))
MENGYA = _B("萌芽积木", "kidswear", "kids", "kids", (("城市积木大盒", 329), ("磁力片 100 片", 259), ("木质拼图", 79), ("机器人编程体验课", 158)), (1, 2), ("廖凯", "崔敏"))
XINGYE = _B("星野影城", "cinema", "fun", "fun", (("2D 影票", 45), ("巨幕影票", 68), ("爆米花套餐", 42), ("会员观影券", 35)), (1, 2), ("汪洋", "石磊"))
TIAODONG = _B("跳动电玩城", "arcade", "fun", "fun", (("游戏币 100 枚", 88), ("跳舞机畅玩", 58), ("抓娃娃套餐", 50), ("VR 体验", 68)), (1, 2), ("秦朗", "尹航"))
TWICE = frozenset(("茶里有山", "暮光美妆", "追风户外", "麦巷烘焙"))

_S = Store
STORES: Sequence[Store] = (
    _S("HG-B101", LAOTANG, 0, "B1", "B1-01", 86, 1.1, "franchise", "manager_2"),
    _S("HG-B105", CHALI, 0, "B1", "B1-05", 48, 1.5, "franchise", "manager_2"),
    _S("HG-B108", MAIXIANG, 0, "B1", "B1-08", 62, 1.1, "franchise", "manager_2"),
    _S("HG-101", MUGUANG, 0, "1F", "101", 132, 1.0, "joint", "manager_3"),
    _S("HG-106", ZHIMU, 0, "1F", "106", 58, 0.4, "joint", "manager_3"),
    _S("HG-203", QINGMO, 0, "2F", "203", 168, 0.8, "own", "manager_3"),
    _S("HG-305", XUSE, 0, "3F", "305", 210, 0.9, "franchise", "manager_3"),
    _S("HG-302", ZHUIFENG, 0, "3F", "302", 225, 0.7, "franchise", "manager_4", moved_from="2F", moved=190),
    _S("HG-307", MUQI, 0, "3F", "307", 260, 0.6, "franchise", "manager_4"),
    _S("HG-401", XIAOXIANG, 0, "4F", "401", 880, 0.9, "joint", "manager_4"),
    _S("HG-405", TANGTANG, 0, "4F", "405", 150, 0.5, "franchise", "manager_4"),
    _S("HG-501", HELI, 0, "5F", "501", 320, 1.6, "franchise", "manager_1"),
    _S("HG-506", XINGYE, 0, "5F", "506", 2600, 1.5, "joint", "manager_5"),
    _S("XL-B103", CHALI, 1, "B1", "B1-03", 52, 1.4, "franchise", "manager_6"),
    _S("XL-B107", MAIXIANG, 1, "B1", "B1-07", 66, 1.0, "franchise", "manager_6"),
    _S("XL-102", MUGUANG, 1, "1F", "102", 148, 1.1, "joint", "manager_6"),
    _S("XL-105", SHIJIAN, 1, "1F", "105", 420, 0.8, "own", "manager_6"),
    _S("XL-201", YUNSHANG, 1, "2F", "201", 190, 0.5, "joint", "manager_7"),
    _S("XL-301", ZHUIFENG, 1, "3F", "301", 240, 0.7, "franchise", "manager_7"),
    _S("XL-306", QINGYA, 1, "3F", "306", 180, 0.4, "franchise", "manager_7", closes=96),
    _S("XL-402", MENGYA, 1, "4F", "402", 160, 0.5, "franchise", "manager_8"),
    _S("XL-501", SONGYUE, 1, "5F", "501", 280, 1.0, "franchise", "manager_8"),
    _S("XL-503", HAIYAN, 1, "5F", "503", 360, 0.7, "franchise", "manager_8"),
    _S("XL-508", TIAODONG, 1, "5F", "508", 960, 0.9, "franchise", "manager_8"),
)

# Merchant: name, contact, brands it runs, share of campaign costs in per cent, login of the demo account.
MERCHANTS = (
    ("杭州禾里餐饮管理有限公司", "钱浩然", ("禾里火锅",), 30, "merchant_1"),
    ("杭州松月餐饮有限公司", "沈国平", ("松月小馆", "海盐先生"), 30, None),
    ("老汤餐饮（浙江）有限公司", "汤志明", ("老汤面馆",), 25, None),
    ("茶里有山品牌管理有限公司", "叶一舟", ("茶里有山", "麦巷烘焙"), 30, None),
    ("暮光化妆品（杭州）有限公司", "林静", ("暮光美妆", "栀木香氛"), 40, None),
    ("许色服饰有限公司", "许文君", ("许色", "云裳记"), 40, None),
    ("追风户外用品有限公司", "罗建军", ("追风户外", "轻芽瑜伽"), 35, None),
    ("木栖家居生活有限公司", "邓小满", ("木栖家居",), 35, None),
    ("小象森林文化发展有限公司", "袁晓东", ("小象森林亲子乐园", "糖糖童装", "萌芽积木"), 20, None),
    ("星野影业（杭州）有限公司", "汪海", ("星野影城", "跳动电玩城"), 20, None),
)
STORY_STORE = "HG-501"  # the store of manager_1 and merchant_1
CLOSED_STORE = "XL-306"
MOVED_STORE = "HG-302"
