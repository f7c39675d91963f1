"""Nothing that is written makes the checks of reports, segments and dashboards fall over, and what they let pass can be asked."""

import copy
import json
import os
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from builder import checks, schema, templates
from builder.checks import dashboards, reports, segments
from builder.checks.scope import Types
from builder.definitions import App, load
from builder.definitions import dashboard as dashboard_definition
from builder.definitions import report as report_definition
from builder.definitions import segment as segment_definition
from builder.messages import catalogue
from builder.problems import Problem
from runtime import dataset
from runtime.dataset import Asked
from runtime.dataset_asked import defaults
from runtime.values import zone
from tests.unit.test_report_checks import catalog

MALL = Path(__file__).parents[2] / "examples" / "mall_crm"
MUTATIONS = int(os.environ.get("DOUGONG_MUTATIONS", "12"))  # of each definition; more where one has time
NOW = Asked({}, datetime(2026, 11, 22, 6, tzinfo=UTC), zone("Asia/Shanghai"))
SAID = re.compile(r'(?:asked\.(?:problem|warning)\(|Problem\("(?:error|warning)", )"(\w+)"')
MADE = ("chart_needs_dimension", "chart_needs_measure", "dimension_missing", "measure_missing", "column_missing")  # by the role of a slot


def test_every_code_has_words() -> None:
    """Whatever the checks can say is a sentence in both languages."""
    written = [code for file in sorted(Path(checks.__file__).parent.glob("*.py")) for code in SAID.findall(file.read_text("utf-8"))]
    assert len(written) > 100
    for locale in ("zh-CN", "en"):
        assert {*written, *MADE, "in_report", "in_segment", "in_dashboard"} <= catalogue(locale).keys()


GARBAGE: tuple[Any, ...] = (
    None, True, 0, -1, 10**9, "", "x", "-", "gone", "paid_at", "member.tier", "lines.qty", "a.b.c.d.e.f", "count", "sum", "month", [], ["gone"],
    {}, "amount > ", "SEGMENT('gone')", "x in period", "'", "id", "created_at", "purchase.lines", [0, 0, 1, 1], "2026-02-30",
)  # fmt: skip


def places(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place inside a document."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in items:
        yield (*way, name)
        yield from places(inner, (*way, name))


def mutated(document: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """A copy with one to three places removed, exchanged or filled with something else."""
    made = copy.deepcopy(document)
    for _ in range(chance.randint(1, 3)):
        ways = list(places(made))
        way = chance.choice(ways)
        here = made
        for name in way[:-1]:
            here = here[name]
        other = made
        for name in chance.choice(ways):
            other = other[name]
        action = chance.random()
        if action < 0.2:
            del here[way[-1]]
        else:
            here[way[-1]] = copy.deepcopy(other if action < 0.5 else chance.choice(GARBAGE))
    return made


@cache
def mall() -> App:
    return load(templates.read_folder(MALL).documents)


NUMBERS = [(kind, path.stem) for kind in ("report", "segment", "dashboard") for path in sorted((MALL / f"{kind}s").glob("*.json"))]


def ask(kind: str, made: Any) -> None:
    """Asks for what passed, with the parameters as they are by default."""
    if kind == "dashboard" or any(one.default is None and not one.optional for one in made.parameters):
        return
    asked = replace(NOW, values=defaults(made.parameters, NOW.day))
    door: Any = dataset.segment_of if kind == "segment" else dataset.funnel_of if made.funnel else dataset.stack_of
    door(mall(), catalog(), made, asked)


LOAD: dict[str, Callable[[Any], Any]] = {
    "report": report_definition.load, "segment": segment_definition.load, "dashboard": dashboard_definition.load,
}
JUDGE: dict[str, Callable[[Types, Any], Iterator[Problem]]] = {
    "report": reports.of_report, "segment": segments.of_segment, "dashboard": dashboards.of_dashboard,
}


@pytest.mark.parametrize(("kind", "key"), NUMBERS, ids=lambda value: value)
def test_nothing_that_is_written_makes_the_checks_fall_over(kind: str, key: str) -> None:
    """Of many broken copies of every definition of the example app, each is refused or judged; what is judged again is judged alike, and
    what passes can be asked."""
    chance = random.Random(f"{kind}/{key}")
    document = json.loads((MALL / f"{kind}s" / f"{key}.json").read_text("utf-8"))
    types = Types(mall(), catalog())
    assert [one for one in JUDGE[kind](types, LOAD[kind](document)) if one.level == "error"] == []
    known = catalogue("zh-CN")
    for _ in range(MUTATIONS):
        made = mutated(document, chance)
        if not isinstance(made, dict) or schema.shape(kind, str(made.get("key")), made):
            continue
        found = list(JUDGE[kind](types, LOAD[kind](made)))
        assert all(one.code in known and one.path.startswith(f"{kind}/{made['key']}/") for one in found)
        assert list(JUDGE[kind](Types(mall(), catalog()), LOAD[kind](made))) == found
        if not any(one.level == "error" for one in found):
            ask(kind, LOAD[kind](made))
