"""kill -9 of the server and of workers while a mall is at work: nothing acknowledged is lost, nothing happens twice, nothing stays undone.

The same rounds of the same people without any kill end in the same state. MALL_KILLS sets how many processes are killed (make soak: 24).
"""

import os
import random
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from builder import templates
from builder.definitions import load
from runtime.app import create_app, open_runtime
from runtime.context import Runtime
from runtime.examples import SteppedClock, open_stage
from runtime.examples import given as beginning
from runtime.examples.stage import Stage
from runtime.identity import tokens
from runtime.jobs.worker import drain
from runtime.settings import Settings
from runtime.store import records
from runtime.values import utc_now
from tests import databases
from tests.bench.servers import free_port
from tests.contract.test_jobs_crash import Crowd, until
from tests.installation import SECRET
from tests.scenarios.mall import APP, FOLDER, publish
from tests.scenarios.mall_image import image, waiting, wrong
from tests.scenarios.mall_load import Asking, Bench, Client, Colleague, Wire
from tests.scenarios.test_points import agree

KILLS = int(os.environ.get("MALL_KILLS", "3"))
LEAST = 8  # rounds of each client
AGENTS = ("agent_1", "agent_2")
OTHERS = ("manager_1", "operations", "ceo")
PLACES = load(templates.read_folder(FOLDER).documents).examples["complaint_store"].given
PLENTY = {"kind": "parking", "face": "10.00", "total": 100_000, "per_member": 100}
TEMPLATES: tuple[dict[str, Any], ...] = (
    {"form": "coupon_tpl", "as": "plenty", "values": {**PLENTY, "name": "停车券", "occasion": "win_back"}},
    {"form": "coupon_tpl", "as": "gift", "values": {**PLENTY, "name": "礼品券"}},
    {"form": "coupon_tpl", "as": "newcomer", "values": {**PLENTY, "name": "新人券", "occasion": "newcomer"}},
)


@dataclass
class Mall:
    """A mall ready to be worked in: its database, the ids of what is there by name, the tokens of its people."""

    url: str
    server: str
    folder: Path
    ids: dict[str, str]
    tokens: dict[str, str]

    def people(self, ask: Asking) -> tuple[list[Client], list[Colleague]]:
        """At the counters; at the desks."""
        clients = [Client(name, self.tokens[name], self.ids, ask) for name in AGENTS]
        return clients, [Colleague(self.tokens[name], ask) for name in (*AGENTS, *OTHERS)]

    @contextmanager
    def copy(self, folder: Path) -> Iterator[str]:
        """The same mall once more, elsewhere."""
        folder.mkdir()
        if self.server:
            with databases.postgres_database(self.server, like=self.url) as url:
                yield url
            return
        shutil.copyfile(self.url.removeprefix("sqlite:///"), folder / "test.sqlite3")
        yield databases.sqlite_database(folder)


def furnish(url: str, folder: Path) -> tuple[dict[str, str], dict[str, str]]:
    """People, places, two members for each agent."""
    with opened(url, folder) as runtime:
        stage = staged(runtime)
        member = next(raw for raw in PLACES["records"] if raw["form"] == "member")
        others = [raw for raw in PLACES["records"] if raw["form"] != "member"]
        beginning.put(stage, {"users": [*PLACES["users"], {"login": "agent_2", "roles": ["agent"]}], "records": [*others, *TEMPLATES]})
        for place, (agent, which) in enumerate((agent, which) for agent in AGENTS for which in ("shopper", "asker")):
            values = {**member["values"], "name": f"{agent}.{which}", "mobile": f"1380571{place:04d}", "cs_owner": f"@{agent}"}
            del values["joined_on"]
            beginning.put(stage, {"records": [{"form": "member", "as": f"{agent}_{which}", "values": values}]})
            stage.names[f"{agent}.{which}"] = stage.names[f"{agent}_{which}"]
        drain(runtime)
        secrets = {login: tokens.create(stage.context(), user)[1] for login, user in stage.people.items()}
        return {**stage.names, **stage.people}, secrets


@contextmanager
def opened(url: str, folder: Path) -> Iterator[Runtime]:
    runtime = open_runtime(Settings(data_dir=folder, database_url=url, secret_key=SECRET))
    try:
        yield runtime
    finally:
        runtime.store.close()


def staged(runtime: Runtime) -> Stage:
    """To look around with, at this moment."""
    return open_stage(runtime, SteppedClock(utc_now()), APP)


@pytest.fixture(params=["sqlite", "postgresql"])
def mall(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Mall]:
    with ExitStack() as stack:
        server = "" if request.param == "sqlite" else request.getfixturevalue("postgres_server")
        url = stack.enter_context(databases.postgres_database(server)) if server else databases.sqlite_database(tmp_path)
        publish(url, tmp_path, server, utc_now())
        yield Mall(url, server, tmp_path, *furnish(url, tmp_path))


class House:
    """The processes of one installation: a server on a port, on PostgreSQL two workers beside it."""

    def __init__(self, crowd: Crowd, *, workers: int) -> None:
        self.port, self._crowd, self._number = free_port(), crowd, 0
        self._alive: list[tuple[str, str]] = []
        self._start("serve")
        for _ in range(workers):
            self._start("work")

    def _start(self, kind: str) -> None:
        self._number += 1
        name = f"{self.port}.{self._number}" if kind == "serve" else f"w{self._number}"
        self._crowd.start(kind, name)
        self._alive.append((kind, name))

    def kill(self, chance: random.Random) -> None:
        """One of them, at random; another one takes its place."""
        kind, name = self._alive.pop(chance.randrange(len(self._alive)))
        self._crowd.send(name, signal.SIGKILL)
        self._start(kind)


def calm(mall: Mall, runtime: Runtime, rounds: dict[str, int]) -> Any:
    """The state after the same rounds of the same clients, one after the other in one process."""
    clients, colleagues = mall.people(Bench(create_app(runtime.settings, runtime).test_client()))
    for client in clients:
        for number in range(rounds[client.name]):
            client.round(number)
    while drain(runtime) or sum(one.clear() for one in colleagues):
        pass
    return image(staged(runtime))


def acknowledged(clients: list[Client]) -> int:
    """How many records somebody has been told of."""
    return sum(len(client.kept) for client in clients)


def storm(mall: Mall, crowd: Crowd, settled: Callable[[], bool]) -> list[Client]:
    """Everybody works while processes die; then what was left behind is done."""
    chance, stop, close = random.Random(11), Event(), Event()
    house = House(crowd, workers=2 if mall.server else 0)
    wire = Wire(house.port)
    clients, colleagues = mall.people(wire)
    with ThreadPoolExecutor(len(clients) + len(colleagues)) as pool:
        working = [pool.submit(client.work, stop, LEAST) for client in clients]
        answering = [pool.submit(one.work, close) for one in colleagues]
        try:
            for _ in range(KILLS):
                enough = acknowledged(clients) + chance.randrange(4, 16)
                until(lambda enough=enough: acknowledged(clients) >= enough or any(one.done() for one in working), 240)  # type: ignore[misc]
                time.sleep(chance.uniform(0.0, 0.2))
                house.kill(chance)
            stop.set()
            for one in working:
                one.result(240)
            until(lambda: any(one.done() for one in answering) or settled(), 240)
        finally:
            stop.set()
            close.set()
        for one in answering:
            one.result(60)
    assert wire.broken or mall.server, "connections broke: the server died under its clients"
    return clients


def test_the_mall_stands_whatever_is_killed(mall: Mall, tmp_path: Path) -> None:
    crowd = Crowd(mall.url, tmp_path)
    with ExitStack() as stack:
        other = stack.enter_context(mall.copy(tmp_path / "calm"))
        stack.callback(crowd.close)
        runtime = stack.enter_context(opened(mall.url, tmp_path))
        clients = storm(mall, crowd, lambda: waiting(staged(runtime)) == 0)
        stage = staged(runtime)
        assert wrong(stage) == {}
        agree(stage)
        kept = [what for client in clients for what in client.kept]
        assert len(kept) > 20 * len(clients), "there was work"
        for form, key, values in kept:
            row = stage.runtime.store.read(stage.context(), lambda uow, form=form, key=key: records.load(uow, form, [key]))[key]
            assert {name: row.values[name] for name in values} == values, "what was acknowledged is there"
        found = image(stage)
        wanted = calm(mall, stack.enter_context(opened(other, tmp_path / "calm")), {client.name: client.rounds for client in clients})
    assert {name: (found[name] - wanted[name], wanted[name] - found[name]) for name in wanted if found[name] != wanted[name]} == {}
