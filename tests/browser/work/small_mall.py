"""The mall app with a handful of records on a clock that is set: small enough to be made in seconds. Gives: SmallMall."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

from werkzeug.serving import WSGIRequestHandler, make_server

from builder import templates
from runtime.app import create_app
from runtime.examples import SteppedClock
from runtime.examples.doing import do
from runtime.examples.given import put
from runtime.examples.stage import Stage, open_stage
from runtime.identity import demo
from tests import databases
from tests.installation import PASSWORD, open_installation
from tools.mall_data import staff

APP = "mall_crm"
FOLDER = Path(__file__).parents[3] / "examples" / "mall_crm"
MONDAY = datetime.fromisoformat("2026-11-23T10:30:00+08:00")
WEEK = 7 * 24 * 3600
MEMBERS = (("周子墨", "13957120318", "@gold"), ("顾清欢", "13675819027", "@silver"), ("沈知行", "13588410733", "@normal"))


class Silent(WSGIRequestHandler):
    """Says nothing about each request."""

    def log(self, type: str, message: str, *args: Any) -> None:
        """Nothing."""


@dataclass
class SmallMall:
    """A served installation: its address, and the stage behind it."""

    address: str
    stage: Stage

    @property
    def now(self) -> datetime:
        """The time on its clock."""
        return self.stage.clock()

    def later(self, by: timedelta) -> None:
        """Time goes on; what falls due is done."""
        self.stage.go_to(self.now + by)

    def until(self, moment: str) -> None:
        """Time goes on to this instant, ISO 8601."""
        self.stage.go_to(datetime.fromisoformat(moment))

    def act(self, login: str, what: dict[str, Any]) -> None:
        """Somebody does something elsewhere, through the door; what follows is done."""
        do(self.stage, login, what)
        self.work()

    def work(self) -> None:
        """What is due now is done."""
        self.stage.go_to(self.now)


def given() -> list[dict[str, Any]]:
    """The records of an example of the app, and some more members."""
    example = json.loads((FOLDER / "tests" / "complaint_store.json").read_text("utf-8"))
    more = [
        {
            "form": "member",
            "as": f"member_{at}",
            "values": {"name": name, "mobile": mobile, "tier": tier, "join_store": "@heli", "joined_on": "2025-09-12", "channel": "qr", "accept_sms": True},
        }
        for at, (name, mobile, tier) in enumerate(MEMBERS)
    ]
    return [*example["given"]["records"], *more]


@contextmanager
def opened(folder: Path) -> Iterator[SmallMall]:
    """Published, staffed, stocked and served."""
    clock = SteppedClock(MONDAY)
    database = databases.sqlite_database(folder)
    installation = open_installation(database, folder, clock, demo=True, session_idle=WEEK, session_absolute=WEEK)
    installation.publish(templates.read_folder(FOLDER).documents)
    stage = open_stage(installation.runtime, clock, APP)
    stage.people |= staff.ensure(installation.runtime, {card.login: PASSWORD for card in staff.CARDS})
    demo.write_accounts(installation.runtime, [(card.login, PASSWORD) for card in staff.CARDS])
    put(stage, {"records": given()})
    server = make_server("127.0.0.1", 0, create_app(installation.runtime.settings, installation.runtime), threaded=True, request_handler=Silent)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield SmallMall(f"http://127.0.0.1:{server.server_port}", stage)
    server.shutdown()
    thread.join(10)
    installation.runtime.store.close()
