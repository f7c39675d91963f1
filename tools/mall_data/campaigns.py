"""Campaigns of the story, found on the calendar before the anchor day, with the coupon each gives. Takes: the anchor. Gives: six campaigns, one running."""

# ruff: noqa: E501 -- a table reads best with one entry a line

from dataclasses import dataclass, replace
from datetime import date, timedelta

from tools.mall_data.calendar import SPRING_FESTIVALS

RUNNING_AGO, RUNNING_AHEAD = 9, 12
ENDED = 5


@dataclass(frozen=True, slots=True)
class Campaign:
    """One campaign; money in yuan. `coupon` is the name of its coupon template, `face` off from `threshold` on."""

    name: str
    kind: str
    first: date
    last: date
    coupon: str
    face: int
    threshold: int
    budget: int
    cost: int
    audience: str
    plan: str
    channels: tuple[str, ...]
    mall: int | None = None

    @property
    def valid_until(self) -> date:
        """A coupon may be used until a week after the campaign."""
        return self.last + timedelta(days=7)


# As of the year 2000; `_of_year` moves them.
_YEARLY = (
    Campaign("元旦迎新季", "holiday", date(2000, 12, 29), date(2000, 1, 3), "迎新满 200 减 30 券", 30, 200, 60000, 55200, "近半年有消费的会员", "全场发放满减券，元旦三天中庭新年音乐会，满 500 元可参加抽奖。", ("sms", "poster"), None),
    Campaign("五一出游季", "holiday", date(2000, 4, 28), date(2000, 5, 5), "五一满 150 减 25 券", 25, 150, 50000, 46800, "亲子家庭与美食偏好会员", "亲子乐园联合餐饮发券，凭当日小票换纪念徽章。", ("sms", "wechat"), None),
    Campaign("年中会员日", "member_day", date(2000, 6, 12), date(2000, 6, 18), "会员日满 300 减 50 券", 50, 300, 80000, 78600, "银卡及以上会员", "会员日双倍积分，零售门店满减，黑金会员提前一天入场。", ("sms", "wechat", "livestream"), None),
    Campaign("暑期亲子节", "joint", date(2000, 7, 15), date(2000, 8, 15), "亲子满 100 减 20 券", 20, 100, 45000, 41300, "有孩子的会员", "小象森林联合书店、积木品牌，商户承担两成费用。", ("wechat", "poster"), 0),
    Campaign("国庆欢乐购", "holiday", date(2000, 9, 29), date(2000, 10, 7), "国庆满 300 减 50 券", 50, 300, 90000, 88700, "全部会员", "七天长假全场满减，影城套票与餐饮联动。", ("sms", "poster", "livestream"), None),
    Campaign("双11 会员狂欢", "member_day", date(2000, 11, 1), date(2000, 11, 11), "双11 满 500 减 80 券", 80, 500, 100000, 97200, "时装、美妆、运动偏好会员", "线上领券线下核销，晚八点直播间抽免单。", ("sms", "wechat", "livestream"), None),
    Campaign("圣诞暖冬季", "holiday", date(2000, 12, 18), date(2000, 12, 26), "暖冬满 200 减 30 券", 30, 200, 40000, 38100, "全部会员", "圣诞市集、合唱团巡演，餐饮双人套餐券。", ("poster", "wechat"), 1),
    Campaign("女神节美丽计划", "joint", date(2000, 3, 1), date(2000, 3, 8), "女神节满 400 减 60 券", 60, 400, 35000, 33900, "女性会员", "美妆与女装联合发券，商户承担四成费用。", ("sms", "wechat"), None),
)


def campaigns(anchor: date) -> list[Campaign]:
    """The five last ones that ended before the running one, oldest first, and the one that runs on the anchor day."""
    begun = anchor - timedelta(days=RUNNING_AGO)
    past = [each for year in range(anchor.year - 2, anchor.year + 1) for each in _of_year(year) if each.last < begun]
    running = Campaign(
        "会员感恩月", "member_day", begun, anchor + timedelta(days=RUNNING_AHEAD), "感恩满 200 减 40 券", 40, 200, 70000, 28600,
        "近 90 天有消费的会员", "感恩月到店即领满减券，金卡以上加赠停车券两张，每周六会员专场。", ("sms", "wechat", "poster"),
    )
    return [*sorted(past, key=lambda each: each.first)[-ENDED:], running]


def _of_year(year: int) -> list[Campaign]:
    made = [
        replace(each, first=each.first.replace(year=year), last=each.last.replace(year=year + (each.first > each.last)))
        for each in _YEARLY
    ]
    return made + [_spring(day) for day in SPRING_FESTIVALS if day.year == year]


def _spring(new_year: date) -> Campaign:
    return Campaign(
        "新春团圆季", "holiday", new_year - timedelta(days=10), new_year + timedelta(days=6), "团圆满 300 减 60 券", 60, 300, 85000, 82400,
        "全部会员", "年货市集、写春联，餐饮年夜饭预订满减。", ("sms", "poster"),
    )
