"""What rules cost a purchase: the mall with all its rules against the same mall with its rules and workflows taken out.

Run: `python -m tests.bench.bench_purchase [--members 2000] [--purchases 200] [--databases sqlite,postgresql]`. Both malls write the same
receipts in turn, each in one transaction: with rules it also changes the member's points, writes the ledger entry, the lot of points, the
notice and the log of what was done, and looks at the tier; the bare one stores the receipt, its lines and all roll-ups.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from builder import templates
from builder.definitions import Documents
from runtime.context import SYSTEM, Context
from runtime.query import Query
from runtime.records import service
from runtime.store import records, select
from tests import databases
from tests.conftest import Clock
from tests.installation import Installation, open_installation

NOW = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)
APP = "mall_crm"
WARM = 20
CHUNK = 1_000
WANTED = 3.0  # a purchase with rules takes at most so many times a bare one
TOLD = ("rule", "workflow", "message", "example")
TIERS = (("normal", "0.00", "1.00"), ("silver", "5000.00", "1.20"), ("gold", "12000.00", "1.50"), ("black", "30000.00", "2.00"))


@dataclass(frozen=True)
class Cost:
    """Medians of one purchase in milliseconds, by the clock and of this process alone: (with rules, bare)."""

    database: str
    members: int
    wall: tuple[float, float]
    cpu: tuple[float, float]

    @property
    def ratio(self) -> float:
        """How many bare purchases one with rules takes."""
        return self.wall[0] / self.wall[1]

    @property
    def cpu_ratio(self) -> float:
        """The same in CPU time of this process."""
        return self.cpu[0] / self.cpu[1]


def documents(*, bare: bool) -> Documents:
    """The mall; `bare`: nothing in it happens by itself."""
    whole = templates.read_folder(Path(__file__).parents[2] / "examples" / APP).documents
    return {place: one for place, one in whole.items() if not bare or place[0] not in TOLD}


@dataclass
class Mall:
    """A published mall with members; `sell` writes one receipt through the door."""

    installation: Installation
    members: list[str]
    store: str
    product: str

    def sell(self, number: int) -> None:
        """The receipt of this number: the same in every mall."""
        values = {
            "receipt_no": f"B{number:06d}", "source": "pos", "kind": "sale", "store": self.store, "paid_at": NOW.isoformat(),
            "member": self.members[number * 7919 % len(self.members)], "pay_method": "wechat", "cashier": "收银一",
            "lines": [{"product": self.product, "qty": 1 + number % 3, "price": f"{20 + number % 280}.50"}],
        }
        service.create(self._context(), "purchase", values)

    def booked(self) -> int:
        """How many entries the ledger of points has."""
        store = self.installation.runtime.store
        found: int = store.read(self._context(), lambda uow: select.count(uow, Query("points_ledger")))
        return found

    def _context(self) -> Context:
        runtime = self.installation.runtime
        return Context(SYSTEM, runtime, runtime.clock(), app=APP, revision=runtime.store.revision(APP), cause="pos")


def opened(url: str, folder: Path, members: int, *, bare: bool) -> Mall:
    """A fresh mall with one store and so many members."""
    installation = open_installation(url, folder, Clock(NOW))
    installation.publish(documents(bare=bare))

    def add(form: str, rows: list[dict[str, Any]]) -> list[str]:
        made: list[str] = installation.runtime.store.write(installation.system(APP), lambda uow: records.insert(uow, form, rows))
        return made

    tiers = add("tier", [
        {"code": code, "name": code, "rank": rank, "min_spend": Decimal(least), "multiplier": Decimal(factor), "points_reminder": 1_000}
        for rank, (code, least, factor) in enumerate(TIERS, 1)
    ])
    mall = add("mall", [{"code": "HG", "name": "禾光天地"}])[0]
    floor = add("floor", [{"mall": mall, "name": "5F", "level": 5}])[0]
    kind = add("format", [{"code": "hotpot", "name": "火锅", "points_rate": Decimal("1.00"), "points_hold_days": 0}])[0]
    store = add("store", [{"code": "HG-501", "name": "禾里火锅", "brand": "禾里", "mall": mall, "floor": floor, "format": kind, "status": "open"}])[0]
    product = add("product", [{"sku": "HG-501-01", "name": "菌菇双人锅", "store": store, "price": Decimal("138.00")}])[0]
    known: list[str] = []
    for start in range(0, members, CHUNK):
        known += add("member", [_member(number, store, tiers[number % 4]) for number in range(start, min(start + CHUNK, members))])
    with installation.runtime.store.database.writer.begin() as connection:
        connection.exec_driver_sql("ANALYZE")
    return Mall(installation, known, store, product)


def _member(number: int, store: str, tier: str) -> dict[str, Any]:
    none = Decimal("0.00")
    return {
        "name": f"会员{number}", "mobile": f"138{number:08d}", "join_store": store, "joined_on": date(2025, 6, 1), "tier": tier, "status": "active",
        "accept_sms": True, "channel": "qr", "tier_manual": False, "points": 0, "points_pending": 0, "points_booked": 0, "points_in_lots": 0,
        "spend_total": none, "tier_spend": none, "orders": 0,
    }


def measured(name: str, urls: tuple[str, str], members: int, purchases: int) -> Cost:
    """Both malls sell in turn."""
    with tempfile.TemporaryDirectory(prefix="dougong-purchase") as folder:
        malls = [opened(url, Path(folder), members, bare=bare) for url, bare in zip(urls, (False, True), strict=True)]
        for number in range(WARM):
            for mall in malls:
                mall.sell(number)
        times = [[timed(lambda mall=mall, n=number: mall.sell(n)) for mall in malls] for number in range(WARM, WARM + purchases)]  # type: ignore[misc]
        assert [mall.booked() for mall in malls] == [WARM + purchases, 0], "only the first mall books points"
        for mall in malls:
            mall.installation.runtime.store.close()
    wall, cpu = ([statistics.median(pair[which][clock] for pair in times) for which in (0, 1)] for clock in (0, 1))
    return Cost(name, members, (wall[0], wall[1]), (cpu[0], cpu[1]))


def timed(work: Callable[[], None]) -> tuple[float, float]:
    """(by the clock, of this process) in milliseconds."""
    began, burnt = time.perf_counter(), time.process_time()
    work()
    return (time.perf_counter() - began) * 1000, (time.process_time() - burnt) * 1000


@contextmanager
def two_databases(name: str) -> Iterator[tuple[str, str]]:
    """Two empty databases of one kind."""
    with ExitStack() as stack:
        if name == "sqlite":
            folders = [Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="dougong-purchase"))) for _ in (0, 1)]
            yield databases.sqlite_database(folders[0]), databases.sqlite_database(folders[1])
        else:
            server = stack.enter_context(databases.postgres_server())
            yield stack.enter_context(databases.postgres_database(server)), stack.enter_context(databases.postgres_database(server))


def costs(names: list[str], members: int = 2_000, purchases: int = 200) -> list[Cost]:
    """One Cost per database."""
    found = []
    for name in names:
        with two_databases(name) as urls:
            found.append(measured(name, urls, members, purchases))
    return found


def main() -> None:
    """Prints what it finds."""
    parser = argparse.ArgumentParser(prog="bench_purchase")
    parser.add_argument("--members", type=int, default=2_000)
    parser.add_argument("--purchases", type=int, default=200)
    parser.add_argument("--databases", default="sqlite,postgresql")
    options = parser.parse_args()
    for cost in costs(options.databases.split(","), options.members, options.purchases):
        print(f"{cost.database}, {cost.members:,} members: {cost.wall[0]:.1f} ms against {cost.wall[1]:.1f} ms bare: {cost.ratio:.2f} "
              f"(CPU of this process {cost.cpu[0]:.1f} against {cost.cpu[1]:.1f} ms: {cost.cpu_ratio:.2f}); wanted ≤ {WANTED}")


if __name__ == "__main__":
    main()
