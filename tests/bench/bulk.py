"""The same rows into both databases, timed: our batch path against a bare executemany on the same indexes."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import sqlalchemy as sa

from runtime import values
from runtime.store import records
from tests.bench import bench_app, handwritten
from tests.bench.report import Ratio
from tests.installation import open_installation

STORES, MEMBERS, CHUNK = 30, 2_000, 1_000
SAMPLE = 10_000  # ids kept for reading, however many rows
START = datetime(2025, 11, 1, tzinfo=UTC)


@dataclass
class Loads:
    """What the measurements need to know: ids on our side, tokens of somebody who may do everything and of a clerk, and how long loading
    took. `records`: ids of every `step`th row."""

    token: str
    clerk: str
    stores: list[str]
    members: list[str]
    records: list[str]
    rows: int
    step: int
    ratios: dict[str, Ratio]


def purchases(rows: int) -> Iterator[dict[str, Any]]:
    """The same receipts every time; store and member are numbers."""
    chance = Random(7)
    for number in range(rows):
        gross = Decimal(chance.randrange(500, 90_000)) / 100
        yield {
            "receipt_no": f"R{number:09d}", "source": chance.choice(["pos", "app", "web"]), "kind": "sale",
            "store": chance.randrange(STORES), "member": chance.randrange(MEMBERS),
            "paid_at": START + timedelta(seconds=chance.randrange(380 * 86_400)),
            "gross": gross, "discount": Decimal("0.00"), "net": gross, "items": chance.randrange(1, 9), "cashier": "导购 陈晨", "remark": None,
        }


def load(urls: tuple[str, str], folder: Path, rows: int) -> Loads:
    """Fills both databases in chunks of the same size, in turn, and times only the inserts."""
    installation = open_installation(urls[0], folder, values.utc_now)
    installation.publish(bench_app.documents())
    person, clerk = installation.user("bench", [("bench", "everyone")]), installation.user("clerk", [("bench", "clerk")])
    system, store = installation.system("bench"), installation.runtime.store
    named = {"store": STORES, "member": MEMBERS}
    ids = {form: store.write(system, lambda uow, f=form, n=count: records.insert(uow, f, [{"name": f"{f} {i}"} for i in range(n)]))
           for form, count in named.items()}
    hand = by_hand(urls[1])
    ours_seconds, hand_seconds, made = 0.0, 0.0, []
    source, step = purchases(rows), max(1, rows // SAMPLE)
    while chunk := list(islice(source, CHUNK)):
        ours = [{**row, "store": ids["store"][row["store"]], "member": ids["member"][row["member"]]} for row in chunk]
        begin = time.perf_counter()
        fresh = store.write(installation.system("bench"), lambda uow, r=ours: records.insert(uow, "purchase", r))
        ours_seconds += time.perf_counter() - begin
        made += fresh[::step] if CHUNK % step == 0 else fresh
        hand_seconds += insert_by_hand(hand, chunk)
    for engine in (store.database.writer, hand):
        with engine.begin() as connection:
            connection.exec_driver_sql("ANALYZE")  # what PostgreSQL does by itself a minute later
    store.close()
    hand.dispose()
    ratios = {"batch insert, rows/s": Ratio(rows / ours_seconds, rows / hand_seconds, True)}
    return Loads(person.token, clerk.token, ids["store"], ids["member"], made, rows, step if CHUNK % step == 0 else 1, ratios)


def by_hand(url: str) -> sa.Engine:
    """The yardstick's database with its stores and members."""
    engine = handwritten.engine_of(url)
    handwritten.metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(handwritten.token.insert(), [{"hash": "benchmark", "user_id": 1}])
        connection.execute(handwritten.store.insert(), [{"id": i + 1, "name": f"store {i}"} for i in range(STORES)])
        connection.execute(handwritten.member.insert(), [{"id": i + 1, "name": f"member {i}"} for i in range(MEMBERS)])
    return engine


def insert_by_hand(engine: sa.Engine, chunk: list[dict[str, Any]]) -> float:
    """Seconds for one executemany in one transaction."""
    rows = [
        {**row, "store": row["store"] + 1, "member": row["member"] + 1, "paid_at": row["paid_at"].strftime("%Y-%m-%dT%H:%M:%S.000Z"),
         "paid_day": row["paid_at"].date().isoformat(), "updated_by": 1, "updated_at": "2026-11-20T10:00:00.000Z",
         **{name: int(row[name] * 100) for name in handwritten.MONEY}}
        for row in chunk
    ]
    begin = time.perf_counter()
    with engine.begin() as connection:
        connection.execute(handwritten.purchase.insert(), rows)
    return time.perf_counter() - begin
