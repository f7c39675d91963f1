"""`dougong test`: the examples an app brings along, run for real. Takes: a folder or template. Gives: a table, exit code 1 where one fails.

Each example gets a scratch database of its own and a clock that is set; nothing of this installation is touched.
"""

import logging
import secrets
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
import structlog
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from builder import templates
from builder.definitions import App, Example, load, text_of
from builder.problems import has_errors
from builder.studio import judge
from runtime.app import open_runtime
from runtime.catalog import build_catalog
from runtime.cli_apps import FOLDER_OR_ZIP, JSON, publish_documents, read_package
from runtime.cli_output import console, language, say, show_json, show_problems, table
from runtime.cli_session import acting
from runtime.context import Runtime
from runtime.examples import Outcome, SteppedClock, open_stage, run
from runtime.examples.running import Failure
from runtime.settings import Settings
from runtime.values import local_to_utc, zone
from runtime.web.words import sentence

BEFORE = timedelta(hours=1)  # the app is there an hour before the first example begins
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
FILE = "scratch.sqlite3"


@click.command("test")
@click.argument("path", type=FOLDER_OR_ZIP)
@click.option("--only", multiple=True, help="Only the examples with this key; may be repeated.")
@JSON
def test(path: Path, only: tuple[str, ...], as_json: bool) -> None:
    """Run the given/when/then examples of an app; exit code 1 where one fails."""
    package = read_package(path)
    problems = judge(package.documents, build_catalog())
    if has_errors(problems):
        show_problems(problems, as_json)
        raise click.exceptions.Exit(1)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    app = load(package.documents)
    wanted = chosen(app, only)
    with scratch(package, wanted) as place:
        outcomes = _played(place, wanted, quiet=as_json)
    _show(outcomes, as_json)
    if not all(outcome.passed for outcome in outcomes):
        raise click.exceptions.Exit(1)


def chosen(app: App, only: Sequence[str]) -> list[Example]:
    """The examples asked for, by key."""
    missing = sorted(set(only) - set(app.examples))
    if missing:
        raise click.UsageError(", ".join(missing))
    return [example for key, example in sorted(app.examples.items()) if not only or key in only]


@dataclass(frozen=True)
class Place:
    """Where examples run: a folder with a database in which the app is published, copied for each."""

    folder: Path
    app: str
    begun: datetime


@contextmanager
def scratch(package: templates.Package, examples: Sequence[Example]) -> Iterator[Place]:
    """The app published in a database of its own, thrown away afterwards."""
    with tempfile.TemporaryDirectory(prefix="dougong-test-") as name:
        place = Place(Path(name), package.app, begins(load(package.documents), examples))
        runtime, _ = opened(place, place.folder / FILE)
        try:
            publish_documents(acting(runtime), package.app, package.documents, "")
        finally:
            runtime.store.close()
        yield place


def begins(app: App, examples: Sequence[Example]) -> datetime:
    """Before the first of them."""
    where = zone(app.info.timezone)
    moments = [local_to_utc(datetime.fromisoformat(one.given["at"]), where) for one in examples if one.given.get("at")]
    return min(moments, default=FIRST) - BEFORE


def opened(place: Place, file: Path) -> tuple[Runtime, SteppedClock]:
    """A Runtime on one database, its clock standing."""
    clock = SteppedClock(place.begun)
    settings = Settings(data_dir=place.folder, database_url=f"sqlite:///{file}", secret_key=secrets.token_urlsafe(48))
    return open_runtime(settings, clock), clock


def play(place: Place, example: Example) -> Outcome:
    """One example on a copy of the database."""
    file = place.folder / f"{example.key}.sqlite3"
    shutil.copyfile(place.folder / FILE, file)
    runtime, clock = opened(place, file)
    try:
        return run(open_stage(runtime, clock, place.app), example)
    finally:
        runtime.store.close()


def _played(place: Place, examples: Sequence[Example], *, quiet: bool) -> list[Outcome]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console(), disable=quiet, transient=True) as progress:
        task = progress.add_task("…", total=len(examples))
        outcomes = []
        for example in examples:
            progress.update(task, description=text_of(example.label, language()))
            outcomes.append(play(place, example))
            progress.advance(task)
    return outcomes


def failure_text(failure: Failure) -> str:
    """Where and how, in a person's words."""
    words = language()
    where = sentence(f"example_in_{failure.place}", words, {"number": failure.number})
    return f"{where}{sentence(failure.miss.code, words, failure.miss.params)}"


def _show(outcomes: Sequence[Outcome], as_json: bool) -> None:
    if as_json:
        show_json({"passed": all(one.passed for one in outcomes), "examples": [_json(one) for one in outcomes]})
        return
    zh = language() == "zh-CN"
    heads = ["", "示例", "耗时"] if zh else ["", "Example", "Time"]
    rows = [("✓" if one.passed else "✗", text_of(one.example.label, language()), f"{one.seconds:.2f} s") for one in outcomes]
    table("", heads, rows)
    for one in outcomes:
        for failure in one.failures:
            say(f"✗ {text_of(one.example.label, language())} ({one.example.key}): {failure_text(failure)}")
    failed = sum(not one.passed for one in outcomes)
    say(f"{len(outcomes)} 个示例，{failed} 个不符。" if zh else f"{len(outcomes)} examples, {failed} failed.")


def _json(outcome: Outcome) -> dict[str, Any]:
    failures = [
        {"in": one.place, "number": one.number, "code": one.miss.code, "params": one.miss.params, "message": failure_text(one)}
        for one in outcome.failures
    ]
    return {
        "key": outcome.example.key, "label": text_of(outcome.example.label, language()), "passed": outcome.passed,
        "seconds": outcome.seconds, "failures": failures,
    }
