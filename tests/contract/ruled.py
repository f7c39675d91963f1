"""A small app for tests of rules: members with sums, purchases, a ledger that rules write to. Gives: documents and short cuts."""

import copy
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from runtime.jobs.worker import drain
from runtime.records import service
from runtime.store import rules
from tests import builders
from tests.builders import Documents, field, form, role
from tests.installation import Installation
from tests.shelf import published

SHOPPER = form("shopper", [
    field("name", required=True),
    field("level", "choice", options=[{"key": "plain", "label": "普通"}, {"key": "gold", "label": "金卡"}], default="plain"),
    field("birthday", "date"),
    field("joined_on", "date"),
    field("note"),
    field("points", "integer"),
    field("agrees", "boolean"),
    field("spent", "rollup", form="sale", relation="shopper", function="sum", field="amount"),
    field("orders", "rollup", form="sale", relation="shopper", function="count"),
    field("average", "formula", expression="spent / orders", keep="current", scale=2, label="平均客单价"),
    field("last_sale", "rollup", form="sale", relation="shopper", function="max", field="paid_at"),
])
SALE = form("sale", [
    field("no", required=True), field("shopper", "relation", form="shopper"), field("amount", "money", label="金额"),
    field("paid_at", "datetime"), field("state", "choice", options=[{"key": "open", "label": "Open"}, {"key": "closed", "label": "Closed"}]),
])
ENTRY = form("entry", [
    field("text", required=True), field("shopper", "relation", form="shopper"), field("amount", "money"), field("number", "integer"),
])
OWNER = role("owner", [{"form": "*", "actions": ["read", "create", "update", "delete", "import"]}], apps=["design"])
READER = role("reader", [{"form": "sale", "actions": ["read"]}])


def rule(key: str, on: Mapping[str, Any], *actions: Mapping[str, Any], **rest: Any) -> dict[str, Any]:
    """One rule's JSON."""
    return {"key": key, "label": rest.pop("label", key.capitalize()), "on": dict(on), "actions": [dict(one) for one in actions], **rest}


def entry(text: str, **values: str) -> dict[str, Any]:
    """The action that leaves an entry, by which tests see what a rule did."""
    return {"type": "create", "form": "entry", "values": {"text": text, **values}}


def documents(*rules_: dict[str, Any], **forms: Any) -> Documents:
    """The app with these rules."""
    made = builders.app(SHOPPER, SALE, ENTRY, roles=(OWNER, READER), **forms)
    return copy.deepcopy({**made, **{("rule", one["key"]): one for one in rules_}})


READY = published("rules", documents)  # the same without rules: publishing them over it is soon done


class House:
    """An installation with the app, and a person who owns it."""

    def __init__(self, installation: Installation, *rules_: dict[str, Any]) -> None:
        self.installation = installation
        self.runtime = installation.runtime
        installation.publish(documents(*rules_))
        self.owner = installation.user("owner", [("tiny", "owner")])

    def publish(self, *rules_: dict[str, Any]) -> None:
        """The same app with other rules."""
        self.installation.publish(documents(*rules_))

    @property
    def ctx(self) -> Any:
        """The owner's Context, now."""
        return self.installation.context(self.owner, "tiny")

    def create(self, form_: str, **values: Any) -> str:
        """A record."""
        return service.create(self.ctx, form_, values).record.id

    def update(self, form_: str, record: str, **values: Any) -> None:
        """A change."""
        service.update(self.ctx, form_, record, values)

    def work(self) -> int:
        """Everything due now and what follows from it."""
        return drain(self.runtime)

    def move(self, **by: float) -> None:
        """Later."""
        self.runtime.clock.advance(timedelta(**by))  # type: ignore[attr-defined]

    def entries(self) -> list[str]:
        """The texts rules left, in order."""
        rows = self.read(lambda uow: uow.connection.exec_driver_sql(self._entries()).all())
        return [row[0] for row in rows]

    def _entries(self) -> str:
        table = self.runtime.store.revision("tiny").layout.form("entry").table.name
        return f"SELECT text FROM {table} WHERE deleted_at IS NULL ORDER BY id"

    def read(self, work: Any) -> Any:
        """A read as the system."""
        return self.runtime.store.read(self.installation.system("tiny"), work)

    def write(self, work: Any) -> Any:
        """A write as the system."""
        return self.runtime.store.write(self.installation.system("tiny"), work)

    def log(self, key: str) -> list[tuple[str, str | None]]:
        """(outcome, reason) of a rule's runs, oldest first."""
        return [(run.outcome, run.reason) for run in reversed(self.read(lambda uow: rules.runs(uow, key, None, None, 500)))]
