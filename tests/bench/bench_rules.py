"""How long a tick looks for what is due among many members: the indexes a time rule gets at publishing, and what they are worth.

Run: `python -m tests.bench.bench_rules [members]`. Prints, per database, the median of the search and its plan.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from runtime.rules.book import book_of
from runtime.rules.kinds import Window
from runtime.rules.ticking import searched
from runtime.store import due, records
from runtime.values import zone
from tests import databases
from tests.conftest import Clock
from tests.contract.ruled import House, entry, rule
from tests.installation import open_installation

NOW = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)
CHUNK = 5_000
RULES = (
    rule("birthday", {"event": "date", "form": "shopper", "field": "birthday", "days": -7, "yearly": True}, entry("name")),
    rule("silent", {"event": "absence", "form": "shopper", "field": "last_sale", "days": 60, "otherwise": "joined_on"}, entry("name"),
         when="level == 'gold'"),
)


@contextmanager
def urls() -> Iterator[dict[str, str]]:
    """An empty database of each kind."""
    with tempfile.TemporaryDirectory() as folder, databases.postgres_server() as server, databases.postgres_database(server) as url:
        yield {"sqlite": databases.sqlite_database(Path(folder)), "postgresql": url}


def fill(house: House, members: int) -> None:
    """Members with birthdays over 50 years and last visits over three, 40 % without any."""
    for start in range(0, members, CHUNK):
        rows = [
            {
                "name": f"m{number}", "level": "gold" if number % 7 == 0 else "plain", "birthday": date(1960, 1, 1) + timedelta(days=number * 37 % 18000),
                "joined_on": date(2024, 1, 1) + timedelta(days=number * 13 % 1000),
                "last_sale": None if number % 5 < 2 else NOW - timedelta(days=number * 7 % 1000),
            }
            for number in range(start, min(start + CHUNK, members))
        ]
        house.write(lambda uow, rows=rows: records.insert(uow, "shopper", rows))


def measure(house: House, key: str) -> tuple[int, float, list[str]]:
    """(found, median milliseconds, plan) of one day's search."""

    def work(uow: Any) -> tuple[int, float, list[str]]:
        ready = book_of(uow.ctx).rules[key]
        window = Window(NOW - timedelta(days=1), NOW, zone("Asia/Shanghai"))
        search, _ = searched(uow, ready, ready.kind.search(ready.rule.config, window))  # type: ignore[attr-defined]
        times = []
        for _ in range(21):
            began = time.perf_counter()
            found = due.page(uow, search, None, 500)
            times.append((time.perf_counter() - began) * 1000)
        return len(found), statistics.median(times), due.plan(uow, search)

    result: tuple[int, float, list[str]] = house.read(work)
    return result


def main(members: int) -> None:
    """Both databases."""
    with urls() as named:
        for name, url in named.items():
            with tempfile.TemporaryDirectory() as folder:
                installation = open_installation(url, Path(folder), Clock(NOW))
                house = House(installation, *RULES)
                fill(house, members)
                house.write(lambda uow: uow.connection.exec_driver_sql("ANALYZE"))
                for key in ("birthday", "silent"):
                    found, median, plan = measure(house, key)
                    print(f"{name:10} {key:9} {members:,} members: {found} due, {median:.2f} ms")
                    print("           " + "\n           ".join(plan))
                installation.runtime.store.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000)
