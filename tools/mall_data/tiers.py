"""Tiers follow what members spend. Takes: the steps, receipts in order of time. Gives: who rises when. Never: takes a tier away."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from tools.mall_data.masters import TIERS
from tools.mall_data.receipts import Receipt


@dataclass(frozen=True, slots=True)
class Step:
    """A tier: from which spend on (fen), for how many months."""

    code: str
    spend: int
    months: int


@dataclass(frozen=True, slots=True)
class Rise:
    """A member reaches a tier with a receipt; `until` is the day the tier then holds to, renewed as often as today asks.

    `before`: the tier until then; `spent`: fen in all.
    """

    member: int
    at: datetime
    tier: str
    until: date
    before: str
    spent: int


@dataclass
class Ladder:
    """What everybody has spent (fen) and which tier they have; who is `held` was given theirs by hand."""

    steps: Sequence[Step]
    today: date
    spent: dict[int, int] = field(default_factory=dict)
    tier: dict[int, str] = field(default_factory=dict)
    held: set[int] = field(default_factory=set)

    def climb(self, receipts: Iterable[Receipt]) -> Iterator[Rise]:
        """Adds the receipts and names everybody who reaches a higher tier with one of them."""
        for receipt in receipts:
            if receipt.member is not None:
                self.spent[receipt.member] = self.spent.get(receipt.member, 0) + receipt.net
                step = self._reached(receipt.member)
                if step is not None:
                    before, self.tier[receipt.member] = self.tier_of(receipt.member), step.code
                    until = _until(receipt.at.date(), step.months, self.today)
                    yield Rise(receipt.member, receipt.at, step.code, until, before, self.spent[receipt.member])

    def tier_of(self, member: int) -> str:
        """The tier reached; everybody begins on the lowest."""
        return self.tier.get(member, self.steps[0].code)

    def _reached(self, member: int) -> Step | None:
        if member in self.held:
            return None
        codes = [step.code for step in self.steps]
        now = self.tier_of(member)
        rank = codes.index(now) if now in codes else len(codes)
        better = [step for step in self.steps[rank + 1 :] if self.spent[member] >= step.spend]
        return better[-1] if better else None


def first_ladder(today: date) -> Ladder:
    """The tiers as the story begins."""
    return Ladder([Step(code, spend * 100, months) for code, _, _, spend, _, months, _ in TIERS], today)


def _until(day: date, months: int, today: date) -> date:
    until = day
    while until <= today:
        total = until.month - 1 + max(1, months)
        until = date(until.year + total // 12, total % 12 + 1, min(day.day, 28))
    return until
