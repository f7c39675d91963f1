"""The demo story in a real database: what was written equals what the engine answers, for each role, today and after a week."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from builder import templates
from runtime.cli_verify import wrong_rollups
from runtime.context import Actor, Context
from runtime.identity import access
from runtime.query import Query
from runtime.records import service
from runtime.records.shown import Listing
from runtime.store import changes, records, select, users
from runtime.store.definitions import DefinitionStore
from runtime.store.write import UnitOfWork
from runtime.workflow import inbox
from tests import databases
from tests.conftest import Clock
from tests.installation import Installation, open_installation
from tools.mall_data.fill import Truth, fill
from tools.mall_data.masters import TIERS
from tools.mall_data.proceed import proceed
from tools.mall_data.scale import Scale

APP = "mall_crm"
FOLDER = Path(__file__).parents[2] / "examples" / "mall_crm"
TINY = Scale("tiny", 150, 2_600, 3)


@dataclass(frozen=True)
class Told:
    """An installation in which the story has been told, and what was written."""

    installation: Installation
    truth: Truth
    clock: Clock


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """Told once per database; only the last test adds to it."""
    folder = tmp_path_factory.mktemp("story")
    with ExitStack() as stack:
        if request.param == "sqlite":
            url = databases.sqlite_database(folder)
        else:
            url = stack.enter_context(databases.postgres_database(request.getfixturevalue("postgres_server")))
        clock = Clock(datetime(2026, 11, 21, 6, 0, tzinfo=UTC))
        installation = open_installation(url, folder, clock)
        stack.callback(installation.runtime.store.close)
        documents = templates.read_folder(FOLDER).documents
        DefinitionStore(installation.runtime.store, installation.system()).create(APP, documents)
        installation.publish(documents)
        yield Told(installation, fill(installation.runtime, scale=TINY), clock)


@pytest.fixture
def installation(told: Told) -> Installation:
    return told.installation


@pytest.fixture
def truth(told: Told) -> Truth:
    return told.truth


def acting(installation: Installation, truth: Truth, login: str) -> Context:
    """The Context of a demo account."""
    runtime, user = installation.runtime, truth.users[login]
    actor = runtime.store.read(installation.system(), lambda uow: actor_of(uow, user))
    return Context(actor, runtime, runtime.clock(), app=APP, revision=runtime.store.revision(APP))


def actor_of(uow: UnitOfWork, user: str) -> Actor:
    row = users.get(uow, user)
    assert row is not None
    return access.of_user(uow, row, users.roles_of(uow, [user])[user])


def counted(ctx: Context, form: str) -> int:
    found: int = ctx.runtime.store.read(ctx, lambda uow: select.count(uow, Query(form), exact=True))
    return found


def values(ctx: Context, form: str, **fixed: object) -> list[dict[str, object]]:
    """Values of the records one may see."""
    found: list[dict[str, object]] = []
    cursor = None
    while True:
        page = service.list_(ctx, form, Listing(fixed=fixed, limit=200, cursor=cursor, refs=False))
        found += [dict(one.values) for one in page.records]
        cursor = page.next_cursor
        if cursor is None:
            return found


def by_id(ctx: Context, form: str) -> list[dict[str, object]]:
    """The same with the id of each."""
    found: list[dict[str, object]] = []
    cursor = None
    while True:
        page = service.list_(ctx, form, Listing(limit=200, cursor=cursor, refs=False))
        found += [{"id": one.id, **one.values} for one in page.records]
        cursor = page.next_cursor
        if cursor is None:
            return found


def test_every_record_counted_while_writing_is_there(installation: Installation, truth: Truth) -> None:
    ctx = installation.system(APP)
    assert truth.receipts > 2_500
    assert counted(ctx, "member") == truth.members == 150
    assert counted(ctx, "purchase") == truth.receipts + truth.refunds
    assert counted(ctx, "complaint") == truth.complaints == 63
    assert counted(ctx, "member_tag") == truth.tags
    made_by_rules = {form: counted(ctx, form) - told for form, told in (("coupon", truth.coupons), ("touch", truth.messages), ("interaction", truth.talks))}
    assert all(count > 0 for count in made_by_rules.values()), "rules and workflows have added theirs"


def test_roll_ups_and_formulas_equal_what_was_written(installation: Installation, truth: Truth) -> None:
    ctx = installation.system(APP)
    stores = values(ctx, "store")
    assert {one["code"]: one["sales_total"] for one in stores if one["orders"]} == truth.store_net
    for one in stores:
        total, orders = one["sales_total"], one["orders"]
        assert isinstance(total, Decimal)
        assert isinstance(orders, int)
        assert one["avg_ticket"] == ((total / orders).quantize(Decimal("0.01"), "ROUND_HALF_UP") if orders else None)
    members = values(ctx, "member")
    assert sum(one["spend_total"] for one in members) == sum(truth.member_net.values())  # type: ignore[misc]
    assert len({one["no"] for one in members}) == truth.members
    tiers = {one["name"]: one["members"] for one in values(ctx, "tier")}
    assert sum(tiers.values()) == sum(one["status"] == "active" for one in members)  # type: ignore[arg-type]
    coupons = values(ctx, "coupon")
    assert sum(one["state"] == "redeemed" for one in coupons) == truth.redeemed
    assert sum(one["issued"] for one in values(ctx, "coupon_tpl")) == counted(ctx, "coupon")  # type: ignore[misc]


def test_every_roll_up_equals_a_recount(installation: Installation, truth: Truth) -> None:
    assert list(wrong_rollups(installation.system(APP))) == []


def test_tiers_follow_what_members_spent(installation: Installation, truth: Truth) -> None:
    ctx = installation.system(APP)
    steps = [(one["min_spend"], one["id"]) for one in by_id(ctx, "tier")]
    members = by_id(ctx, "member")
    assert len({one["tier"] for one in members}) == len(steps)
    for one in members:
        reached = max((step for step in steps if step[0] <= max(Decimal(0), one["spend_total"])), default=min(steps))  # type: ignore[type-var]
        rank = [key for _, key in sorted(steps)]  # type: ignore[type-var]
        assert rank.index(one["tier"]) >= rank.index(reached[1]), "a refund takes no tier away"
        assert (one["tier_until"] is None) == (one["tier"] == rank[0])
        assert one["tier_until"] is None or one["tier_until"] > truth.now.date()  # type: ignore[operator]


def test_most_receipts_of_a_store_are_by_members_its_manager_sees(installation: Installation, truth: Truth) -> None:
    ctx = acting(installation, truth, "manager_1")
    seen = {one["id"] for one in by_id(ctx, "member")}
    bought = [one["member"] for one in values(ctx, "purchase") if one["member"]]
    assert len(bought) > 500
    assert sum(member in seen for member in bought) > 0.8 * len(bought)


def test_one_store_has_moved_and_one_has_closed(installation: Installation, truth: Truth) -> None:
    ctx = installation.system(APP)
    closed = next(one for one in by_id(ctx, "store") if one["status"] == "closed")
    assert closed["closed_on"] is not None
    last = [one["paid_at"].astimezone(ZoneInfo("Asia/Shanghai")).date() for one in values(ctx, "purchase", store=closed["id"])]  # type: ignore[attr-defined]
    assert all(day <= closed["closed_on"] for day in last), "nothing is sold where the shutters are down"
    moved = next(one for one in by_id(ctx, "store") if one["code"] == "HG-302")
    floors = {one["id"]: one["name"] for one in by_id(ctx, "floor")}
    assert floors[str(moved["floor"])] == "3F"
    assert {one["floor_name"] for one in values(ctx, "purchase", store=moved["id"])} == {"3F"}


def test_points_are_what_tier_and_format_gave_at_the_time(installation: Installation, truth: Truth) -> None:
    ctx = installation.system(APP)
    times = {name: Decimal(multiplier) for _, name, _, _, multiplier, _, _ in TIERS}
    rates = {one["name"]: one["points_rate"] for one in values(ctx, "format")}
    assert len(set(rates.values())) > 2
    sales = [one for one in values(ctx, "purchase", kind="sale") if one["member"]]
    assert len(sales) > 1_000
    for one in sales:
        net, factor = one["net"], one["points_factor"]
        assert isinstance(net, Decimal)
        assert isinstance(factor, Decimal)
        assert factor == times[str(one["tier_name"])] * rates[str(one["format_name"])]  # type: ignore[operator]
        assert one["points"] == int(net * factor)


def balances(ctx: Context) -> dict[str, tuple[object, int, int]]:
    """(balance, entries added up, lots added up) of every member, added up here."""
    booked: dict[str, int] = defaultdict(int)
    left: dict[str, int] = defaultdict(int)
    for one in values(ctx, "points_ledger", bucket="active"):
        booked[str(one["member"])] += int(one["delta"])  # type: ignore[call-overload]
    for one in values(ctx, "points_lot", state="active"):
        left[str(one["member"])] += int(one["remaining"])  # type: ignore[call-overload]
    return {str(one["id"]): (one["points"], booked[str(one["id"])], left[str(one["id"])]) for one in by_id(ctx, "member")}


def test_balance_entries_and_lots_of_points_agree(installation: Installation, truth: Truth) -> None:
    ctx = installation.system(APP)
    given: dict[str, int] = defaultdict(int)
    entered: dict[str, int] = defaultdict(int)
    for one in values(ctx, "purchase"):
        given[str(one["member"])] += int(one["points"])  # type: ignore[call-overload]
    for kind in ("opening", "earn", "reverse"):
        for one in values(ctx, "points_ledger", kind=kind):
            entered[str(one["member"])] += int(one["delta"])  # type: ignore[call-overload]
    found = balances(ctx)
    assert sum(1 for points, _, _ in found.values() if points) > 100
    for member, (points, booked, left) in found.items():
        assert points == booked == left
        assert booked >= 0
        assert entered[member] == given[member], "what receipts gave and took is in the books"


def test_changes_carry_the_moment_and_the_person_of_the_story(installation: Installation, truth: Truth) -> None:
    ctx = installation.system(APP)
    hero = truth.heroes["周启明"]
    row = ctx.runtime.store.read(ctx, lambda uow: records.load(uow, "member", [hero])[hero])
    entry = ctx.runtime.store.read(ctx, lambda uow: changes.history(uow, "member", hero))[-1]
    assert entry.op == "create"
    assert entry.actor == truth.users["mini_program"]
    assert entry.at == row.created_at < ctx.now - timedelta(days=400)
    complaint = next(one for one in service.list_(ctx, "complaint", Listing(fixed={"state": "closed"}, limit=1)).records)
    steps = ctx.runtime.store.read(ctx, lambda uow: changes.history(uow, "complaint", complaint.id))
    moments = [step.at for step in reversed(steps)]
    assert moments == sorted(moments)
    assert len({step.actor for step in steps}) > 1
    assert moments[-1] <= ctx.now


def test_a_store_manager_sees_one_store_and_masked_phones(installation: Installation, truth: Truth) -> None:
    ctx = acting(installation, truth, "manager_1")
    stores = values(ctx, "store")
    assert [one["name"] for one in stores] == ["禾里火锅"]
    members = service.list_(ctx, "member", Listing(limit=200)).records
    assert 0 < len(members) < truth.members
    assert all("****" in str(one.values["mobile"]) for one in members)
    store = service.list_(ctx, "store", Listing()).records[0].id
    purchases = values(ctx, "purchase")
    assert {one["store"] for one in purchases} == {store}
    assert sum(one["net"] for one in purchases) == truth.store_net["HG-501"]  # type: ignore[misc]


def test_an_agent_finds_a_member_by_the_end_of_the_phone(installation: Installation, truth: Truth) -> None:
    ctx = acting(installation, truth, "agent_1")
    found = [one["title"] for group in service.search(ctx, "0466") if group["form"] == "member" for one in group["records"]]
    assert "林若溪" in found


def desk(installation: Installation, truth: Truth, login: str) -> list[dict[str, Any]]:
    """What waits for somebody."""
    found: list[dict[str, Any]] = inbox.mine(acting(installation, truth, login), "open", APP, None, 100)["tasks"]
    return found


def test_the_desks_of_the_demo_accounts_are_as_the_story_tells(installation: Installation, truth: Truth) -> None:
    agent = desk(installation, truth, "agent_1")
    assert len(agent) == 7
    [late] = [one for one in agent if one["overdue"]]
    due = datetime.fromisoformat(late["due_at"])
    assert (late["form"], timedelta(0) <= truth.now.replace(tzinfo=ZoneInfo("Asia/Shanghai")) - due - timedelta(hours=3) < timedelta(minutes=20)) == ("complaint", True)
    manager = desk(installation, truth, "manager_1")
    assert any(one["form"] == "complaint" and one["overdue"] for one in manager)
    assert [one["title"] for one in manager if one["kind"] == "approve"] == ["林若溪 积分调整 2,500"]
    escalated = {one["record"] for one in manager if one["overdue"]} & {one["record"] for one in desk(installation, truth, "operations")}
    assert escalated, "what the manager left lying has reached operations"
    for login in ("operations", "ceo"):
        assert [one["title"] for one in desk(installation, truth, login) if one["kind"] == "approve"] == ["林若溪 积分调整 12,000"]
    assert len(desk(installation, truth, "ceo")) == 1, "nothing has been left lying for so long that it reaches the CEO"
    assert sum(one["overdue"] for one in manager) == 1
    assert any(one["form"] == "complaint" for one in desk(installation, truth, "merchant_1"))


def test_the_last_days_ran_by_rules_and_workflows(installation: Installation, truth: Truth) -> None:
    ctx = installation.system(APP)
    causes = {str(cause).split(":", 1)[0] for cause in caused(ctx)}
    assert {"pos", "demo", "http", "rule", "workflow"} <= causes
    states = {str(one["state"]) for one in values(ctx, "complaint")}
    assert {"assigned", "doing", "replied", "closed"} <= states
    texts = [str(one["text"]) for one in values(ctx, "complaint")]
    assert len(set(texts)) >= 40
    scores = [int(one["score"]) for one in values(ctx, "complaint") if one["score"]]  # type: ignore[call-overload]
    assert 3.9 < sum(scores) / len(scores) < 4.5
    assert values(ctx, "touch", purpose="welcome")
    assert {one["state"] for one in values(ctx, "touch")} <= {"simulated", "suppressed"}, "a demo sends nothing"


def caused(ctx: Context) -> set[str]:
    """Every cause in the log of changes."""
    found: set[str] = ctx.runtime.store.read(ctx, lambda uow: {row[0] for row in uow.connection.exec_driver_sql('SELECT DISTINCT cause FROM "change"')})
    return found


def test_a_merchant_sees_own_receipts_without_members(installation: Installation, truth: Truth) -> None:
    ctx = acting(installation, truth, "merchant_1")
    found = values(ctx, "purchase")
    assert found
    assert not {"member", "points", "tier_name"} & set(found[0])
    assert any(one["assignee"] == truth.users["merchant_1"] for one in values(ctx, "complaint"))


def test_the_designer_has_an_unpublished_field(installation: Installation, truth: Truth) -> None:
    ctx = acting(installation, truth, "designer")
    draft = DefinitionStore(ctx.runtime.store, ctx).draft(APP)
    assert draft.edits == 1
    assert "肤质" in {field["label"]["zh-CN"] for field in draft.documents["form", "member"]["fields"]}
    assert "skin" not in ctx.rev.definition.forms["member"].by_key


def test_a_later_start_adds_the_missing_days_once(told: Told) -> None:
    truth, runtime = told.truth, told.installation.runtime
    told.clock.advance(timedelta(days=3, hours=2))
    added = proceed(runtime)
    ctx = told.installation.system(APP)
    assert added.receipts > 3 * 16
    assert added.members > 0
    assert counted(ctx, "purchase") == truth.receipts + truth.refunds + added.receipts + added.refunds
    assert counted(ctx, "member") == truth.members + added.members
    purchases = values(ctx, "purchase")
    assert sum(one["sales_total"] for one in values(ctx, "store")) == sum(one["net"] for one in purchases)  # type: ignore[misc]
    assert max(one["paid_at"] for one in purchases) <= ctx.now  # type: ignore[type-var]
    silent = [one["paid_at"] for one in purchases if one["member"] == truth.heroes["周启明"]]
    assert ctx.now - max(silent) > timedelta(days=63), "a hero stays as the story left him"  # type: ignore[operator, type-var]
    assert proceed(runtime).receipts == 0
    assert {points == booked == left for points, booked, left in balances(ctx).values()} == {True}
    assert any(one["kind"] == "earn" for one in values(ctx, "points_ledger"))


def test_a_second_start_before_the_shops_open_meets_the_same_newcomers(told: Told) -> None:
    runtime, came = told.installation.runtime, 0
    for _ in range(5):
        early = (told.clock.now.astimezone(ZoneInfo("Asia/Shanghai")) + timedelta(days=1)).replace(hour=5, minute=0)
        told.clock.advance(early - told.clock.now)
        came += proceed(runtime).members
        assert proceed(runtime).members == 0
    assert came > 0


def test_every_roll_up_equals_a_recount_after_all_that(told: Told) -> None:
    assert list(wrong_rollups(told.installation.system(APP))) == []
