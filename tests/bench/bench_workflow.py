"""Durable workflow steps: `python -m tests.bench.bench_workflow` → ours against SpiffWorkflow that saves its state at every step.

Both: three steps done by people and one exclusive gateway, one transaction a step on SQLite with the same settings. Ours goes through the
use cases people's clicks go through: rights, tasks people find, history, notices, acts that count once; SpiffWorkflow through load, run,
save of its JSON. They take turns, and the calmest turn of each counts. Needs the extra `bench`.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from lxml import etree
from SpiffWorkflow import TaskState
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer

from runtime.context import Context
from runtime.store import tasks
from runtime.store.dialects.sqlite import PRAGMAS
from runtime.values import utc_now
from runtime.workflow import acts, instances
from runtime.workflow.acts import Sent
from tests.installation import Installation, open_installation
from tests.workflows import Desk, approve, line, step, way, workflow

WANTED = 5.0  # times as many instances a second as SpiffWorkflow
BPMN = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="d">
<process id="refund" isExecutable="true"><startEvent id="s"/><manualTask id="a"/><exclusiveGateway id="x" default="x_b"/>
<manualTask id="b"/><manualTask id="c"/><endEvent id="z"/>
<sequenceFlow id="s_a" sourceRef="s" targetRef="a"/><sequenceFlow id="a_x" sourceRef="a" targetRef="x"/>
<sequenceFlow id="x_c" sourceRef="x" targetRef="c"><conditionExpression>amount &gt; 1000</conditionExpression></sequenceFlow>
<sequenceFlow id="x_b" sourceRef="x" targetRef="b"/><sequenceFlow id="b_c" sourceRef="b" targetRef="c"/>
<sequenceFlow id="c_z" sourceRef="c" targetRef="z"/></process></definitions>"""
STEPS = [
    step("s", "start"), approve("a", "bob"), step("x", "branch"), approve("b", "bob"), approve("c", "bob"), step("z", "end", result="approved"),
]
WAYS = [*line("s", "a", "x"), way("x", "c", when="amount > 1000"), way("x", "b", default=True), *line("b", "c", "z")]


@dataclass(frozen=True)
class Rate:
    """Whole instances (four transactions each) a second: by the clock, and by the CPU of the process."""

    name: str
    clock: float
    cpu: float


@dataclass
class Side:
    """One of the two at work, with what it has cost so far."""

    name: str
    one: Callable[[], None]
    clock: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def turn(self, number: int) -> None:
        """Runs `number` instances."""
        began, burnt = time.perf_counter(), time.process_time()
        for _ in range(number):
            self.one()
        self.clock.append((time.perf_counter() - began) / number)
        self.cpu.append((time.process_time() - burnt) / number)

    def rate(self) -> Rate:
        """By the calmest turn: whatever else the machine does only ever adds."""
        return Rate(self.name, 1 / min(self.clock), 1 / min(self.cpu))


def spiff(folder: Path) -> Iterator[Callable[[], None]]:
    """SpiffWorkflow with its state in a table: loaded, run one step, saved, committed."""
    parser = BpmnParser()
    parser.add_bpmn_xml(etree.fromstring(BPMN.encode()))
    spec, serializer = parser.get_spec("refund"), BpmnWorkflowSerializer()
    connection = sqlite3.connect(folder / "spiff.sqlite3", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("PRAGMA wal_autocheckpoint=1000")  # ours does this between its transactions
    connection.execute("CREATE TABLE instance (id INTEGER PRIMARY KEY, state TEXT)")
    keys = count(1)

    def one() -> None:
        key, flow = next(keys), BpmnWorkflow(spec)
        flow.task_tree.data["amount"] = 10
        flow.do_engine_steps()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO instance VALUES (?, ?)", (key, serializer.serialize_json(flow)))
        connection.execute("COMMIT")
        for _ in range(3):
            connection.execute("BEGIN IMMEDIATE")
            [(text,)] = connection.execute("SELECT state FROM instance WHERE id = ?", (key,)).fetchall()
            flow = serializer.deserialize_json(text)
            flow.get_next_task(state=TaskState.READY, manual=True).run()
            flow.do_engine_steps()
            connection.execute("UPDATE instance SET state = ? WHERE id = ?", (serializer.serialize_json(flow), key))
            connection.execute("COMMIT")
        assert flow.is_completed()

    yield one
    connection.close()


def ours(folder: Path) -> Iterator[Callable[[], None]]:
    """The product: an instance started on a record, each task found and approved by its person."""
    site: Installation = open_installation(f"sqlite:///{folder / 'ours.sqlite3'}", folder, utc_now)
    desk = Desk(site).publish(workflow(STEPS, WAYS)).people("ann", "bob")
    ann, bob, record, names = desk.ctx("ann"), desk.ctx("bob"), desk.record(), count()
    last = {"task": ""}

    def one() -> None:
        key = instances.start(ann, "refund_flow", record, f"start{next(names)}").id
        for _ in range(3):
            last["task"] = _waiting(bob, key)
            made = acts.perform(bob, last["task"], "approve", Sent(f"act{next(names)}"))
        assert made.state == "ended"

    yield one
    site.runtime.store.close()


def _waiting(ctx: Context, instance: str) -> str:
    """The task the instance waits for, as the inbox would name it."""
    found: list[Any] = ctx.runtime.store.read(ctx, lambda uow: tasks.of_instance(uow, instance))
    return next(task.id for task in found if task.state == "pending")


def rates(turns: int = 10, number: int = 40) -> list[Rate]:
    """SpiffWorkflow and ours on fresh files, a turn each again and again, so that both see the same machine."""
    with ExitStack() as stack:
        sides = []
        for name, side in (("SpiffWorkflow", spiff), ("Dougong", ours)):
            folder = stack.enter_context(TemporaryDirectory(prefix="dougong-workflow"))
            sides.append(Side(name, stack.enter_context(contextmanager(side)(Path(folder)))))
        for turn in range(turns + 1):
            for one in sides:
                one.turn(number)
                if turn == 0:  # the first one warms up
                    one.clock.clear()
                    one.cpu.clear()
        return [one.rate() for one in sides]


if __name__ == "__main__":
    theirs, mine = rates()
    for rate in (theirs, mine):
        print(f"{rate.name}: {rate.clock:.0f} instances a second, {rate.cpu:.0f} per second of CPU")
    print(f"ratio: {mine.clock / theirs.clock:.1f} by the clock, {mine.cpu / theirs.cpu:.1f} by CPU (wanted {WANTED})")
