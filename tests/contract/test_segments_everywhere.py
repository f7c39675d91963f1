"""Segments wherever a condition may ask for one: lists, row rules, rules, reports, other segments. Both databases."""

import copy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from builder.checks import check
from builder.definitions import load
from builder.definitions.report import load as load_report
from builder.errors import Invalid, NotAllowed
from runtime import dataset
from runtime.catalog import build_catalog
from runtime.jobs.worker import drain
from runtime.records import service
from runtime.records.shown import Listing
from runtime.rules import wording
from runtime.rules.book import book_of
from runtime.store import stacks
from runtime.store.belonging import belongs
from runtime.store.prepared import Prepared
from runtime.values import zone
from tests.builders import field, form, role, tiny_app
from tests.contract.ruled import entry, rule
from tests.installation import Installation, Person

REGULARS = {
    "key": "regulars", "label": "常客", "entity": "member", "source": "purchase",
    "params": [{"key": "period", "type": "daterange", "default": {"rel": "last", "n": 30, "unit": "day"}}],
    "measures": [{"key": "orders", "agg": "count"}, {"key": "sales", "agg": "sum", "field": "amount"}, {"key": "each", "expr": "sales / orders"}],
    "filter": "paid_at in period", "having": "orders >= 2 and each >= 50",
}
GOLD_REGULARS = {"key": "gold_regulars", "label": "金卡常客", "entity": "member", "where": "id in SEGMENT('regulars') and tier.name == 'gold'"}
VIPS_ONLY = role("keeper", [
    {"form": "member", "actions": ["read"], "rows": "id in SEGMENT('regulars')"}, {"form": "purchase", "actions": ["read"]},
])
BLIND = role("blind", [{"form": "member", "actions": ["read"]}])
MASKED = role("masked", [{"form": "member", "actions": ["read"]}, {"form": "purchase", "actions": ["read"], "fields": {"amount": "masked"}}])
NOTE = form("entry", [field("text", required=True)])


class Mall:
    """Four members: Lin (own, gold) buys three times, Zhou (own) once, He twice cheaply, Tan twice long ago and twice today elsewhere."""

    def __init__(self, installation: Installation, *rules: dict[str, Any]) -> None:
        documents = tiny_app() | {("segment", one["key"]): one for one in (REGULARS, GOLD_REGULARS)}
        documents |= {("role", one["key"]): one for one in (VIPS_ONLY, BLIND, MASKED)} | {("form", "entry"): NOTE}
        installation.publish(documents | {("rule", one["key"]): one for one in rules})
        self.installation = installation
        self.owner = installation.user("owner", [("tiny", "owner")])
        self.agent = installation.user("agent", [("tiny", "agent")])
        gold = self.create("tier", name="gold", rate="2.00")
        self.lin = self.create("member", name="Lin", owner=self.agent.id, tier=gold)
        self.zhou = self.create("member", name="Zhou", owner=self.agent.id)
        self.he = self.create("member", name="He")
        self.tan = self.create("member", name="Tan", tier=gold)
        for member, day, amount in (
            (self.lin, 1, "100"), (self.lin, 10, "60"), (self.lin, 20, "20"), (self.zhou, 20, "500"), (self.he, 5, "10"), (self.he, 6, "10"),
            (self.tan, 2, "80"), (self.tan, 3, "80"),
        ):
            self.buy(member, amount, f"2026-11-{day:02}T04:00:00Z")
        self.buy(self.zhou, "900", "2026-09-01T04:00:00Z")

    def create(self, form_: str, **values: Any) -> str:
        return service.create(self.installation.context(self.owner, "tiny"), form_, values).record.id

    def buy(self, member: str, amount: str, at: str) -> str:
        return self.create("purchase", member=member, amount=amount, paid_at=at)

    def listed(self, person: Person, text: str, form_: str = "member") -> set[str]:
        ctx = self.installation.context(person, "tiny")
        return {one.id for one in service.list_(ctx, form_, Listing(filter=text, limit=100)).records}


def test_a_list_is_filtered_by_a_segment(installation: Installation) -> None:
    mall = Mall(installation)
    assert mall.listed(mall.owner, "id in SEGMENT('regulars')") == {mall.lin, mall.tan}
    assert mall.listed(mall.owner, "id not in SEGMENT('regulars')") == {mall.zhou, mall.he}
    assert mall.listed(mall.owner, "id in SEGMENT('gold_regulars') or name == 'He'") == {mall.lin, mall.tan, mall.he}
    assert len(mall.listed(mall.owner, "member in SEGMENT('regulars')", "purchase")) == 5
    assert len(mall.listed(mall.owner, "member not in SEGMENT('regulars')", "purchase")) == 4


def test_a_segment_is_made_of_what_its_viewer_sees(installation: Installation) -> None:
    mall = Mall(installation)
    assert mall.listed(mall.agent, "id in SEGMENT('regulars')") == {mall.lin}
    assert mall.listed(mall.agent, "id not in SEGMENT('regulars')") == {mall.zhou}
    for key in ("blind", "masked"):
        person = installation.user(key, [("tiny", key)])
        with pytest.raises(NotAllowed):
            mall.listed(person, "id in SEGMENT('regulars')")
    with pytest.raises(Invalid):
        mall.listed(mall.owner, "id in SEGMENT('nobody')")
    with pytest.raises(Invalid):
        mall.listed(mall.owner, "member.tier in SEGMENT('regulars')", "purchase")


def test_a_row_rule_asks_for_a_segment_as_the_system_knows_it(installation: Installation) -> None:
    mall = Mall(installation)
    keeper = installation.user("keeper", [("tiny", "keeper")])
    assert mall.listed(keeper, "") == {mall.lin, mall.tan}
    mall.buy(mall.he, "200", "2026-11-20T04:00:00Z")
    assert mall.listed(keeper, "") == {mall.lin, mall.tan, mall.he}
    assert mall.listed(keeper, "name != 'Lin'") == {mall.tan, mall.he}


BEST = {
    "key": "best", "label": "买得最多", "entity": "member", "source": "purchase", "having": "place <= 2",
    "measures": [{"key": "sales", "agg": "sum", "field": "amount"}, {"key": "place", "window": "rank", "of": "sales"}],
}  # fmt: skip
JUST_NOW = {**REGULARS, "key": "just_now", "params": [{"key": "period", "type": "daterange", "default": {"rel": "this", "unit": "month", "to": "now"}}]}


def test_one_record_belongs_where_the_list_has_it(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    mall, write, made = Mall(installation), Prepared.__init__, []
    installation.publish(tiny_app() | {("segment", one["key"]): one for one in (REGULARS, GOLD_REGULARS, BEST, JUST_NOW)})
    members = (mall.lin, mall.zhou, mall.he, mall.tan)
    system = installation.context(mall.owner, "tiny").as_system("rule:x")

    def belonging(key: str) -> set[str]:
        found = installation.runtime.store.read(system, lambda uow: [belongs(uow, f"@segment.{key}", one) for one in members])
        return {one for one, belongs_ in zip(members, found, strict=True) if belongs_}

    for key in ("regulars", "gold_regulars", "best", "just_now"):
        assert belonging(key) == mall.listed(mall.owner, f"id in SEGMENT('{key}')"), key
    assert belonging("best") == {mall.lin, mall.zhou}
    monkeypatch.setattr(Prepared, "__init__", lambda self, *given: (made.append(given), write(self, *given))[1])
    assert [len(belonging(key)) for key in ("regulars", "gold_regulars", "best", "nobody")] == [2, 2, 2, 0]
    assert not made
    mall.buy(mall.he, "900", "2026-11-21T04:00:00Z")
    assert belonging("best") == {mall.zhou, mall.he}


def test_a_rule_asks_whether_somebody_belongs_right_now(installation: Installation) -> None:
    greet = rule("greet", {"event": "created", "form": "purchase"}, entry("CONCAT('hello ', member.name)"), when="member in SEGMENT('regulars')")
    at_once = rule("at_once", {"event": "created", "form": "purchase"}, entry("member.name"), timing="in_transaction",
                   when="member not in SEGMENT('gold_regulars') and amount > 300")
    mall = Mall(installation, greet, at_once)
    drain(installation.runtime)
    told = _entries(mall)
    assert told.count("hello Lin") == 2  # before the second purchase he was none
    assert told.count("hello Tan") == 1
    assert told.count("Zhou") == 2
    mall.buy(mall.he, "400", "2026-11-21T04:00:00Z")
    drain(installation.runtime)
    assert _entries(mall)[-2:] == ["He", "hello He"]
    ctx = installation.context(mall.owner, "tiny")
    said = wording.sentence(ctx, book_of(ctx).rules["greet"])
    assert "常客" in said
    assert "regulars" not in said
    body = {"form": "purchase", "text": "member in SEGMENT('regulars')", "expect": "boolean", "old": True, "binds": {}}
    drafted = installation.client(mall.owner).post("/api/v1/builder/apps/tiny/draft:expression", json=body)
    assert (drafted.status_code, drafted.json["problems"], drafted.json["tree"]) == (200, [], None)


def _entries(mall: Mall) -> list[str]:
    ctx = mall.installation.context(mall.owner, "tiny")
    return [one.values["text"] for one in service.list_(ctx, "entry", Listing(limit=100, sort="id")).records]


def test_a_report_counts_members_of_a_segment(installation: Installation) -> None:
    mall = Mall(installation)
    ctx = installation.context(mall.owner, "tiny")
    report = load_report({
        "key": "r", "label": "r", "source": "purchase", "filter": "member in SEGMENT('gold_regulars')", "dimensions": [{"key": "who", "field": "member.name"}],
        "measures": [{"key": "sales", "agg": "sum", "field": "amount"}, {"key": "members", "agg": "count", "home": "member"},
                     {"key": "large", "agg": "count", "where": "amount > 70"}],
    })
    asked = dataset.Asked({}, datetime(2026, 11, 21, 6, tzinfo=UTC), zone("Asia/Shanghai"))
    app, catalog = ctx.rev.definition, ctx.runtime.catalog
    touched = dataset.touched(app, catalog, report)
    assert {("purchase", "amount"), ("member", "tier"), ("tier", "name"), ("purchase", "paid_at"), ("purchase", "member")} <= touched.fields
    assert touched.forms == {"purchase", "member", "tier"}
    stack = replace(dataset.stack_of(app, catalog, report, asked), guards=dict.fromkeys(touched.forms, ()))
    rows = ctx.runtime.store.read(ctx, lambda uow: stacks.run(uow, stack))
    assert [[str(value) for value in row] for row in rows.rows] == [["Lin", "180.00", "1", "1"], ["Tan", "160.00", "1", "2"]]


def test_definitions_say_where_a_segment_cannot_be_asked() -> None:
    keeper = copy.deepcopy(VIPS_ONLY)
    documents = tiny_app() | {("segment", "regulars"): REGULARS, ("role", "keeper"): keeper}
    catalog = build_catalog()
    assert [one for one in check(load(documents), catalog) if one.code == "expression_unknown_segment"] == []
    keeper["grants"][0]["rows"] = "id in SEGMENT('nobody')"
    documents["form", "purchase"]["fields"][3]["check"] = "member in SEGMENT('regulars')"
    found = [one.path for one in check(load(documents), catalog) if one.code == "expression_unknown_segment"]
    assert sorted(found) == ["form/purchase/fields/amount/check", "role/keeper/grants/0/rows"]


def test_a_rule_of_the_clock_finds_those_who_belong(installation: Installation, clock: Any) -> None:
    greet = rule("birthday", {"event": "date", "form": "member", "field": "birthday", "days": 0, "yearly": True}, entry("name"),
                 when="id in SEGMENT('regulars') and vip != true")
    mall = Mall(installation, greet)
    for member in (mall.lin, mall.zhou, mall.tan):
        service.update(installation.context(mall.owner, "tiny"), "member", member, {"birthday": "1990-11-22"})
    drain(installation.runtime)
    clock.advance(timedelta(days=1))
    drain(installation.runtime)
    assert sorted(_entries(mall)) == ["Lin", "Tan"]
