"""What each channel of new members cost, month by month. Takes: a Loader, the moment reached. Gives: costs of the months that are over.

New members are counted from the records. Never: a month twice, or one that is not over.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from tools.mall_data import aftermath, read_back
from tools.mall_data.bulk import Loader
from tools.mall_data.calendar import months_before
from tools.mall_data.chance import stream
from tools.mall_data.targets import after

FORM = "channel_cost"
MONTHS = 12
BOOKED = time(10, 30)
# what the channel costs a month anyway, and for one new member, in yuan; events are dear, a code at the till is cheap
COSTS = {"mini_program": (300, 18), "qr": (60, 5), "pay": (80, 9), "event": (400, 46), "referral": (50, 20), "desk": (0, 3)}


def book(loader: Loader, users: Mapping[str, str], about: tuple[int, datetime]) -> int:
    """Costs of the last months that have none yet; how many."""
    forms = loader.context.rev.definition.forms
    if FORM not in forms or not {"month", "channel", "amount"} <= forms[FORM].by_key.keys():
        return 0
    there = {(row.values["month"], row.values["channel"]) for row in read_back.rows(loader, FORM, ("month", "channel"))}
    joined = Counter((row.values["joined_on"].replace(day=1), row.values["channel"]) for row in _members(loader))
    rows = [one for one in _costs(about, joined) if (one[2]["month"], one[2]["channel"]) not in there]
    return aftermath.load_timed(loader, FORM, rows, users)


def _members(loader: Loader) -> Iterator[Any]:
    return (row for row in read_back.rows(loader, "member", ("joined_on", "channel")) if row.values.get("joined_on"))


def _costs(about: tuple[int, datetime], joined: Mapping[tuple[date, Any], int]) -> Iterator[tuple[datetime, str, dict[str, Any]]]:
    seed, now = about
    this = now.date().replace(day=1)
    for back in range(MONTHS, 0, -1):
        month = months_before(this, back)
        moment = datetime.combine(after(month), BOOKED)
        for channel, (fixed, each) in COSTS.items() if moment <= now else ():
            luck = stream(seed, "channel cost", channel, month).uniform(0.92, 1.08)
            yuan = round((fixed + each * joined.get((month, channel), 0)) * luck)
            yield moment, "operations", {"month": month, "channel": channel, "amount": Decimal(yuan).quantize(Decimal("0.01"))}
