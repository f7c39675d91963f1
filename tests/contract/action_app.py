"""A small app for actions: holders with lots and a ledger, sales with lines, products with stock, coupons with codes. Gives: documents."""

from collections.abc import Mapping, Sequence
from typing import Any

from runtime import actions
from runtime.actions import Act, Effect
from runtime.records import automation, service
from runtime.records.ripple import Ripple
from runtime.store import records, select
from tests import builders
from tests.builders import field, form
from tests.installation import Installation
from tests.shelf import published

APP = "tiny"

HOLDER = form("holder", [
    field("name", required=True),
    field("balance", "integer", default=0, readonly=True, min=0),
    field("visits", "integer", default=0),
    field("owner", "user"),
    field("mobile", "phone"), field("email", "email"), field("accepts", "boolean"),
    field("booked", "rollup", form="ledger", relation="holder", function="sum", field="delta"),
])
LOT = form("lot", [
    field("name"),
    field("holder", "relation", form="holder", required=True),
    field("qty", "integer"), field("remaining", "integer", min=0),
    field("expires", "date"),
    field("state", "choice", options=[{"key": "active", "label": "Active"}, {"key": "used", "label": "Used"}], default="active"),
])
LEDGER = form("ledger", [
    field("key", unique=True), field("holder", "relation", form="holder", required=True), field("delta", "integer"), field("note"),
], append_only=True)
ALLOC = form("alloc", [
    field("note"), field("lot", "relation", form="lot", required=True), field("sale", "relation", form="sale"), field("qty", "integer"),
], append_only=True)
BACK = form("back", [
    field("note"), field("alloc", "relation", form="alloc", required=True), field("qty", "integer"), field("sale", "relation", form="sale"),
], append_only=True)
SALE = form("sale", [
    field("no"), field("holder", "relation", form="holder"), field("points", "integer"), field("net", "money"), field("refunded", "money"),
    field("ref", "relation", form="sale"), field("at", "datetime"),
    field("lines", "subtable", fields=[field("product", "relation", form="product"), field("qty", "integer"), field("price", "money")]),
])
PRODUCT = form("product", [field("name", unique=True), field("stock", "integer", min=0)])
COUPON = form("coupon", [field("code", unique=True, max_length=20), field("holder", "relation", form="holder"), field("name")])
OUTBOX = form("touch", [
    field("subject"), field("holder", "relation", form="holder"),
    field("channel", "choice", options=[{"key": "sms", "label": "短信"}, {"key": "email", "label": "邮件"}]),
    field("text", "long_text"),
    field("state", "choice", options=[{"key": key, "label": key} for key in ("queued", "sent", "simulated", "failed", "suppressed")]),
    field("reason"), field("sent_at", "datetime"), field("rule"), field("dedupe", unique=True),
])
BOX = {
    "form": "touch", "contact": "holder", "channel": "channel", "text": "text", "subject": "subject", "state": "state", "reason": "reason",
    "sent_at": "sent_at", "rule": "rule", "key": "dedupe", "address": {"sms": "mobile", "email": "email"}, "consent": {"sms": "accepts"},
}
MESSAGES = {
    "hello": {"key": "hello", "label": "Hello", "form": "holder", "channel": "sms", "text": {"zh-CN": "{{name}}，你好", "en": "Hello {{name}}"}},
    "letter": {"key": "letter", "label": "Letter", "form": "holder", "channel": "email", "subject": "给 {{name}}", "text": "余额 {{balance}}\n再见"},
}
FORMS = (HOLDER, LOT, LEDGER, ALLOC, BACK, SALE, PRODUCT, COUPON, OUTBOX)


def documents(**app: Any) -> builders.Documents:
    """The whole app."""
    made = builders.app(*FORMS, outbox=BOX, **app)
    return made | {("message", key): message for key, message in MESSAGES.items()}


READY = published("actions", documents)


def create(installation: Installation, form: str, *rows: Mapping[str, Any]) -> list[str]:
    """New records by the system, in one unit of work."""

    def work(uow: Any) -> list[str]:
        ripple = Ripple(uow)
        made = automation.create(ripple, form, rows)
        service.finish(ripple)
        return made

    return installation.runtime.store.write(installation.system(APP), work)  # type: ignore[no-any-return]


def perform(
    installation: Installation, about: tuple[str, str | None], does: Sequence[Mapping[str, Any]], **act: Any
) -> list[Effect]:
    """Actions about a record, in one unit of work, as a rule would do them."""
    form, record = about

    def work(uow: Any) -> list[Effect]:
        row = records.load(uow, form, [record])[record] if record else None
        ripple = Ripple(uow)
        one = Act(ripple, form, automation.image_of(row) if row else None, **{"cause": "rule:test/1", "label": "试验", **act})
        done = actions.run(one, does)
        service.finish(ripple)
        return done

    return installation.runtime.store.write(installation.system(APP), work)  # type: ignore[no-any-return]


def values(installation: Installation, form: str, *ids: str) -> list[dict[str, Any]]:
    """The values of records, of all of the form where none is named, the oldest first."""

    def work(uow: Any) -> list[dict[str, Any]]:
        wanted = list(ids) or sorted(row.id for row in select.page(uow, select.Query(form, limit=200), ()).rows)
        found = records.load(uow, form, wanted)
        return [{**found[key].values, "id": key} for key in wanted]

    return installation.runtime.store.read(installation.system(APP), work)  # type: ignore[no-any-return]
