"""An app that lives in Berlin and whose business day begins at two, with purchases at all hours. Gives: records, reports as the system reads them.

Days, weeks and hours there differ from those of UTC, and the clock changes twice a year.
"""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from builder.definitions.report import load as load_report
from runtime import dataset
from runtime.dataset_asked import Asked
from runtime.records import service
from runtime.records.shown import Batch, Listing
from runtime.stack import Rows
from runtime.store import stacks
from runtime.values import zone
from tests.builders import tiny_app
from tests.installation import Installation
from tests.shelf import published

NOW = datetime(2026, 11, 21, 6, tzinfo=UTC)
EDGES = ("2026-03-29T00:30:00Z", "2026-03-29T01:00:00Z", "2025-10-26T00:30:00Z", "2025-10-26T01:30:00Z", "2026-10-31T23:30:00Z",
         "2026-11-01T00:59:59.999Z", "2026-11-01T01:00:00Z", "2026-02-28T23:59:00Z", "2025-12-31T22:30:00Z")  # fmt: skip
PARAMS = [
    {"key": "period", "type": "daterange"}, {"key": "tiers", "type": "relation", "field": "member.tier", "multi": True, "optional": True},
    {"key": "least", "type": "money", "optional": True},
]


def _documents() -> Any:
    documents = tiny_app()
    documents["app", "tiny"] |= {"timezone": "Europe/Berlin", "day_start": 2}
    documents["form", "member"].pop("logic")
    return documents


BERLIN = published("berlin", _documents)


class Numbers:
    """An installation with purchases at all hours, and reports on it as the system reads them."""

    def __init__(self, installation: Installation, seed: int) -> None:
        chance = random.Random(seed)
        self.members: dict[str, dict[str, Any]] = {}
        self.ctx = installation.system("tiny")
        self.tiers = [self._create("tier", name=name, rate="1") for name in ("gold", "plain")]
        for number in range(8):
            member = self._member(chance, number)
            self.members[self._create("member", **member)] = member
        moments = [NOW - timedelta(minutes=chance.randrange(600_000)) for _ in range(40)] + [datetime.fromisoformat(text) for text in EDGES]
        self.purchases = [self._purchase(chance, sorted(self.members), moment) for moment in moments]
        service.batch(self.ctx, "purchase", Batch(create=self.purchases))

    def _create(self, form: str, **values: Any) -> str:
        return service.create(self.ctx, form, values).record.id

    def _member(self, chance: random.Random, number: int) -> dict[str, Any]:
        return {
            "name": f"M{number}", "tier": chance.choice([*self.tiers, None]), "vip": chance.choice([True, False, None]),
            "interests": chance.sample(["beauty", "dining", "sport"], chance.randrange(3)) or None, "gender": chance.choice(["female", "male", None]),
            "birthday": chance.choice([None, (date(2026, 11, 20) - timedelta(days=chance.randrange(6_000, 22_000))).isoformat(), "2008-11-21"]),
        }

    def _purchase(self, chance: random.Random, members: list[str], moment: datetime) -> dict[str, Any]:
        products = chance.sample(["tea", "cake", "noodles"], chance.randrange(3))
        lines = [{"product": product, "qty": chance.randrange(1, 4), "price": "5.00"} for product in products]
        amount = chance.choice(["0.00", "9.99", "10.00", "20.00", "50.49", "50.50", "99.00", "100.00", "340.00"])
        return {"member": chance.choice(members), "paid_at": moment.isoformat(), "amount": amount, "lines": lines}

    def run(self, report: Any, asked: Asked) -> Rows:
        app, catalog = self.ctx.rev.definition, self.ctx.runtime.catalog
        stack = replace(dataset.stack_of(app, catalog, report, asked), guards=dict.fromkeys(app.forms, ()))
        return self.ctx.runtime.store.read(self.ctx, lambda uow: stacks.run(uow, stack))

    def behind(self, report: Any, asked: Asked, cell: dict[str, Any]) -> int:
        """How many records the list behind a cell has."""
        form, text = dataset.cell_filter(self.ctx.rev.definition, self.ctx.runtime.catalog, report, asked, cell)
        return service.list_(self.ctx, form, Listing(filter=text, limit=1, count="exact")).count or 0

    def asked(self, **more: Any) -> Asked:
        values = {"period": (date(2026, 3, 1), date(2026, 11, 1)), "tiers": self.tiers[:1], "least": None}
        return Asked({**values, **more}, NOW, zone("Europe/Berlin"), 2)


def report_of(*dimensions: Any, **rest: Any) -> Any:
    spec = {"key": "r", "label": "r", "source": "purchase", "params": PARAMS, "dimensions": dimensions,
            "measures": [{"key": "orders", "agg": "count"}, {"key": "sales", "agg": "sum", "field": "amount"}], "limit": 5_000}
    return load_report({**spec, **rest})
