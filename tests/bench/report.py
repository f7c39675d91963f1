"""docs/benchmarks.md from the runs."""

import platform
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench import bench_reports
from tests.bench.bench_jobs import WANTED, Rate
from tests.bench.bench_purchase import WANTED as WITH_RULES
from tests.bench.bench_purchase import Cost

TARGETS = {
    "create": 0.5, "get": 0.6, "list of 25, filtered and sorted": 0.6, "page 1,000 against page 1 (ours)": 0.8, "batch insert, rows/s": 0.4,
    "report: months × stores, another period each time": 0.5,
    "the same list for a clerk (row rule and mask) against without": 0.77,
}
INTRODUCTION = """# Benchmarks

Written by `make bench`. Two servers on the same machine, each one gunicorn process with eight threads, on the same kind of database with the
same settings (SQLite: WAL, `synchronous=FULL`) and the same indexes: ours, running the twelve-field purchase form from definitions with rights,
validation and change log; and the same form written by hand with Flask and SQLAlchemy Core (`tests/bench/handwritten.py`), which looks up a
token and nothing else. Requests go to both in turn over one keep-alive connection. **The ratio is the hand-written time divided by ours: 1.0 is
equal speed, more is faster.** Absolute times belong to the machine; ratios travel. In the last two rows of each table both columns are ours: a list
under a row rule and a mask against the same list without, a page a thousand pages in against the first.
"""
QUEUE = """
## Jobs a second

One worker process with one thread, and with the four `dougong worker` starts by itself; each job is put in by a transaction (500 in each),
claimed under a lease, acknowledged in the transaction of its empty effect and logged in a line (`tests/bench/bench_jobs.py`). SQLite acknowledges up to 50 in one COMMIT, PostgreSQL each in its own.
"""
RULES = """
## A purchase with its rules

The mall of `examples/mall_crm` writes the same receipts twice, in turn: once with all its rules (points of the member, ledger entry, lot of
points, roll-ups, tier, notice, log: one transaction), once with its rules and workflows taken out (the receipt, its lines, the same roll-ups);
`tests/bench/bench_purchase.py`. Medians.
"""
REPORTS = f"""
## Reports

Receipts of twelve fields, 300 stores, a tenth as many members, 24 months (`tests/bench/bench_reports.py`). Each report is published, so it has
the indexes publishing builds; beside it stands the best SQL somebody would write by hand over the same tables with the same indexes, and both
give the same numbers. The first run reads the definition and compiles the statement; later ones bind values; neither comes from the cache of
answers. *Its SQL* is the compiled statement alone, rows as the driver gives them. SQLite works inside
the process, so its figures (but the first run) are CPU time; the least of several runs. Over HTTP a report stands in the tables above, where
the yardstick has its own indexes but none for it. Wanted: ≤ {bench_reports.WANTED} times.
"""


@dataclass(frozen=True)
class Ratio:
    """Ours and the yardstick's figure; seconds, or a rate where `rate`."""

    ours: float
    hand: float
    rate: bool = False

    @property
    def value(self) -> float:
        """How fast we are, the yardstick being 1."""
        return self.ours / self.hand if self.rate else self.hand / self.ours


@dataclass(frozen=True)
class Run:
    """One database at one size."""

    database: str
    rows: int
    results: dict[str, Ratio]
    idle: dict[str, float]


@dataclass(frozen=True)
class Found:
    """Everything that was measured."""

    runs: Sequence[Run]
    jobs: Sequence[Rate]
    purchases: Sequence[Cost]
    reports: Sequence[bench_reports.Cost]


def write(found: Found, target: Path) -> None:
    """The page, and the ratios on the terminal."""
    runs, jobs, purchases = found.runs, found.jobs, found.purchases
    parts = [INTRODUCTION, f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, 2 cores.\n"]
    for run in runs:
        parts += [f"\n## {run.database}, {run.rows:,} rows\n", "| operation | ours | by hand | ratio | wanted |", "|---|---|---|---|---|"]
        parts += [row(name, ratio) for name, ratio in run.results.items()]
        idle = run.idle
        parts.append(f"\nIdle: {idle['ours_mb']:.0f} MB (by hand {idle['hand_mb']:.0f} MB; wanted ≤ 150). "
                     f"Start to first answer: {idle['ours_start']:.1f} s (by hand {idle['hand_start']:.1f} s; wanted ≤ 3).")
    text = "\n".join([*parts, *queue(jobs), *automated(purchases), *numbers(found.reports)]) + "\n"
    target.write_text(text, encoding="utf-8")
    print(text)


def queue(jobs: Sequence[Rate]) -> list[str]:
    """What the queue does in a second."""
    lines = [QUEUE, "| database | threads | done | done per CPU second | put in | wanted |", "|---|---|---|---|---|---|"]
    for rate in jobs:
        wanted = f"≥ {WANTED}" if rate.database == "postgresql" and rate.threads > 1 else ""
        lines.append(f"| {rate.database} | {rate.threads} | **{rate.done:,.0f}** | {rate.done_per_cpu:,.0f} | {rate.enqueued:,.0f} | {wanted} |")
    return lines


def automated(purchases: Sequence[Cost]) -> list[str]:
    """What rules add to a purchase."""
    lines = [RULES, "| database | members | with rules | bare | times | CPU of the process, times | wanted |", "|---|---|---|---|---|---|---|"]
    for cost in purchases:
        lines.append(f"| {cost.database} | {cost.members:,} | {cost.wall[0]:.1f} ms | {cost.wall[1]:.1f} ms | **{cost.ratio:.2f}** "
                     f"| {cost.cpu_ratio:.2f} | ≤ {WITH_RULES:.0f} |")
    return lines


def numbers(reports: Sequence[bench_reports.Cost]) -> list[str]:
    """What reports cost."""
    return [REPORTS, *bench_reports.LINES, *(bench_reports.line(cost) for cost in reports)]


def row(name: str, ratio: Ratio) -> str:
    """One line of a table."""
    shown = (f"{ratio.ours:,.0f}", f"{ratio.hand:,.0f}") if ratio.rate else (f"{ratio.ours * 1000:.2f} ms", f"{ratio.hand * 1000:.2f} ms")
    wanted = TARGETS.get(name)
    return f"| {name} | {shown[0]} | {shown[1]} | **{ratio.value:.2f}** | {f'≥ {wanted}' if wanted else ''} |"
