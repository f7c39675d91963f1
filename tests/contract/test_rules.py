"""Rules set off by changes of records: what fires, when, how often, and what it leaves behind. Both databases."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest

from builder.definitions.rule import load
from builder.errors import BrokenDefinition, Conflict, Invalid
from runtime.jobs.handler import Handler
from runtime.records import service
from runtime.records.shown import Batch
from runtime.rules import running, wording
from runtime.rules.book import ready
from runtime.rules.firing import Bounds
from runtime.store import rules
from runtime.values import utc_now
from runtime.workflow import instances
from tests import databases
from tests.contract.ruled import READY, House, documents, entry, rule
from tests.installation import Installation, open_installation
from tests.shelf import Furnishing


@pytest.fixture
def furnishing() -> Furnishing:
    return READY


def test_created_after_commit(installation: Installation) -> None:
    house = House(installation, rule("greet", {"event": "created", "form": "shopper"}, entry("CONCAT('hi ', name)"), when="agrees == true"))
    house.create("shopper", name="Lin", agrees=True)
    house.create("shopper", name="Zhou")
    assert house.entries() == []
    assert house.work() == 1
    assert house.entries() == ["hi Lin"]
    assert house.log("greet") == [("fired", None)]
    assert house.work() == 0


def test_created_in_the_transaction(installation: Installation) -> None:
    house = House(installation, rule("greet", {"event": "created", "form": "shopper"}, entry("name"), timing="in_transaction"))
    house.create("shopper", name="Lin")
    assert house.entries() == ["Lin"]
    assert house.log("greet") == [("fired", None)]


def test_three_times_the_average_before(installation: Installation) -> None:
    large = rule("large", {"event": "created", "form": "sale"}, entry("CONCAT('large ', no)"),
                 when="amount > 3 * shopper.average and shopper.orders >= 2")
    house = House(installation, large)
    lin = house.create("shopper", name="Lin")
    for no, amount in (("a", "100"), ("b", "120"), ("c", "331"), ("d", "330"), ("e", "2000")):
        house.create("sale", no=no, shopper=lin, amount=amount, paid_at="2026-11-21T05:00:00Z")
    house.work()
    assert house.entries() == ["large c", "large e"]


@pytest.mark.parametrize(("steps", "fired"), [
    ([0, 999, 1000, 1001, 900, 1000], 2), ([None, 1500], 1), ([1500, 2000], 1), ([1000, None, 1000], 2), ([999], 0),
])
def test_crossed_upwards(installation: Installation, steps: list[int | None], fired: int) -> None:
    up = rule("up", {"event": "crossed", "form": "shopper", "field": "points", "at": "1000"}, entry("'up'"), timing="in_transaction")
    house = House(installation, up)
    lin = house.create("shopper", name="Lin", points=steps[0])
    for step in steps[1:]:
        house.update("shopper", lin, points=step)
    assert len(house.entries()) == fired


def test_crossed_downwards_and_ready_again(installation: Installation) -> None:
    on = {"event": "crossed", "form": "shopper", "field": "points", "at": "100", "direction": "down", "rearm": "200"}
    house = House(installation, rule("low", on, entry("'low'"), timing="in_transaction"))
    lin = house.create("shopper", name="Lin", points=300)
    for points, entries in ((100, 1), (150, 1), (90, 1), (200, 1), (100, 2), (500, 2), (101, 2), (99, 3)):
        house.update("shopper", lin, points=points)
        assert len(house.entries()) == entries, points


def test_a_roll_up_that_crosses(installation: Installation) -> None:
    house = House(installation, rule("rich", {"event": "crossed", "form": "shopper", "field": "spent", "at": "1000"}, entry("name")))
    lin = house.create("shopper", name="Lin")
    for no, amount in (("a", "600"), ("b", "399.99"), ("c", "0.01"), ("d", "50")):
        house.create("sale", no=no, shopper=lin, amount=amount)
        house.work()
        assert house.entries() == (["Lin"] if no in "cd" else [])


def test_changed_updated_enters_deleted(installation: Installation) -> None:
    at_once = {"timing": "in_transaction"}
    closed = {"event": "changed", "form": "sale", "field": "state", "to": "'closed'"}
    house = House(
        installation,
        rule("a_changed", closed, entry("CONCAT('closed ', old.state)"), **at_once),
        rule("b_updated", {"event": "updated", "form": "sale", "fields": ["amount"]}, entry("'amount'"), **at_once),
        rule("c_enters", {"event": "enters", "form": "sale"}, entry("'big'"), when="amount >= 100", **at_once),
        rule("d_deleted", {"event": "deleted", "form": "sale"}, entry("CONCAT('gone ', no)")),
    )
    sale = house.create("sale", no="a", amount="50", state="open")
    house.update("sale", sale, amount="99")
    assert house.entries() == ["amount"]
    house.update("sale", sale, amount="100", state="closed")
    assert house.entries() == ["amount", "closed open", "amount", "big"]
    house.update("sale", sale, no="b")
    house.update("sale", sale, state="open")
    house.update("sale", sale, amount="101")
    assert house.entries() == ["amount", "closed open", "amount", "big", "amount"]
    house.create("sale", no="c", amount="500")
    assert house.entries()[-1] == "big"
    service.delete(house.ctx, "sale", sale)
    house.work()
    assert house.entries()[-1] == "gone b"


def test_order_and_stop(installation: Installation) -> None:
    on, at_once = {"event": "created", "form": "shopper"}, {"timing": "in_transaction"}
    house = House(
        installation,
        rule("z_first", on, entry("'1'"), priority=-5, **at_once),
        rule("b_third", on, entry("'3'"), stop=True, when="name == 'Lin'", **at_once),
        rule("a_second", on, entry("'2'"), **at_once),
        rule("c_fourth", on, entry("'4'"), **at_once),
        rule("later", on, entry("'5'")),
    )
    house.create("shopper", name="Lin")
    house.work()
    assert house.entries() == ["1", "2", "3"]
    house.create("shopper", name="Zhou")
    house.work()
    assert house.entries()[3:] == ["1", "2", "4", "5"]


@pytest.mark.parametrize(("once", "fired"), [(None, 3), ("ever", 1), ("day", 2), ("month", 1), ({"expression": "note"}, 2)])
def test_once_per(installation: Installation, once: object, fired: int) -> None:
    more = {} if once is None else {"once_per": once}
    house = House(installation, rule("noted", {"event": "changed", "form": "shopper", "field": "note"}, entry("note"), **more))
    lin = house.create("shopper", name="Lin")
    for note, hours in (("a", 1), ("b", 24), ("a", 1)):
        house.update("shopper", lin, note=note)
        house.work()
        house.move(hours=hours)
    assert len(house.entries()) == fired


def test_a_veto_has_its_own_words_and_leaves_nothing(installation: Installation) -> None:
    refuse = {"type": "refuse", "message": {"zh-CN": "最多 {{shopper.points}} 元", "en": "At most {{shopper.points}}"}}
    house = House(installation, rule("limit", {"event": "created", "form": "sale"}, entry("no"), refuse, timing="in_transaction",
                                     when="amount > shopper.points"))
    lin = house.create("shopper", name="Lin", points=100)
    house.create("sale", no="a", shopper=lin, amount="100")
    with pytest.raises(Invalid) as refused:
        house.create("sale", no="b", shopper=lin, amount="101")
    assert (refused.value.code, refused.value.params["message"]) == ("own_message", "最多 100 元")
    assert house.entries() == []


def test_a_veto_looks_at_every_change_of_a_batch(installation: Installation) -> None:
    house = House(installation, rule("limit", {"event": "updated", "form": "sale"}, {"type": "refuse", "message": "no"}, timing="in_transaction",
                                     when="amount > 100"),
                  rule("note", {"event": "updated", "form": "sale"}, entry("no"), timing="in_transaction"))
    sale = house.create("sale", no="a", amount="1")
    twice = [{"id": sale, "values": {"amount": "50"}}, {"id": sale, "values": {"amount": "500"}}]
    with pytest.raises(Invalid):
        service.batch(house.ctx, "sale", Batch(update=twice))
    assert house.entries() == []
    assert service.get(house.ctx, "sale", sale).record.values["amount"] == 1


def test_a_rule_that_cannot_do_its_part_is_named(installation: Installation) -> None:
    house = House(installation, rule("bad", {"event": "created", "form": "sale"}, entry("'x'", shopper="shopper"), {
        "type": "create", "form": "entry", "values": {"text": "none"}}, timing="in_transaction", label="记一笔"))
    with pytest.raises(Conflict) as refused:
        house.create("sale", no="a")
    assert refused.value.code == "rule_failed"
    assert refused.value.params["rule"] == "记一笔"
    assert house.entries() == []


def test_a_later_rule_that_fails_waits_for_a_person(installation: Installation) -> None:
    house = House(installation, rule("bad", {"event": "created", "form": "sale"}, entry("'x'"), {
        "type": "create", "form": "entry", "values": {"text": "none"}}))
    house.create("sale", no="a")
    house.work()
    assert house.entries() == []
    [line] = house.read(lambda uow: rules.runs(uow, "bad", None, None, 9))
    assert (line.outcome, line.reason, line.params["reason"]) == ("failed", "rule_stuck", "请填写这一项。")


def test_the_condition_is_judged_again(installation: Installation) -> None:
    thank = rule("thank", {"event": "created", "form": "sale"}, entry("no"), when="shopper.agrees == true and amount > 3 * shopper.average")
    house = House(installation, thank)
    lin, zhou = house.create("shopper", name="Lin", agrees=True), house.create("shopper", name="Zhou", agrees=True)
    for who in (lin, zhou):
        house.create("sale", no="first", shopper=who, amount="100")
        house.create("sale", no="large", shopper=who, amount="301")
    house.update("shopper", zhou, agrees=False)
    house.work()
    assert house.entries() == ["large"]
    assert house.log("thank") == [("fired", None), ("skipped", "rule_no_longer")]


def test_a_circle_stops_with_a_trace(installation: Installation) -> None:
    house = House(installation, rule("again", {"event": "created", "form": "entry"}, entry("CONCAT(text, '+')")))
    house.create("entry", text="x")
    house.work()
    assert house.entries() == ["x" + "+" * number for number in range(9)]
    assert house.log("again") == [("fired", None)] * 8 + [("skipped", "rule_too_deep")]


def test_a_circle_in_the_transaction_stops_too(installation: Installation) -> None:
    house = House(installation, rule("again", {"event": "created", "form": "entry"}, entry("CONCAT(text, '+')"), timing="in_transaction"))
    house.create("entry", text="x")
    assert len(house.entries()) == 9
    assert house.log("again")[-1] == ("skipped", "rule_too_deep")


def test_two_rules_that_set_each_other_off(installation: Installation) -> None:
    more = {"type": "update", "set": {"no": "CONCAT(no, '+')"}}
    on = {"event": "changed", "form": "sale", "field": "no"}
    house = House(installation, rule("one", on, more), rule("two", on, more))
    sale = house.create("sale", no="a")
    house.update("sale", sale, no="b")
    house.work()
    assert house.log("one") == [("fired", None)]
    assert house.log("two") == [("fired", None)]
    assert service.get(house.ctx, "sale", sale).record.values["no"] == "b++"


def test_new_rules_begin_now_and_changed_ones_remember(installation: Installation) -> None:
    on = {"event": "changed", "form": "shopper", "field": "note"}
    house = House(installation)
    lin = house.create("shopper", name="Lin", note="a")
    house.publish(rule("noted", on, entry("'v1'"), once_per="ever"), rule("quiet", on, entry("'quiet'"), enabled=False))
    house.update("shopper", lin, note="b")
    house.publish(rule("noted", on, entry("'v2'"), once_per="ever"), rule("quiet", on, entry("'quiet'"), enabled=True))
    house.update("shopper", lin, note="c")
    house.work()
    assert house.entries() == ["v2"]


def test_a_rule_that_is_gone_does_nothing(installation: Installation) -> None:
    house = House(installation, rule("greet", {"event": "created", "form": "shopper"}, entry("name")))
    house.create("shopper", name="Lin")
    house.publish()
    house.work()
    assert house.entries() == []
    assert house.log("greet") == [("skipped", "rule_gone")]


FLOW = {
    "key": "flow", "label": "流程", "on": {"event": "manual", "form": "sale"},
    "steps": [{"key": "s", "type": "start"}, {"key": "z", "type": "end", "result": "approved"}],
    "transitions": [{"key": "e", "from": "s", "to": "z"}],
}


def test_the_end_of_a_workflow(installation: Installation) -> None:
    on = {"event": "workflow_ended", "workflow": "flow"}
    house = House(installation)
    installation.publish({
        **documents(
            rule("good", {**on, "result": "approved"}, entry("CONCAT('good ', no)")), rule("bad", {**on, "result": "rejected"}, entry("'bad'")),
            rule("some", on, entry("'some'"), when="amount > 5"),
        ),
        ("workflow", "flow"): FLOW,
    })
    sale = house.create("sale", no="a", amount="5")
    instances.start(house.ctx, "flow", sale, "once")
    house.work()
    assert house.entries() == ["good a"]


def test_what_rules_did_says_so_everywhere(installation: Installation) -> None:
    greet = rule("greet", {"event": "created", "form": "shopper"}, entry("name", shopper="id"), {"type": "update", "set": {"note": "'welcome'"}},
                 label={"zh-CN": "欢迎", "en": "Welcome"})
    house = House(installation, greet)
    lin = house.create("shopper", name="Lin")
    house.work()
    [run] = house.read(lambda uow: rules.runs(uow, "greet", lin, None, 10))
    because = {"text": "自动化规则「欢迎」", "run": run.id}
    history = service.history(house.ctx, "shopper", lin)["items"]
    assert [item["because"] for item in history] == [because, None]
    assert history[0]["actor"] is None
    timeline = service.timeline(house.ctx, "shopper", lin)["items"]
    assert [(item["form"], item["because"]) for item in timeline] == [("entry", because), ("shopper", None)]
    why = service.why(house.ctx, "shopper", lin, "note")
    assert (why["because"], why["text"]) == (because, "由自动化规则「欢迎」写入")
    assert service.why(house.ctx, "shopper", lin, "name")["because"] is None


def test_a_batch_is_matched_record_by_record(installation: Installation) -> None:
    house = House(installation, rule("each", {"event": "created", "form": "sale"}, entry("no"), when="amount >= 500"))
    created = [{"no": f"n{number}", "amount": str(number)} for number in range(1000)]
    service.batch(house.ctx, "sale", Batch(create=created))
    house.work()
    assert sorted(house.entries()) == sorted(f"n{number}" for number in range(500, 1000))


def test_too_often_pauses_and_says_so(installation: Installation) -> None:
    bounds = Bounds(per_minute=3)
    house = House(installation, rule("often", {"event": "created", "form": "sale"}, entry("no")))
    handlers = {**house.runtime.job_handlers, "rule.run": Handler({"zh-CN": "x", "en": "x"}, inside=lambda uow, job: running.run(uow, job, bounds))}
    object.__setattr__(house.runtime, "job_handlers", handlers)
    for number in range(6):
        house.create("sale", no=str(number))
    house.work()
    assert house.entries() == ["0", "1", "2"]
    assert house.log("often")[3:] == [("skipped", "rule_too_often"), ("skipped", "rule_not_on"), ("skipped", "rule_not_on")]
    state = house.read(lambda uow: rules.states(uow)["often"])
    assert (state.state, state.reason, state.params["count"]) == ("paused", "rule_too_often", 3)


def test_a_chain_has_a_budget_of_actions(installation: Installation) -> None:
    house = House(
        installation,
        rule("many", {"event": "created", "form": "shopper"}, *[entry("'many'")] * 30),
        rule("more", {"event": "created", "form": "entry"}, *[entry("'more'")] * 2, when="text == 'many' or text == 'more'"),
    )
    house.create("shopper", name="Lin")
    house.work()
    skipped = [reason for outcome, reason in house.log("more") if outcome == "skipped"]
    assert set(skipped) == {"rule_too_many_actions"}
    assert 1_000 <= len(house.entries()) <= 1_002


@pytest.mark.parametrize(("on", "said"), [
    ({"event": "created", "form": "sale"}, "当「Sale」新增时，新增数据"),
    ({"event": "changed", "form": "sale", "field": "state", "to": "'closed'"}, "当「Sale」的State变为Closed时，新增数据"),
    ({"event": "crossed", "form": "shopper", "field": "points", "at": "1000"}, "当「Shopper」的Points升到 1000时，新增数据"),
    ({"event": "date", "form": "shopper", "field": "birthday", "days": -7, "yearly": True}, "当「Shopper」每年Birthday前 7 天时，新增数据"),
    ({"event": "absence", "form": "shopper", "field": "last_sale", "days": 60}, "当「Shopper」的Last_sale已过去 60 天时，新增数据"),
    ({"event": "schedule", "every": "week", "weekday": 3, "at": "08:00"}, "每周三 08:00：新增数据"),
    ({"event": "button", "form": "sale"}, "在「Sale」上点「Said」，就新增数据"),
])
def test_rules_say_what_they_do(database_free: House, on: dict[str, Any], said: str) -> None:
    ctx = database_free.ctx
    assert wording.sentence(ctx, ready(ctx, load(rule("said", on, entry("'x'"))))) == said


@pytest.fixture(scope="module")
def database_free(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("said")
    opened = open_installation(databases.sqlite_database(folder), folder, utc_now)
    yield House(opened)
    opened.runtime.store.close()


def test_what_comes_back_from_the_bin_is_not_new(installation: Installation) -> None:
    house = House(
        installation, rule("new", {"event": "created", "form": "sale"}, entry("'new'")),
        rule("big", {"event": "enters", "form": "sale"}, entry("'big'"), when="amount > 1"),
        rule("gone", {"event": "deleted", "form": "sale"}, entry("'gone'")),
    )
    sale = house.create("sale", no="a", amount="5")
    house.work()
    assert sorted(house.entries()) == ["big", "new"]
    service.delete(house.ctx, "sale", sale)
    service.restore(house.ctx, "sale", sale)
    house.work()
    assert sorted(house.entries()) == ["big", "gone", "new"]


def test_an_import_and_its_undo_set_no_rule_off(installation: Installation) -> None:
    house = House(installation, rule("new", {"event": "created", "form": "sale"}, entry("no")),
                  rule("at_once", {"event": "created", "form": "sale"}, entry("no"), timing="in_transaction"),
                  rule("gone", {"event": "deleted", "form": "sale"}, entry("no")))
    installation.user("importer", [("tiny", "owner")], admin=True)
    client = installation.client(installation.people["importer"])
    file = {"file": (BytesIO("No,金额\na,5\nb,6\n".encode()), "sales.csv")}
    done = client.post("/api/v1/apps/tiny/forms/sale/records:import", data=file, content_type="multipart/form-data")
    assert (done.status_code, done.get_json()["created"]) == (201, 2)
    assert client.post(f"/api/v1/imports/{done.get_json()['import']}:undo", json={}).status_code == 200
    assert house.work() == 0
    assert house.entries() == []


def test_a_broken_rule_of_the_transaction_is_named_and_nothing_is_half_done(installation: Installation) -> None:
    house = House(
        installation, rule("broken", {"event": "created", "form": "sale"}, entry("'x'"), when="nowhere == 1", timing="in_transaction", label="坏规则"),
        rule("inside", {"event": "created", "form": "entry"}, {"type": "create", "form": "entry", "values": {"text": "nowhere"}},
             timing="in_transaction", label="坏动作"),
        rule("later", {"event": "created", "form": "shopper"}, entry("'x'"), when="nowhere == 1"),
    )
    for form_, label in (("sale", "坏规则"), ("entry", "坏动作")):
        with pytest.raises(BrokenDefinition) as refused:
            house.create(form_, **({"no": "a"} if form_ == "sale" else {"text": "a"}))
        assert (refused.value.code, refused.value.params["rule"]) == ("rule_broken", label)
    assert house.entries() == []
    house.create("shopper", name="Lin")  # a broken rule that acts later keeps nobody from saving
    house.work()
    assert house.entries() == []
