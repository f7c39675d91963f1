"""Messages to contacts and calls to other systems: written down inside the transaction, sent after it, once in effect."""

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from builder.errors import Invalid, Unavailable
from runtime import actions
from runtime.actions import Act
from runtime.gateways.http import Egress
from runtime.gateways.mail import Mail, compose
from runtime.gateways.sandbox import Outgoing, Sandbox
from runtime.jobs.worker import drain
from runtime.records import automation, service
from runtime.records.ripple import Ripple
from runtime.settings import Settings
from runtime.store import records, samples
from tests.contract import action_app
from tests.contract.action_app import create, perform, values
from tests.contract.servers import postbox, provider
from tests.installation import Installation
from tests.shelf import Furnishing


@pytest.fixture
def furnishing() -> Furnishing:
    return action_app.READY


@pytest.fixture
def app(installation: Installation) -> Installation:
    return installation


def sandbox(app: Installation) -> Sandbox:
    return app.runtime.gateways["*"]  # type: ignore[no-any-return]


def holder(app: Installation, **more: Any) -> str:
    return create(app, "holder", {"name": "林若溪", "mobile": "13812345678", "accepts": True, "balance": 12, **more})[0]


def hello(app: Installation, about: tuple[str, str | None], to: str | None = None, **more: Any) -> Any:
    return perform(app, about, [{"type": "message", "message": "hello", **({"to": to} if to else {})}], key="run1", **more)


def test_a_message_is_written_down_then_simulated(app: Installation) -> None:
    one = holder(app)
    done = hello(app, ("holder", one))
    row = values(app, "touch")[0]
    assert (row["holder"], row["channel"], row["text"], row["state"], row["rule"]) == (one, "sms", "林若溪，你好", "queued", "试验")
    assert sandbox(app).kept == (), "nothing leaves before the commit"
    assert (done[0].code, done[0].about) == ("effect_message", ("holder", one))
    assert drain(app.runtime) == 1
    assert values(app, "touch")[0]["state"] == "simulated"
    assert [(sent.channel, sent.address, sent.text) for sent in sandbox(app).kept] == [("sms", "13812345678", "林若溪，你好")]


def test_the_same_run_says_it_once(app: Installation) -> None:
    one = holder(app)
    for _ in range(3):
        hello(app, ("holder", one))
    drain(app.runtime)
    assert [row["state"] for row in values(app, "touch")] == ["simulated"]
    assert len(sandbox(app).kept) == 1


def test_a_writer_who_rolls_back_sends_nothing(app: Installation) -> None:
    one = holder(app)
    with pytest.raises(Invalid):
        perform(app, ("holder", one), [{"type": "message", "message": "hello"}, {"type": "refuse", "message": "nein"}])
    assert drain(app.runtime) == 0
    assert (values(app, "touch"), sandbox(app).kept) == ([], ())


def test_what_may_not_be_sent_says_why(app: Installation) -> None:
    hello(app, ("holder", holder(app, accepts=False)))
    hello(app, ("holder", holder(app, mobile=None)))
    sale = create(app, "sale", {"no": "1"})[0]
    hello(app, ("sale", sale), "holder")
    assert drain(app.runtime) == 0
    rows = values(app, "touch")
    assert [(row["state"], row["reason"]) for row in rows] == [
        ("suppressed", "对方没有同意接收"), ("suppressed", "没有可用的联系方式"),
    ], "nobody at the end of the way: nothing to write down"


def test_consent_is_looked_at_again_when_sending(app: Installation) -> None:
    one = holder(app)
    hello(app, ("holder", one))
    perform(app, ("holder", one), [{"type": "update", "set": {"accepts": "false"}}])
    drain(app.runtime)
    row = values(app, "touch")[0]
    assert (row["state"], row["reason"], sandbox(app).kept) == ("suppressed", "对方没有同意接收", ())


def test_a_contact_through_a_relation_reads_his_own_words(app: Installation) -> None:
    one = holder(app)
    sale = create(app, "sale", {"no": "1", "holder": one})[0]
    hello(app, ("sale", sale), "holder")
    assert values(app, "touch")[0]["text"] == "林若溪，你好"


def mailing(app: Installation, port: int, **more: Any) -> Installation:
    settings = replace(app.runtime.settings, smtp_host="127.0.0.1", smtp_port=port, smtp_from="mall@example.com", smtp_security="none", **more)
    runtime = replace(app.runtime, settings=settings, gateways={**app.runtime.gateways, "email": Mail(settings)})
    return Installation(runtime)


def letter(app: Installation, one: str) -> None:
    perform(app, ("holder", one), [{"type": "message", "message": "letter"}], key="run2")


def test_mail_goes_out_again_after_a_passing_refusal_and_fails_after_a_lasting_one(app: Installation, clock: Any) -> None:
    one = holder(app, email="lin@example.com")
    with postbox("450 later") as box:
        real = mailing(app, box.port)
        letter(real, one)
        assert drain(real.runtime) == 1
        assert (values(app, "touch")[0]["state"], box.letters) == ("queued", [])
        clock.advance(timedelta(minutes=2))
        drain(real.runtime)
        row = values(app, "touch")[0]
        assert (row["state"], row["sent_at"]) == ("sent", clock())
        sender, to, text = box.letters[0]
        read = message_from_bytes(text.encode(), policy=policy.default)
        assert (sender, to, read["Subject"], read["To"]) == ("mall@example.com", ["lin@example.com"], "给 林若溪", "lin@example.com")
        assert read.get_body(("plain",)).get_content().splitlines() == ["余额 12", "再见"]
        box.refusals.append("550 never")
        perform(real, ("holder", one), [{"type": "message", "message": "letter"}], key="run3")
        drain(real.runtime)
    row = values(app, "touch")[1]
    assert (row["state"], row["reason"], len(box.letters)) == ("failed", "邮件服务器拒收", 1)


def test_nothing_real_goes_out_beside_sample_data_unless_confirmed(app: Installation) -> None:
    one = holder(app, email="lin@example.com")
    note_sample(app, one)
    with postbox() as box:
        letter(mailing(app, box.port), one)
        drain(mailing(app, box.port).runtime)
        assert (values(app, "touch")[0]["state"], box.letters) == ("suppressed", [])
        confirmed = mailing(app, box.port, send_with_samples=True)
        perform(confirmed, ("holder", one), [{"type": "message", "message": "letter"}], key="run4")
        drain(confirmed.runtime)
    assert (values(app, "touch")[1]["state"], len(box.letters)) == ("sent", 1)


def note_sample(app: Installation, record: str) -> None:
    def work(uow: Any) -> None:
        samples.keep(uow, "tiny", {"holder": [{"name": "x"}]})
        samples.became(uow, {samples.waiting(uow)[0].note: record})

    app.runtime.store.write(app.system("tiny"), work)


@pytest.mark.parametrize("message", [
    Outgoing("email", "a@example.com\r\nBcc: b@example.com", "t", "k"), Outgoing("email", "nobody", "t", "k"),
    Outgoing("email", "a@b@c", "t", "k"), Outgoing("email", "", "t", "k"),
])
def test_an_address_that_is_none_never_reaches_a_server(message: Outgoing) -> None:
    with pytest.raises(Invalid):
        compose(message, "mall@example.com")


def test_words_cannot_become_headers_or_markup() -> None:
    made = compose(Outgoing("email", "a@example.com", "<b>hi</b>\n.\n{{ 7*7 }}", "k", "x\r\nBcc: b@example.com", "商场\nX-A: 1"), "mall@example.com")
    assert "Bcc" not in made
    assert "X-A" not in made
    assert made["Subject"] == "x Bcc: b@example.com"
    page = made.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert "&lt;b&gt;hi&lt;/b&gt;" in page
    assert "{{ 7*7 }}" in page


def test_a_server_that_is_not_there_may_be_there_later() -> None:
    settings = Settings(Path("/nowhere"), "sqlite://", "x", smtp_host="127.0.0.1", smtp_port=1, smtp_from="mall@example.com", smtp_security="none")
    with pytest.raises(Unavailable):
        Mail(settings).deliver(Outgoing("email", "a@example.com", "t", "k"))


def calling(app: Installation, port: int, **secrets: str) -> Installation:
    settings = replace(app.runtime.settings, egress_hosts=(f"private:http://erp.example:{port}",), secrets=secrets)
    egress = Egress(settings, lambda host, port: ["127.0.0.1"])
    return Installation(replace(app.runtime, settings=settings, gateways={**app.runtime.gateways, "http": egress}))


def test_another_system_that_fails_three_times_gets_it_once_with_one_key(app: Installation, clock: Any) -> None:
    one = holder(app)
    with provider(500, 503, 429, 200) as told:
        outside = calling(app, told.port, erp="plum-7")
        action = {"type": "http", "method": "POST", "url": f"http://erp.example:{told.port}/m/{{{{name}}}}?n={{{{balance}}}}",
                  "body": {"name": "name", "points": "balance"}, "secret": "erp"}
        perform(outside, ("holder", one), [action], key="run5")
        assert told.asked == []
        for _ in range(6):
            drain(outside.runtime)
            clock.advance(timedelta(hours=2))
    assert len(told.asked) == 4
    assert {asked["headers"]["Idempotency-Key"] for asked in told.asked} == {"http:tiny:run5:0"}
    last = told.asked[-1]
    assert (last["path"], last["body"]) == ("/m/%E6%9E%97%E8%8B%A5%E6%BA%AA?n=12", b'{"name":"\xe6\x9e\x97\xe8\x8b\xa5\xe6\xba\xaa","points":12}')
    assert (last["headers"]["Authorization"], last["headers"]["Content-Type"]) == ("Bearer plum-7", "application/json")


@pytest.mark.parametrize("status", [302, 400, 401, 404, 422])
def test_a_refusal_of_another_system_is_not_repeated(app: Installation, clock: Any, status: int) -> None:
    with provider(status) as told:
        outside = calling(app, told.port)
        perform(outside, ("holder", holder(app)), [{"type": "http", "method": "GET", "url": f"http://erp.example:{told.port}/"}], key="run6")
        for _ in range(4):
            drain(outside.runtime)
            clock.advance(timedelta(hours=2))
    assert len(told.asked) == 1


def test_a_host_nobody_named_is_not_called(app: Installation) -> None:
    with provider() as told:
        perform(app, ("holder", holder(app)), [{"type": "http", "method": "GET", "url": f"http://erp.example:{told.port}/"}], key="run7")
        drain(app.runtime)
    assert told.asked == []


def test_words_of_people_are_never_read_as_places(app: Installation) -> None:
    one = holder(app, name="{{balance}} {{1 / 0}}")
    hello(app, ("holder", one))
    assert values(app, "touch")[0]["text"] == "{{balance}} {{1 / 0}}，你好"


def test_a_secret_nobody_has_set_is_not_replaced_by_nothing(app: Installation) -> None:
    with provider() as told:
        outside = calling(app, told.port)
        action = {"type": "http", "method": "GET", "url": f"http://erp.example:{told.port}/", "secret": "erp"}
        perform(outside, ("holder", holder(app)), [action], key="run8")
        drain(outside.runtime)
    assert told.asked == []


def test_trying_out_leaves_nothing(app: Installation) -> None:
    """Everything an action does, notices and jobs included, is undone with a rehearsal."""
    one = holder(app, owner=app.user("agent").id)
    does = [
        {"type": "message", "message": "hello"}, {"type": "codes", "form": "coupon", "field": "code", "count": "3"},
        {"type": "notify", "to": {"by": "field", "value": "owner"}, "title": "x"}, {"type": "todo", "to": {"by": "field", "value": "owner"}, "title": "x"},
        {"type": "http", "method": "GET", "url": "https://erp.example/"}, {"type": "update", "set": {"visits": "visits + 1"}},
    ]

    def work(uow: Any) -> list[str]:
        with uow.rehearsal():
            ripple = Ripple(uow)
            act = Act(ripple, "holder", automation.image_of(records.load(uow, "holder", [one])[one]), cause="rule:test/1", key="run9")
            done = actions.run(act, does)
            service.finish(ripple)
            return [said["text"] for said in actions.describe(uow, done, "zh-CN")]

    said = app.runtime.store.write(app.system("tiny"), work)
    assert said == [
        "给Holder「林若溪」发消息：林若溪，你好", "发了 3 个Coupon", "通知了agent：x", "给agent建了待办：x", "通知了外部系统 erp.example", "修改了Holder「林若溪」",
    ]
    assert drain(app.runtime) == 0
    assert (values(app, "touch"), values(app, "coupon"), sandbox(app).kept) == ([], [], ())
    agent = app.client(app.people["agent"])
    assert (agent.get("/api/v1/notifications").json or {})["unread"] == 0
    assert (agent.get("/api/v1/tasks").json or {})["tasks"] == []
