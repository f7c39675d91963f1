"""A later start of the demo on data people have worked on: it never fails, keeps what they did, and leaves the roll-ups right."""

import copy
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from builder import templates
from runtime.cli_verify import wrong_rollups
from runtime.context import Context
from runtime.query import Query
from runtime.records import service
from runtime.store import records, select
from runtime.store.definitions import DefinitionStore
from tests import databases
from tests.builders import tiny_app
from tests.conftest import Clock
from tests.installation import Installation, open_installation
from tools.mall_data import people
from tools.mall_data.draft import with_skin
from tools.mall_data.fill import SEED, fill
from tools.mall_data.proceed import FIRST_NEWCOMER, NEWCOMERS_A_DAY, proceed
from tools.mall_data.scale import SCALES, Scale

APP = "mall_crm"
FOLDER = Path(__file__).parents[2] / "examples" / "mall_crm"
TINY = Scale("tiny", 150, 1_500, 2)


@dataclass(frozen=True)
class Told:
    """An installation with the story, on which the tests of this file work one after the other."""

    installation: Installation
    clock: Clock

    @property
    def ctx(self) -> Context:
        """The system on the newest revision, now."""
        return self.installation.system(APP)

    def rows(self, form: str, **fixed: Any) -> list[Any]:
        """Records of a form whose fields have these values, oldest first."""
        ctx = self.ctx
        found, cursor = [], None
        while True:
            page = ctx.runtime.store.read(ctx, lambda uow, cursor=cursor: select.page(uow, Query(form, limit=500, cursor=cursor)))
            found += [row for row in page.rows if all(row.values[key] == value for key, value in fixed.items())]
            cursor = page.next_cursor
            if cursor is None:
                return found

    def change(self, form: str, record: str, values: dict[str, Any]) -> None:
        """A person saves a record."""
        service.update(self.ctx, form, record, values)

    def go_on(self, **delta: float) -> Any:
        """Time passes, the demo starts again."""
        self.clock.advance(timedelta(**delta))
        return proceed(self.installation.runtime)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    folder = tmp_path_factory.mktemp("second")
    with ExitStack() as stack:
        if request.param == "sqlite":
            url = databases.sqlite_database(folder)
        else:
            url = stack.enter_context(databases.postgres_database(request.getfixturevalue("postgres_server")))
        clock = Clock(datetime(2026, 11, 21, 6, 0, tzinfo=UTC))
        installation = open_installation(url, folder, clock)
        stack.callback(installation.runtime.store.close)
        documents = templates.read_folder(FOLDER).documents
        DefinitionStore(installation.runtime.store, installation.system()).create(APP, documents)
        installation.publish(documents)
        fill(installation.runtime, scale=TINY)
        yield Told(installation, clock)


def coming(told: Told, days: int) -> list[people.Member]:
    """Who would join in the next days if nobody had their numbers."""
    today = told.clock.now.date()
    scale = min(SCALES.values(), key=lambda each: abs(each.members - TINY.members))
    following = [today + timedelta(days=ahead) for ahead in range(1, days + 1)]
    return [each for day in following for each in people.newcomers(SEED, day, FIRST_NEWCOMER + day.toordinal() * NEWCOMERS_A_DAY, scale)]


def test_newcomers_whose_numbers_are_taken_get_others(told: Told) -> None:
    taken = [each.mobile for each in coming(told, 2)]
    assert len(taken) > 3
    store, tier = told.rows("store")[0].id, told.rows("tier", code="normal")[0].id
    for number, mobile in enumerate(taken):
        values = {"name": f"导入会员{number}", "mobile": mobile, "channel": "desk", "join_store": store, "tier": tier}
        service.create(told.ctx, "member", values)
    added = told.go_on(days=2)
    assert added.members == len(taken)
    assert added.receipts > 20
    mobiles = [row.values["mobile"] for row in told.rows("member", status="active")]
    assert len(mobiles) == len(set(mobiles))
    assert list(wrong_rollups(told.ctx)) == []


def test_a_renamed_a_closed_and_a_missing_place_are_respected(told: Told) -> None:
    renamed, closed, gone = (told.rows("store", code=code)[0] for code in ("HG-501", "HG-B105", "XL-503"))
    told.change("store", renamed.id, {"name": "禾里老火锅"})
    told.change("store", closed.id, {"status": "closed", "closed_on": told.clock.now.date().isoformat()})
    told.change("store", gone.id, {"code": "XL-999"})
    before = {store.id: told.rows("store", code=store.values["code"] if store is not gone else "XL-999")[0] for store in (renamed, closed, gone)}
    pot = told.rows("product", sku="HG-501-01")[0]
    told.change("product", pot.id, {"status": "off"})
    sold = told.installation.runtime.store.read(told.ctx, lambda uow: len(sales_of(uow, pot.id)))
    assert told.go_on(days=2).receipts > 20
    after = {row.id: row for row in told.rows("store")}
    assert after[renamed.id].values["name"] == "禾里老火锅"
    assert after[renamed.id].values["orders"] > before[renamed.id].values["orders"]
    assert after[closed.id].values["orders"] == before[closed.id].values["orders"]
    assert after[gone.id].values["orders"] == before[gone.id].values["orders"]
    assert told.installation.runtime.store.read(told.ctx, lambda uow: len(sales_of(uow, pot.id))) == sold
    assert list(wrong_rollups(told.ctx)) == []


def sales_of(uow: Any, product: str) -> list[str]:
    """Ids of the receipts with a product."""
    found, cursor = [], None
    while True:
        page = select.page(uow, Query("purchase", limit=500, cursor=cursor), ("lines",))
        loaded = records.load(uow, "purchase", [row.id for row in page.rows])
        found += [key for key, row in loaded.items() if any(line["product"] == product for line in row.values["lines"])]
        cursor = page.next_cursor
        if cursor is None:
            return found


def test_fields_published_and_put_away_meanwhile(told: Told) -> None:
    documents = copy.deepcopy(dict(templates.read_folder(FOLDER).documents))
    form = with_skin(documents["form", "member"])
    for field in form["fields"]:
        if field["key"] == "skin":
            field["required"] = True
        if field["key"] in ("interests", "district"):
            field["archived"] = True
    documents["form", "member"] = form
    told.installation.publish(documents)
    added = told.go_on(days=2)
    assert added.members > 0
    assert added.receipts > 20
    newest = max(told.rows("member"), key=lambda row: row.created_at)
    assert newest.values["skin"] is None
    assert list(wrong_rollups(told.ctx)) == []


def test_what_a_new_promise_refuses_is_left_out(told: Told) -> None:
    documents = copy.deepcopy(dict(templates.read_folder(FOLDER).documents))
    form = documents["form", "purchase"]
    form["constraints"] = [*form["constraints"], {"check": "discount < 20", "message": "优惠必须小于 20 元。"}]
    told.installation.publish(documents)
    before = len(told.rows("purchase"))
    added = told.go_on(days=2)
    assert added.receipts > 20
    assert len(told.rows("purchase")) == before + added.receipts + added.refunds
    assert list(wrong_rollups(told.ctx)) == []


def test_an_app_without_the_forms_of_the_story_stays_as_it_is(told: Told) -> None:
    documents = {(kind, APP if kind == "app" else key): document for (kind, key), document in tiny_app().items()}
    told.installation.publish({**documents, ("app", APP): {**documents["app", APP], "key": APP}})
    assert not told.go_on(days=1).possible
