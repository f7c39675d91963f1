"""What each store is to sell in each month. Takes: what was sold, the day reached. Gives: rows, a month ahead. Never: a month twice."""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from tools.mall_data.bulk import Loader
from tools.mall_data.chance import stream
from tools.mall_data.masters import Known

STEP = 500  # yuan a target is rounded to
PLANNED = time(15, 10)
Timed = tuple[datetime, str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Plan:
    """What targets are made from: fen by (store, first day of a month), and the moment reached."""

    seed: int
    sold: Mapping[tuple[int, date], int]
    now: datetime

    @property
    def today(self) -> date:
        """The day reached."""
        return self.now.date()


def month_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def after(month: date) -> date:
    """The first day of the month after."""
    return month_of(month + timedelta(days=31))


def rows(plan: Plan, known: Known) -> Iterator[Timed]:
    """A target for every store and month in which it sold, and for the month to come once it has been planned."""
    this = month_of(plan.today)
    for (store, month), fen in sorted(plan.sold.items(), key=lambda item: (item[0][1], item[0][0])):
        whole = fen if month < this else _extrapolated(fen, plan.today)
        yield _row(known, store, month, _goal(plan.seed, store, month, whole))
        if month == this and planned(after(this)) <= plan.now:
            yield _row(known, store, after(this), _goal(plan.seed, store, after(this), whole))


def _extrapolated(fen: int, today: date) -> int:
    """The month as it will have been, by the share of its days that are over."""
    length = (after(today) - month_of(today)).days
    return fen * length // today.day


def _goal(seed: int, store: int, month: date, fen: int) -> Decimal:
    """Ambitious by up to a tenth, sometimes modest."""
    yuan = fen * stream(seed, "target", store, month).uniform(0.93, 1.12) / 100
    return Decimal(max(1, round(yuan / STEP)) * STEP)


def planned(month: date) -> datetime:
    """When the targets of a month are set: a week before it begins."""
    return datetime.combine(month - timedelta(days=7), PLANNED)


def _row(known: Known, store: int, month: date, amount: Decimal) -> Timed:
    return planned(month), "operations", {"store": known.stores[store], "month": month, "amount": amount}


def following(there: Sequence[Mapping[str, Any]], trading: Container[str], now: datetime) -> Iterator[Timed]:
    """Targets for the months planned meanwhile, of the stores that trade: as much as for their last one."""
    last: dict[str, Mapping[str, Any]] = {}
    for one in there:
        if one["store"] in trading and (one["store"] not in last or last[one["store"]]["month"] < one["month"]):
            last[one["store"]] = one
    for store, one in sorted(last.items()):
        month = after(one["month"])
        while planned(month) <= now:
            yield planned(month), "operations", {"store": store, "month": month, "amount": one["amount"]}
            month = after(month)


def known_to(loader: Loader) -> bool:
    """Whether the app has targets."""
    form = loader.context.rev.definition.forms.get("target")
    return form is not None and {"store", "month", "amount"} <= form.by_key.keys()
