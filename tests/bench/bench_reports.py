"""What reports cost against the best SQL written by hand, on the same tables with the same indexes.

SQLite works inside this process, so there it is CPU time; the least of several runs, for other work of the machine only adds to it.
Run: `python -m tests.bench.bench_reports [--rows 10000,100000,1000000] [--databases sqlite,postgresql]`. 12-field receipts of 300 stores and
a tenth as many members over 24 months. The numbers of both must be the same, or the run fails.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from runtime import dataset
from runtime.dataset_asked import defaults
from runtime.dataset_periods import Day
from runtime.ids import decode
from runtime.stack import Stack
from runtime.store import stacks
from runtime.store.prepared import executed
from runtime.values import business_date, instant_text, zone
from tests import builders, databases
from tests.conftest import Clock
from tests.contract.stores import Shop, shop_on

NOW = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)
MONTHS = 24
STORES = 300
WANTED = 1.5
MONTH = {"key": "month", "field": "paid_at", "grain": "month"}
STORE = {"key": "store", "field": "store"}
SUM, COUNT = {"key": "sales", "agg": "sum", "field": "amount"}, {"key": "orders", "agg": "count"}
BUYERS = {"key": "buyers", "agg": "count_distinct", "field": "member"}
BEFORE = {"key": "before", "agg": "sum", "field": "amount", "offset": [1, "year"]}
AREA = {"key": "area", "agg": "sum", "home": "store", "field": "area"}
LAST_30 = {"key": "period", "type": "daterange", "default": {"rel": "last", "n": 30, "unit": "day"}}
THIS_YEAR = {"key": "period", "type": "daterange", "default": {"rel": "this", "unit": "year"}}


def report(key: str, **rest: Any) -> dict[tuple[str, str], dict[str, Any]]:
    """The document of a report on receipts."""
    return {("report", key): {"key": key, "label": key, "source": "sale", **rest}}


REPORTS = {
    **report("month_store_buyers", dimensions=[MONTH, STORE], measures=[SUM, BUYERS], limit=10_000),
    **report("month_store", dimensions=[MONTH, STORE], measures=[SUM, COUNT], limit=10_000),
    **report("last_30_days", dimensions=[STORE], measures=[SUM, COUNT], params=[LAST_30], filter="paid_at in period"),
    **report("year_against_year", dimensions=[MONTH], measures=[SUM, BEFORE], params=[THIS_YEAR], filter="paid_at in period"),
    **report("formats", dimensions=[{"key": "fmt", "field": "store.format"}], measures=[SUM, COUNT]),
    **report("per_area", dimensions=[STORE], measures=[SUM, AREA], params=[LAST_30], filter="paid_at in period"),
    **report("total", measures=[SUM, BUYERS], params=[LAST_30], filter="paid_at in period"),
}


def documents() -> builders.Documents:
    """Stores, members, receipts of twelve fields, and the reports."""
    f = builders.field
    formats = [{"key": key, "label": key} for key in ("dining", "retail", "kids", "fun")]
    sale = [
        f("receipt_no"), f("source"), f("kind"), f("member", "relation", form="member"), f("store", "relation", form="store"), f("paid_at", "datetime"),
        f("amount", "money"), f("discount", "money"), f("items", "integer"), f("cashier"), f("pay_method"), f("remark"),
    ]
    forms = (
        builders.form("store", [f("name"), f("format", "choice", options=formats), f("area", "number", scale=2)]),
        builders.form("member", [f("name")]), builders.form("sale", sale, main_date="paid_at"),
    )
    return {**builders.app(*forms), **REPORTS}


def filled(shop: Shop, rows: int) -> None:
    """Straight into the tables: what is measured is reading."""
    layout = shop.context().rev.layout
    draw = random.Random(7)
    sqlite = shop.store.database.name == "sqlite"
    at: Callable[[datetime], Any] = instant_text if sqlite else (lambda moment: moment)
    money = 1 if sqlite else 0.01
    fixed = (1, at(NOW), at(NOW))
    system = ("id", "version", "created_at", "updated_at")
    formats = ("dining", "retail", "kids", "fun")
    members = max(rows // 10, 10)
    put(shop, layout.form("store").no, (*system, "name", "format", "area"),
        ((n, *fixed, f"店{n}", formats[n % 4], round((50 + n) * (100 if sqlite else 1))) for n in range(1, STORES + 1)))
    put(shop, layout.form("member").no, (*system, "name"), ((n, *fixed, f"会员{n}") for n in range(1, members + 1)))
    start, shanghai = NOW - timedelta(days=30 * MONTHS), zone("Asia/Shanghai")
    names = ("receipt_no", "source", "kind", "member", "store", "paid_at", "paid_at__d", "amount", "discount", "items", "cashier", "pay_method", "remark")

    def receipts() -> Iterator[tuple[Any, ...]]:
        step = timedelta(days=30 * MONTHS) / rows
        for n in range(rows):
            when = start + step * n
            when = when.replace(microsecond=when.microsecond // 1000 * 1000)
            day = business_date(when, shanghai, 0)
            yield (n + 1, *fixed, f"R{n:09d}", "pos", "sale", draw.randrange(members) + 1, draw.randrange(STORES) + 1, at(when),
                   day.isoformat() if sqlite else day, draw.randrange(100_000) * money, 0, 1 + n % 5, "收银一", "wechat", None)

    put(shop, layout.form("sale").no, (*system, *names), receipts())


def put(shop: Shop, table: int, columns: Sequence[str], rows: Iterator[tuple[Any, ...]]) -> None:
    """Many rows at once."""
    names = ", ".join(columns)
    with shop.store.database.writing() as connection:
        driver: Any = connection.connection.dbapi_connection
        if shop.store.database.name == "sqlite":
            driver.executemany(f"INSERT INTO f{table} ({names}) VALUES ({', '.join('?' * len(columns))})", rows)
            return
        with driver.cursor() as cursor, cursor.copy(f"COPY f{table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


def by_hand(shop: Shop) -> dict[str, str]:
    """The best SQL somebody would write for each report over these tables."""
    layout = shop.context().rev.layout
    sale, store = f"f{layout.form('sale').no}", f"f{layout.form('store').no}"
    sqlite = shop.store.database.name == "sqlite"
    month = "substr(paid_at__d, 1, 8) || '01'" if sqlite else "date_trunc('month', paid_at__d::timestamp)::date"
    at, day = ("", "") if sqlite else ("TIMESTAMPTZ ", "DATE ")
    last_30 = f"paid_at >= {at}'2026-10-22T16:00:00.000Z' AND paid_at < {at}'2026-11-21T16:00:00.000Z'"
    live = "deleted_at IS NULL"
    years = [
        f"SELECT {month} AS m, sum(amount) AS s FROM {sale} WHERE {live} AND paid_at__d >= {day}'{year}-01-01' "
        f"AND paid_at__d < {day}'{year + 1}-01-01' GROUP BY 1"
        for year in (2026, 2025)
    ]
    shifted = "date(m, '+1 year')" if sqlite else "(m + interval '1 year')::date"
    both = f"SELECT m, s, NULL AS b FROM (SELECT m, s FROM ({years[0]}) x) y UNION ALL SELECT {shifted}, NULL, s FROM ({years[1]}) z"
    return {
        "month_store_buyers": f"SELECT {month}, store, sum(amount), count(DISTINCT member) FROM {sale} WHERE {live} GROUP BY 1, 2",
        "month_store": f"SELECT {month}, store, sum(amount), count(*) FROM {sale} WHERE {live} GROUP BY 1, 2",
        "last_30_days": f"SELECT store, sum(amount), count(*) FROM {sale} WHERE {live} AND {last_30} GROUP BY 1",
        "year_against_year": f"SELECT m, max(s), max(b) FROM ({both}) w GROUP BY 1",
        "formats": f"SELECT s.format, sum(t.amount), count(*) FROM {sale} t LEFT JOIN {store} s ON s.id = t.store WHERE t.{live} GROUP BY 1",
        "per_area": f"SELECT s.id, t.v, s.area FROM {store} s LEFT JOIN (SELECT store, sum(amount) AS v FROM {sale} WHERE {live} AND {last_30} "
                    "GROUP BY 1) t ON t.store = s.id",
        "total": f"SELECT sum(amount), count(DISTINCT member) FROM {sale} WHERE {live} AND {last_30}",
    }


def asked(shop: Shop, key: str) -> Stack:
    """What the report asks of the store, for somebody who sees everything."""
    ctx = shop.context()
    app, where = ctx.rev.definition, zone(ctx.rev.definition.info.timezone)
    values = defaults(app.reports[key].parameters, Day(ctx.now, where, 0))
    found = dataset.stack_of(app, shop.runtime.catalog, app.reports[key], dataset.Asked(values, ctx.now, where))
    return replace(found, guards={"sale": (), "store": (), "member": ()})


@dataclass(frozen=True)
class Cost:
    """Seconds of one report: the first run with everything it compiles (`cpu`: of this process), later runs, its statement alone, the same
    by hand."""

    database: str
    rows: int
    report: str
    first: float
    cpu: float
    later: float
    compiled: float
    hand: float

    @property
    def ratio(self) -> float:
        """How many times the SQL by hand the compiled statement takes."""
        return self.compiled / self.hand


def timed(fn: Callable[[], Any], clock: Callable[[], float] = time.perf_counter) -> tuple[float, Any]:
    """Seconds and the result."""
    start = clock()
    found = fn()
    return clock() - start, found


def measured(shop: Shop, rows: int, times: int) -> Iterator[Cost]:
    """Each report and its SQL in turn."""
    for key, sql in by_hand(shop).items():
        ours = partial(answered, shop, key)
        before = time.process_time()
        first, found = timed(ours)
        cpu = time.process_time() - before
        said, values = shop.read(lambda uow, key=key: stacks.prepared(uow, asked(shop, key)).asked)
        ways: dict[str, Callable[[], Any]] = {
            "later": ours, "compiled": partial(raw, shop, said, values), "hand": partial(raw, shop, sql),
        }
        clock = time.thread_time if shop.store.database.name == "sqlite" else time.perf_counter
        seconds = {name: min(times_) for name, times_ in in_turn(ways, times, clock).items()}
        assert same(found.rows, raw(shop, sql)), key
        yield Cost(shop.store.database.name, rows, key, first, cpu, **seconds)


def answered(shop: Shop, key: str) -> Any:
    """The rows of a report, from its definition on."""
    return shop.read(lambda uow: stacks.run(uow, asked(shop, key)))


def in_turn(ways: dict[str, Callable[[], Any]], times: int, clock: Callable[[], float]) -> dict[str, list[float]]:
    """Seconds of each way, so many times, one after the other."""
    found: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(times):
        for name, way in ways.items():
            found[name].append(timed(way, clock)[0])
    return found


def raw(shop: Shop, sql: str, values: Any = ()) -> list[Any]:
    """Rows as the driver gives them."""
    return shop.read(lambda uow: executed(uow.connection, sql, values).fetchall())  # type: ignore[no-any-return]


def same(ours: Sequence[Sequence[Any]], hand: Sequence[Sequence[Any]]) -> bool:
    """Whether both give the same groups and numbers."""

    def plain(value: Any) -> str:
        if isinstance(value, str) and len(value) == 13 and not value.startswith("2"):
            return str(decode(value))
        if value is None or isinstance(value, str | date):
            return str(value)
        return str(int(value * 100)) if not isinstance(value, int) else str(value)

    def row(one: Sequence[Any]) -> tuple[str, ...]:
        return tuple(plain(value) for value in one)

    mine = sorted(row(one) for one in ours)
    theirs = sorted(tuple("0" if value == "None" else value for value in row(one)) for one in hand)
    return mine == theirs


@contextmanager
def database(name: str) -> Iterator[str]:
    """An empty database."""
    if name == "sqlite":
        with tempfile.TemporaryDirectory(prefix="dougong-reports") as folder:
            yield databases.sqlite_database(Path(folder))
    else:
        with databases.postgres_server() as server, databases.postgres_database(server) as url:
            yield url


def costs(names: Sequence[str], sizes: Sequence[int], times: int = 5) -> list[Cost]:
    """Every report on every database and size."""
    return [cost for name in names for rows in sizes for cost in _costs(name, rows, times)]


def _costs(name: str, rows: int, times: int) -> Iterator[Cost]:
    with database(name) as url, shop_on(url, documents(), Clock(NOW)) as shop:
        filled(shop, rows)
        with shop.store.database.bare() as connection:
            connection.exec_driver_sql("ANALYZE")
        yield from measured(shop, rows, times)


LINES = (
    "| database | rows | report | first run (CPU of the process) | later | its SQL | by hand | times |", "|---|---|---|---|---|---|---|---|",
)


def line(cost: Cost) -> str:
    """One line of the page."""
    first, cpu, later, own, hand = (f"{value * 1000:,.1f} ms" for value in (cost.first, cost.cpu, cost.later, cost.compiled, cost.hand))
    return f"| {cost.database} | {cost.rows:,} | {cost.report} | {first} ({cpu}) | {later} | {own} | {hand} | **{cost.ratio:.2f}** |"


def main() -> None:
    """Prints what it finds."""
    parser = argparse.ArgumentParser(prog="bench_reports")
    parser.add_argument("--rows", default="10000,100000,1000000")
    parser.add_argument("--databases", default="sqlite,postgresql")
    parser.add_argument("--times", type=int, default=5)
    options = parser.parse_args()
    print(*LINES, sep="\n")
    sizes = [int(size) for size in options.rows.split(",")]
    for cost in (cost for name in options.databases.split(",") for rows in sizes for cost in _costs(name, rows, options.times)):
        print(line(cost), flush=True)


if __name__ == "__main__":
    main()
