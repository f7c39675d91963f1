"""Whatever is bought, returned, spent, adjusted and left to expire: balance, entries and lots of every member agree, and nothing is below zero.

The last coupon, the last points: of many who want them at once, one gets them.
"""

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from builder import templates
from builder.definitions import load
from builder.errors import AppError
from runtime.examples import doing
from runtime.examples import given as beginning
from runtime.examples.stage import Stage
from runtime.query import Query
from runtime.rules import buttons
from runtime.store import select
from tests.scenarios.mall import FOLDER, Base

EXAMPLES = load(templates.read_folder(FOLDER).documents).examples
PLACES = EXAMPLES["earn_points"].given
WANTED = 20
REFUSALS = ("own_message", "button_not_shown")  # too little left, too much returned; nothing to spend
STORES = {"heli": "pot", "qingmo": "dress"}


@dataclass(frozen=True)
class Buy:
    """A sale of so many fen."""

    member: str
    store: str
    fen: int


@dataclass(frozen=True)
class Return:
    """Part of an earlier sale goes back."""

    which: int
    percent: int


@dataclass(frozen=True)
class Spend:
    """Points are used."""

    member: str
    points: int


@dataclass(frozen=True)
class Adjust:
    """A small adjustment, posted by itself."""

    member: str
    points: int


@dataclass(frozen=True)
class Wait:
    """Time goes by."""

    days: int


MEMBERS = st.sampled_from(["lin", "zhou"])
ACTS = st.one_of(
    st.builds(Buy, MEMBERS, st.sampled_from(sorted(STORES)), st.integers(1, 900_000)),
    st.builds(Return, st.integers(0, 8), st.integers(1, 100)),
    st.builds(Spend, MEMBERS, st.integers(1, 3_000)),
    st.builds(Adjust, MEMBERS, st.integers(-999, 999).filter(bool)),
    st.builds(Wait, st.sampled_from([1, 8, 40, 366])),
)


def money(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


class Story:
    """Plays acts on a stage; what the app refuses is left out."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.sales: list[tuple[str, Buy, int]] = []
        self.receipts = 0
        stage.go_to(stage.moment("2026-11-21T10:00"))
        records = [raw for raw in PLACES["records"] if raw["form"] != "member"]
        members = [raw for raw in PLACES["records"] if raw["form"] == "member"]
        other = {**members[0], "as": "zhou", "values": {**members[0]["values"], "name": "周启明", "mobile": "13905710001", "tier": "@black"}}
        beginning.put(stage, {"users": PLACES["users"], "records": [*records, *members, other]})

    def play(self, act: Any) -> None:
        try:
            getattr(self, f"_{type(act).__name__.lower()}")(act)
        except AppError as error:
            if error.code not in REFUSALS:
                raise
        self.stage.go_to(self.stage.clock())

    def _receipt(self, buy: Buy, quantity: int, **more: Any) -> dict[str, Any]:
        self.receipts += 1
        lines = [{"product": f"@{STORES[buy.store]}", "qty": quantity, "price": money(buy.fen)}]
        values = {"receipt_no": f"R{self.receipts}", "source": "pos", "store": f"@{buy.store}", "member": f"@{buy.member}", "lines": lines}
        return {"form": "purchase", "as": f"r{self.receipts}", "values": {**values, **more}}

    def _buy(self, buy: Buy) -> None:
        doing.do(self.stage, "agent_1", {"create": self._receipt(buy, 1)})
        self.sales.append((f"@r{self.receipts}", buy, buy.fen))

    def _return(self, back: Return) -> None:
        if self.sales:
            sale, buy, _ = self.sales[back.which % len(self.sales)]
            part = Buy(buy.member, buy.store, max(1, buy.fen * back.percent // 100))
            doing.do(self.stage, "agent_1", {"create": self._receipt(part, -1, kind="refund", refund_of=sale)})

    def _spend(self, spend: Spend) -> None:
        values = {"amount": spend.points, "reason": "兑换"}
        doing.do(self.stage, "agent_1", {"button": {"key": "spend_points", "record": f"@{spend.member}", "values": values}})

    def _adjust(self, adjust: Adjust) -> None:
        values = {"delta": adjust.points, "cause": "goodwill", "reason": "补偿"}
        doing.do(self.stage, "agent_1", {"button": {"key": "request_points", "record": f"@{adjust.member}", "values": values}})

    def _wait(self, wait: Wait) -> None:
        self.stage.go_to(self.stage.later(f"P{wait.days}D"))


def rows(stage: Stage, form: str) -> list[Any]:
    ctx = stage.context()
    found: list[Any] = []
    cursor = None
    while True:
        page = ctx.runtime.store.read(ctx, lambda uow, cursor=cursor: select.page(uow, Query(form, limit=500, cursor=cursor)))
        found += page.rows
        cursor = page.next_cursor
        if cursor is None:
            return found


def agree(stage: Stage) -> None:
    """Balance = entries = lots, available and pending, each added up here; every deduction is found again in its lots."""
    booked, lots = defaultdict[tuple[str, str], int](int), defaultdict[tuple[str, str], int](int)
    taken: dict[str, int] = defaultdict(int)
    for row in rows(stage, "points_ledger"):
        one = row.values
        booked[one["member"], one["bucket"]] += one["delta"]
        if one["kind"] == "activate":
            booked[one["member"], "pending"] -= one["delta"]
        if one["kind"] in ("spend", "reverse") or (one["kind"] == "adjust" and one["delta"] < 0):
            taken[one["member"]] -= one["delta"]
    for row in rows(stage, "points_lot"):
        one = row.values
        assert 0 <= one["remaining"] <= one["qty"]
        assert one["remaining"] == 0 or one["state"] in ("active", "pending"), one
        lots[one["member"], one["state"]] += one["remaining"]
    for row in rows(stage, "points_alloc"):
        taken[row.values["member"]] -= row.values["qty"]
    for row in rows(stage, "member"):
        one = row.values
        assert one["points"] == booked[row.id, "active"] == lots[row.id, "active"] == one["points_booked"] == one["points_in_lots"] >= 0
        assert one["points_pending"] == booked[row.id, "pending"] == lots[row.id, "pending"] >= 0
        assert taken[row.id] == 0


@settings(max_examples=4, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(acts=st.lists(ACTS, min_size=8, max_size=20))
def test_balance_entries_and_lots_agree_whatever_happens(mall_base: Base, tmp_path_factory: pytest.TempPathFactory, acts: list[Any]) -> None:
    with mall_base.stage(tmp_path_factory.mktemp("points")) as stage:
        story = Story(stage)
        for act in acts:
            story.play(act)
            agree(stage)


def test_parts_returned_one_by_one_never_take_back_more_than_was_given(mall: Stage) -> None:
    story = Story(mall)
    story.play(Buy("lin", "heli", 100_01))
    for _ in range(7):
        story.play(Return(0, 14))
        agree(mall)
    story.play(Return(0, 2))
    form, sale = mall.record("@r1")
    one = next(row.values for row in rows(mall, form) if row.id == sale)
    back = -sum(row.values["points"] for row in rows(mall, form) if row.values["refund_of"] == sale)
    assert one["earned"] == 150
    assert back == int(one["refunded"] * one["points_factor"])


def at_once(stage: Stage, key: str, presses: list[tuple[str, dict[str, Any]]]) -> list[str]:
    """Everybody presses the same button at the same moment: "done" or the code of the refusal."""
    start = Barrier(len(presses))

    def press(number: int) -> str:
        record, values = presses[number]
        ctx = stage.context("agent_1")
        start.wait()
        try:
            buttons.press(ctx, key, stage.record(record)[1], stage.value(values), f"press-{key}-{number}")
        except AppError as error:
            return error.code
        return "done"

    with ThreadPoolExecutor(len(presses)) as pool:
        return list(pool.map(press, range(len(presses))))


@pytest.fixture
def crowd(mall: Stage) -> Stage:
    """Twenty members and one coupon left of a template; a coupon of the first member; 500 points each."""
    records = [raw for raw in EXAMPLES["issue_coupon"].given["records"] if raw["form"] != "member"]
    member = next(raw for raw in PLACES["records"] if raw["form"] == "member")
    many = [
        {**member, "as": f"m{number}", "values": {**member["values"], "mobile": f"1380571{number:04d}", "accept_sms": False}}
        for number in range(WANTED)
    ]
    coupon = {"form": "coupon", "as": "c", "values": {"code": "AAAA", "tpl": "@two", "member": "@m0", "valid_to": "2026-12-31"}}
    mall.go_to(mall.moment("2026-11-21T10:00"))
    beginning.put(mall, {"users": PLACES["users"], "records": [*records, *many, coupon]})
    return mall


def test_of_twenty_who_want_the_last_coupon_one_gets_it(crowd: Stage) -> None:
    answers = at_once(crowd, "issue_coupon", [(f"@m{number}", {"tpl": "@last"}) for number in range(WANTED)])
    assert sorted(answers) == ["done"] + ["own_message"] * (WANTED - 1)
    last = crowd.record("@last")[1]
    assert len([row for row in rows(crowd, "coupon") if row.values["tpl"] == last]) == 1
    assert {row.values["left"] for row in rows(crowd, "coupon_tpl") if row.id == last} == {0}


def test_of_twenty_who_redeem_one_coupon_one_does(crowd: Stage) -> None:
    answers = at_once(crowd, "redeem_coupon", [("@c", {"store": "@heli"})] * WANTED)
    assert answers.count("done") == 1
    assert set(answers) <= {"done", "button_not_shown", "own_message"}
    assert [row.values["state"] for row in rows(crowd, "coupon")] == ["redeemed"]


def test_points_are_never_spent_twice(mall: Stage) -> None:
    story = Story(mall)
    story.play(Buy("lin", "heli", 333_34))
    assert next(row.values["points"] for row in rows(mall, "member") if row.id == mall.record("@lin")[1]) == 500
    answers = at_once(mall, "spend_points", [("@lin", {"amount": 100, "reason": f"第 {number} 次"}) for number in range(WANTED)])
    assert answers.count("done") == 5
    agree(mall)
