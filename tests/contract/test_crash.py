"""kill -9 while writing: what was acknowledged is there, and nothing is there in part."""

import time

import pytest
from sqlalchemy import text

from runtime.query import Query
from runtime.store import changes
from tests.builders import app, field, form
from tests.contract.processes import running
from tests.contract.stores import Shop, shop_on

NOTE = app(form("note", [field("name", unique=True), field("amount", "money"), field("lines", "subtable", fields=[field("item")])]))


def everything(shop: Shop) -> dict[str, object]:
    rows: dict[str, object] = {}
    cursor = None
    while True:
        page = shop.page(Query("note", limit=200, cursor=cursor))
        rows |= {row.id: row for row in page.rows}
        cursor = page.next_cursor
        if cursor is None:
            return rows


@pytest.mark.parametrize("run", range(5))
def test_kill_while_writing(database: str, run: int) -> None:
    with shop_on(database, NOTE) as shop:
        with running("crashing", database, [("one",), ("two",)]) as processes:
            time.sleep(0.25 + run * 0.07)
            for process in processes:
                process.kill()
            said = [line.split() for process in processes for line in (process.stdout or ()) if line.endswith("\n")]
        assert said, "they wrote before they died"
        acknowledged: dict[str, int] = {}
        for id_, version in said:
            acknowledged[id_] = int(version)
        found = everything(shop)
        for id_, version in acknowledged.items():
            assert id_ in found
            assert found[id_].version >= version  # type: ignore[attr-defined]
        assert 0 <= len(found) - len(acknowledged) <= 2, "at most one unsaid write a process"
        for id_, row in found.items():
            items = [line["item"] for line in row.values["lines"]]  # type: ignore[attr-defined]
            logged = shop.read(lambda uow, id_=id_: changes.history(uow, "note", id_))
            assert [entry.version for entry in logged] == list(range(row.version, 0, -1))  # type: ignore[attr-defined]
            assert items == (["a", "b"] if row.version == 1 else ["c"])  # type: ignore[attr-defined]
            assert row.values["name"].endswith("!") == (row.version == 2)  # type: ignore[attr-defined]
        with shop.store.database.reading() as connection:
            layout = shop.context().rev.layout
            lines = connection.execute(text(f"SELECT count(*) FROM f{layout.tables['note', 'lines'].no}")).scalar_one()
            logged_rows = connection.execute(text("SELECT count(*) FROM change")).scalar_one()
        assert lines == sum(len(row.values["lines"]) for row in found.values())  # type: ignore[attr-defined]
        assert logged_rows == sum(row.version for row in found.values())  # type: ignore[attr-defined]
        shop.insert("note", {"name": "afterwards"})
