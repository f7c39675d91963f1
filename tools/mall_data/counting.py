"""Counting by plain Python: periods, sums, quotients. Takes: a Book, receipts. Gives: numbers as the truth writes them. Never: a query."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, time, timedelta
from decimal import Decimal

from tools.mall_data.calendar import months_before
from tools.mall_data.recount import Book, Bought

Money = str


def yuan(amount: int) -> Money:
    """Fen as money is written."""
    return str(Decimal(amount).scaleb(-2))


def since(found: Book, days: int) -> datetime:
    """The beginning of the last so many days, today counted."""
    return datetime.combine(found.now.date() - timedelta(days=days - 1), time())


def this_month(found: Book) -> datetime:
    """The beginning of the month."""
    return datetime.combine(found.now.date().replace(day=1), time())


def before(moment: datetime, months: int) -> datetime:
    """The same day and hour so many months earlier."""
    return datetime.combine(months_before(moment.date(), months), moment.time())


def summed(receipts: Iterable[Bought], of: Callable[[Bought], str]) -> dict[str, int]:
    """Fen by what `of` says."""
    sums: dict[str, int] = defaultdict(int)
    for one in receipts:
        sums[of(one)] += one.net
    return dict(sorted(sums.items()))


def money(sums: Mapping[str, int]) -> dict[str, Money]:
    """Sums in fen as money is written."""
    return {key: yuan(amount) for key, amount in sums.items()}


def counted(names: Iterable[str]) -> dict[str, int]:
    """How often each is named."""
    counts: dict[str, int] = defaultdict(int)
    for name in names:
        counts[name] += 1
    return dict(sorted(counts.items()))


def ratio(over: int, under: int) -> Decimal | None:
    """A quotient as reports give it: six places, half away from zero; nothing by zero."""
    if not under:
        return None
    whole, rest = divmod(abs(over) * 10**6, abs(under))
    signed = (whole + (2 * rest >= abs(under))) * (1 if (over < 0) == (under < 0) else -1)
    return Decimal(signed).scaleb(-6)
