"""`make bench`: the product against the hand-written app, both over HTTP, same database, same settings, in one run → docs/benchmarks.md.

Options: --rows 10000,100000 --databases sqlite,postgresql --quick. Ratios above 1 mean faster than by hand.
"""

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from tests import databases
from tests.bench import bench_jobs, bench_purchase, bench_reports, bulk, http_runs, report
from tests.bench.servers import Pair, pair


def main() -> None:
    """Measures and writes the page."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--rows", default="10000,100000,1000000")
    parser.add_argument("--databases", default="sqlite,postgresql")
    parser.add_argument("--quick", action="store_true", help="fewer requests, for a look")
    options = parser.parse_args()
    sizes = [int(size) for size in options.rows.split(",")]
    runs = [run for name in options.databases.split(",") for run in measured(name, sizes, options.quick)]
    purchases = bench_purchase.costs(options.databases.split(","), 2_000 if options.quick else 10_000)
    reports = bench_reports.costs(options.databases.split(","), sizes)
    report.write(report.Found(runs, bench_jobs.rates(), purchases, reports), Path(__file__).parents[2] / "docs" / "benchmarks.md")


def measured(database: str, sizes: list[int], quick: bool) -> Iterator[report.Run]:
    """One Run per size, each on fresh databases."""
    for size in sizes:
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="dougong-bench")))
            urls = two_databases(database, folder, stack)
            print(f"{database}, {size:,} rows: loading", flush=True)
            loads = bulk.load(urls, folder, size)
            both: Pair = stack.enter_context(pair(urls, folder, loads.token))
            print(f"{database}, {size:,} rows: measuring", flush=True)
            results = http_runs.all_of(both, loads, 100 if quick else 600)
            yield report.Run(database, size, {**loads.ratios, **results}, both.idle())


def two_databases(name: str, folder: Path, stack: ExitStack) -> tuple[str, str]:
    """(ours, by hand) of one kind."""
    if name == "sqlite":
        return f"sqlite:///{folder / 'ours.sqlite3'}", f"sqlite:///{folder / 'hand.sqlite3'}"
    socket_dir = stack.enter_context(databases.postgres_server())
    return stack.enter_context(databases.postgres_database(socket_dir)), stack.enter_context(databases.postgres_database(socket_dir))


if __name__ == "__main__":
    main()
