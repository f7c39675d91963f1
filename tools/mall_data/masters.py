"""Master records of the story as rows: malls, floors, formats, merchants, stores, products, tiers, tags, templates, campaigns.

Takes: ids made so far. Gives: (form, rows) in an order in which every relation is known. Never: the database.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from tools.mall_data.campaigns import Campaign
from tools.mall_data.places import FLOORS, FORMATS, MALLS, MERCHANTS, STORES, Store
from tools.mall_data.sorts import SORT_OF

Row = dict[str, Any]

# points per yuan and days until they count, where a format differs from 1.00 and at once
POINTS = {
    "womenswear": ("1.00", 7), "beauty": ("1.20", 7), "sports": ("1.00", 7), "life": ("1.00", 7), "kidswear": ("1.00", 7),
    "cinema": ("0.50", 0), "arcade": ("0.50", 0), "retail": ("1.00", 7),
}
# to keep a tier: spend within its months; at how many points a message suggests redeeming
KEPT = {"normal": (None, 500), "silver": (3000, 1000), "gold": (8000, 2000), "black": (20000, 5000)}
# kind of complaint, who answers, within hours, note
ROUTES = (
    ("quality", "store", 2, "商品问题由门店店长先回复，需要退换的当场处理。"),
    ("service", "operations", 2, "服务态度由运营部直接处理，不交给被投诉的门店。"),
    ("price", "merchant", 4, "价格与活动由商户核对后回复。"), ("parking", "operations", 4, "停车由运营部转物业处理。"),
    ("environment", "operations", 4, "环境设施由运营部转物业处理。"),
    ("points", "operations", 2, "积分与优惠券由运营部核对流水后回复。"),
)
# code, name, rank, spend needed, multiplier, months, benefits
TIERS = (
    ("normal", "普通会员", 1, 0, "1.00", 12, "消费积分；生日当月双倍积分。"),
    ("silver", "银卡会员", 2, 5000, "1.20", 12, "积分 1.2 倍；每月 2 小时停车券 2 张；会员日专享价。"),
    ("gold", "金卡会员", 3, 12000, "1.50", 12, "积分 1.5 倍；每月 2 小时停车券 4 张；生日蛋糕券；专属客服。"),
    ("black", "黑金会员", 4, 30000, "2.00", 24, "积分 2 倍；免费停车；贵宾休息室；新品优先试穿；专属客服与上门改衣。"),
)
TAGS = (
    ("高价值", "value", "累计消费高，优先服务"), ("潜力客户", "value", "近期消费上升"), ("新会员", "stage", "入会 30 天内"),
    ("沉睡客户", "stage", "60 天以上没有到店"), ("亲子家庭", "habit", "常去亲子业态"), ("美食达人", "habit", "餐饮消费频繁"),
    ("时装偏好", "habit", "女装、运动消费多"), ("影迷", "habit", "常看电影"), ("重点关怀", "care", "投诉后回访中"),
)
# name, kind, face, gift, threshold, valid days, total, share
STANDING_TEMPLATES = (
    ("生日蛋糕兑换券", "gift", None, "麦巷烘焙 6 寸蛋糕一个", None, 30, 5000, "0.0000"),
    ("2 小时停车券", "parking", 10, None, None, 60, 50000, "0.0000"),
    ("好久不见满 200 减 50 券", "off", 50, None, 200, 15, 5000, "0.0000"),
    ("新人满 100 减 15 券", "off", 15, None, 100, 30, 20000, "0.3000"),
)
OCCASIONS = {"生日蛋糕兑换券": "birthday", "好久不见满 200 减 50 券": "win_back", "新人满 100 减 15 券": "newcomer"}


@dataclass
class Known:
    """Ids made so far, by what the story calls them."""

    staff: Mapping[str, str]
    malls: list[str] = field(default_factory=list)
    floors: dict[tuple[int, str], str] = field(default_factory=dict)
    formats: dict[str, str] = field(default_factory=dict)
    merchants: dict[str, str] = field(default_factory=dict)
    stores: list[str] = field(default_factory=list)
    products: dict[tuple[int, int], str] = field(default_factory=dict)
    tiers: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    templates: dict[str, str] = field(default_factory=dict)
    campaigns: list[str] = field(default_factory=list)
    members: dict[int, str] = field(default_factory=dict)

    @property
    def first_tier(self) -> str:
        """The tier a member begins with: the lowest there is."""
        return next(iter(self.tiers.values()))


def yuan(amount: int) -> Decimal:
    """Whole yuan as money."""
    return Decimal(amount).quantize(Decimal("0.01"))


def _maybe(amount: int | None) -> Decimal | None:
    return None if amount is None else yuan(amount)


def malls() -> list[Row]:
    """Both malls."""
    return [
        {"code": code, "name": name, "city": city, "positioning": kind, "address": f"{city}市{address}", "service_phone": phone,
         "opened_on": date.fromisoformat(opened), "area_m2": yuan(area)}
        for code, name, _, city, kind, address, phone, opened, area in MALLS
    ]


def floors(known: Known) -> list[Row]:
    """Six floors in each."""
    return [
        {"mall": mall, "name": name, "level": level, "theme": theme, "area_m2": yuan(round(MALLS[number][8] / len(FLOORS)))}
        for number, mall in enumerate(known.malls) for name, level, theme in FLOORS
    ]


def formats(known: Known) -> Iterator[Row]:
    """The tree of formats, parents first: each row is asked for when its parent's id is known."""
    for position, (code, name, parent) in enumerate(FORMATS):
        rate, days = POINTS.get(code, ("1.00", 0))
        yield {
            "code": code, "name": name, "parent": known.formats.get(parent or ""), "sort_order": position * 10,
            "family": "family" in (code, parent),
            "points_rate": Decimal(rate), "points_hold_days": days,
        }


def merchants(known: Known, anchor: date) -> list[Row]:
    """The firms behind the brands; one contract ends soon."""
    rows = []
    for number, (name, contact, _, share, login) in enumerate(MERCHANTS):
        until = anchor + timedelta(days=58 if number == 5 else 300 + number * 70)
        rows.append({
            "name": name, "contact": contact, "mobile": f"1360571{8000 + number * 137:04d}", "account": known.staff.get(login or ""),
            "share_rate": Decimal(share).scaleb(-2).quantize(Decimal("0.0001")),
            "contract_from": until - timedelta(days=1095), "contract_until": until,
            "status": "leaving" if number == 5 else "active",
        })
    return rows


def stores(known: Known, anchor: date) -> list[Row]:
    """All stores, each on the floor it began on."""
    return [_store(known, anchor, number, store) for number, store in enumerate(STORES)]


def _store(known: Known, anchor: date, number: int, store: Store) -> Row:
    merchant = next((name for name, _, brands, _, _ in MERCHANTS if store.brand.name in brands), None)
    opened = date.fromisoformat(MALLS[store.mall][7]) + timedelta(days=number * 17 % 300)
    return {
        "code": store.code, "name": store.name, "brand": store.brand.name, "mall": known.malls[store.mall],
        "floor": known.floors[store.mall, store.moved_from or store.floor], "unit_no": store.unit,
        "format": known.formats[store.brand.format],
        "mode": store.mode, "area_m2": yuan(store.area), "manager": known.staff[store.manager],
        "merchant": known.merchants.get(merchant or ""),
        "phone": f"0571-8800 {3000 + number * 11}", "business_hours": "10:00–22:00", "opened_on": opened, "status": "open",
    }


def products(known: Known) -> list[tuple[tuple[int, int], Row]]:
    """Named products of every store, by (store, number within the brand)."""
    found = []
    for store, place in enumerate(STORES):
        for number, (name, price) in enumerate(place.brand.products):
            goods = place.brand.kind == "shop" or place.brand.format == "kidswear"
            found.append(((store, number), {
                "sku": f"{place.code}-{number + 1:02d}", "name": name, "store": known.stores[store], "category": place.brand.category,
                "subcategory": SORT_OF[name],
                "price": yuan(price), "stock": 12 + (store * 7 + number * 13) % 160 if goods else None, "status": "on",
            }))
    return found


def tiers() -> list[Row]:
    """The four tiers."""
    following = [*(spend for _, _, _, spend, _, _, _ in TIERS[1:]), None]
    return [
        {"code": code, "name": name, "rank": rank, "min_spend": yuan(spend), "multiplier": Decimal(times), "valid_months": months,
         "downgrade": "one_down", "benefits": benefits, "keep_spend": _maybe(KEPT[code][0]),
         "next_spend": _maybe(following[rank - 1]), "points_months": 12,
         "points_reminder": KEPT[code][1]}
        for code, name, rank, spend, times, months, benefits in TIERS
    ]


def routes() -> list[Row]:
    """Who answers which complaint."""
    return [{"type": kind, "team": team, "hours": hours, "note": note} for kind, team, hours, note in ROUTES]


def tags() -> list[Row]:
    """The tags people use."""
    return [{"name": name, "group": group, "note": note} for name, group, note in TAGS]


def templates(campaigns: list[Campaign]) -> list[Row]:
    """A coupon template per campaign and three standing ones."""
    standing = [
        {"name": name, "kind": kind, "face": _maybe(face), "gift": gift, "threshold": _maybe(least),
         "valid_days": days, "total": total, "per_member": 1, "merchant_share": Decimal(share), "active": True,
         "occasion": OCCASIONS.get(name)}
        for name, kind, face, gift, least, days, total, share in STANDING_TEMPLATES
    ]
    return [*standing, *map(_template, campaigns)]


def _template(campaign: Campaign) -> Row:
    mall = "全部门店" if campaign.mall is None else f"{MALLS[campaign.mall][1]}全部门店"
    return {
        "name": campaign.coupon, "kind": "off", "face": yuan(campaign.face), "threshold": yuan(campaign.threshold), "stores_note": mall,
        "valid_days": (campaign.valid_until - campaign.first).days, "total": 200_000, "per_member": 1,
        "merchant_share": Decimal("0.3000"), "active": True,
    }


def campaign_rows(known: Known, campaigns: list[Campaign], anchor: date) -> list[Row]:
    """The campaigns, the last one still running."""
    return [
        {"name": f"{each.first.year} {each.name}" if each.last < anchor else each.name, "kind": each.kind,
         "mall": None if each.mall is None else known.malls[each.mall], "owner": known.staff["operations"], "starts_on": each.first,
         "ends_on": each.last, "channels": list(each.channels), "budget": yuan(each.budget), "cost": yuan(each.cost),
         "state": "ended" if each.last < anchor else "running", "target_note": each.audience, "plan": each.plan}
        for each in campaigns
    ]


def planned_at(campaign: Campaign) -> datetime:
    """When a campaign was written down: three weeks before."""
    return datetime.combine(campaign.first - timedelta(days=21), time(15, 20, 0))
