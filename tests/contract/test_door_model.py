"""The door against a model in memory: two people, overlapping grants, masks, random work; both must always agree."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule, run_state_machine_as_test

from builder.errors import AppError
from runtime.context import Context
from runtime.query import Query
from runtime.records import service
from runtime.records.shown import Listing
from runtime.store import records, select
from tests.contract import doors
from tests.installation import Installation

LEVELS = ("open", "closed", None)
NAMES = st.sampled_from(("Ann", "Bob", "Eve", "Ann 2"))
SCORES = st.none() | st.integers(0, 9)


@dataclass
class Client:
    """What the model knows of one client."""

    name: str
    shop: str | None
    level: str | None
    score: int | None
    deleted: bool = False
    version: int = 1


@dataclass
class Model:
    """The rights of the two people, written down a second time."""

    mine: str
    clients: dict[str, Client] = field(default_factory=dict)

    def grants(self, who: str, client: Client) -> set[str]:
        """Which grants of the keeper hold: `own` (his shop) and `open`; the boss has one that always holds."""
        if who == "boss":
            return {"all"}
        return ({"own"} if client.shop == self.mine else set()) | ({"open"} if client.level == "open" else set())

    def sees(self, who: str, client: Client) -> bool:
        return not client.deleted and bool(self.grants(who, client))

    def score(self, who: str, client: Client) -> Any:
        """The score as he sees it: the number where a grant lets him read it, else the mask."""
        if self.grants(who, client) & {"all", "own"}:
            return client.score
        return None if client.score is None else "***"

    def changes(self, who: str, client: Client) -> bool:
        return bool(self.grants(who, client) & {"all", "own"})


FILTERS: dict[str, Callable[[Model, str, Client], bool]] = {
    "name == 'Ann'": lambda model, who, one: one.name == "Ann",
    "level == 'open'": lambda model, who, one: one.level == "open",
    "EMPTY(level)": lambda model, who, one: one.level is None,
    "score >= 5": lambda model, who, one: model.changes(who, one) and one.score is not None and one.score >= 5,
    "not (score >= 5)": lambda model, who, one: model.changes(who, one) and not (one.score is not None and one.score >= 5),
    "score == none or name == 'Bob'": lambda model, who, one: model.changes(who, one) and (one.score is None or one.name == "Bob"),
    "shop.name == 'Mine'": lambda model, who, one: one.shop == model.mine,
}


class Door(RuleBasedStateMachine):
    """Random work of boss and keeper."""

    live = Bundle("live")
    binned = Bundle("binned")

    def __init__(self, people: dict[str, Context], shops: dict[str, str]) -> None:
        super().__init__()
        self.people = people
        self.shops = shops
        self.model = Model(shops["mine"])

    @initialize()
    def empty(self) -> None:
        """Every run starts with an empty form; the database stays."""
        ctx = self.people["boss"]

        def purge(uow: Any) -> None:
            for deleted in (False, True):
                rows = select.page(uow, Query("client", limit=200, deleted=deleted)).rows
                records.purge(uow, "client", [row.id for row in rows])

        ctx.runtime.store.write(ctx, purge)

    def attempt(self, work: Callable[[], Any]) -> tuple[Any, str | None]:
        """(answer, None), or (None, code of the refusal)."""
        try:
            return work(), None
        except AppError as error:
            return None, error.code

    @rule(target=live, who=st.sampled_from(("boss", "keeper")), name=NAMES, shop=st.sampled_from(("mine", "other", None)),
          level=st.sampled_from(LEVELS), score=SCORES)
    def create(self, who: str, name: str, shop: str | None, level: str | None, score: int | None) -> Any:
        values = {"name": name, "shop": self.shops[shop] if shop else None, "level": level, "score": score}
        answer, code = self.attempt(lambda: service.create(self.people[who], "client", values))
        wanted = Client(name, values["shop"], level, score)
        if not self.model.changes(who, wanted):
            assert code == "not_allowed_result"
            return multiple()
        assert code is None
        self.model.clients[answer.record.id] = wanted
        return answer.record.id

    @rule(who=st.sampled_from(("boss", "keeper")), record=live, change=st.fixed_dictionaries({}, optional={
        "name": NAMES, "shop": st.sampled_from(("mine", "other")), "level": st.sampled_from(LEVELS), "score": SCORES}))
    def update(self, who: str, record: str, change: dict[str, Any]) -> None:
        old = self.model.clients[record]
        values = {key: self.shops[value] if key == "shop" else value for key, value in change.items()}
        new = Client(**{**vars(old), **values})
        moved = vars(new) != vars(old)
        _, code = self.attempt(lambda: service.update(self.people[who], "client", record, values))
        if not self.model.sees(who, old):
            assert code == "record_not_found"
        elif not self.model.changes(who, old):
            assert code == "not_allowed_record"
        elif moved and not self.model.changes(who, new):
            assert code == "not_allowed_result"
        else:
            assert code is None
            new.version += moved
            self.model.clients[record] = new

    @rule(target=binned, who=st.sampled_from(("boss", "keeper")), record=consumes(live))
    def delete(self, who: str, record: str) -> Any:
        old = self.model.clients[record]
        _, code = self.attempt(lambda: service.delete(self.people[who], "client", record))
        if not self.model.sees(who, old) or not self.model.changes(who, old):
            assert code == ("not_allowed_record" if self.model.sees(who, old) else "record_not_found")
            service.delete(self.people["boss"], "client", record)
        else:
            assert code is None
        old.deleted = True
        return record

    @rule(target=live, who=st.sampled_from(("boss", "keeper")), record=consumes(binned))
    def restore(self, who: str, record: str) -> Any:
        old = self.model.clients[record]
        _, code = self.attempt(lambda: service.restore(self.people[who], "client", record))
        if not self.model.changes(who, old):
            assert code == ("not_allowed_record" if self.model.grants(who, old) else "record_not_found")
            service.restore(self.people["boss"], "client", record)
        else:
            assert code is None
        old.deleted = False
        return record

    @rule(who=st.sampled_from(("boss", "keeper")), text=st.sampled_from(sorted(FILTERS)))
    def filtered(self, who: str, text: str) -> None:
        found = service.list_(self.people[who], "client", Listing(filter=text, count="exact", limit=200))
        wanted = {key for key, one in self.model.clients.items() if self.model.sees(who, one) and FILTERS[text](self.model, who, one)}
        assert {one.id for one in found.records} == wanted
        assert found.count == len(wanted)

    @rule(who=st.sampled_from(("boss", "keeper")), key=st.sampled_from(("name", "-name", "id", "-created_at")), size=st.integers(1, 4))
    def paged(self, who: str, key: str, size: int) -> None:
        ids: list[str] = []
        cursor: str | None = None
        while True:
            page = service.list_(self.people[who], "client", Listing(sort=key, limit=size, cursor=cursor))
            ids += [one.id for one in page.records]
            cursor = page.next_cursor
            if cursor is None:
                break
        assert len(ids) == len(set(ids))
        assert set(ids) == {id_ for id_, one in self.model.clients.items() if self.model.sees(who, one)}
        titles = [self.model.clients[id_].name for id_ in ids]
        assert key not in ("name", "-name") or titles == sorted(titles, reverse=key == "-name")

    @rule(who=st.sampled_from(("boss", "keeper")), record=live | binned)
    def got(self, who: str, record: str) -> None:
        answer, code = self.attempt(lambda: service.get(self.people[who], "client", record))
        one = self.model.clients[record]
        if not self.model.sees(who, one):
            assert code == "record_not_found"
            return
        shown = answer.record
        assert (shown.title, shown.version, shown.values["level"]) == (one.name, one.version, one.level)
        assert shown.values["score"] == self.model.score(who, one)
        assert shown.can == (("update", "delete") if self.model.changes(who, one) else ())
        assert ("secret" in shown.values) == (who == "boss")

    @invariant()
    def counts_agree(self) -> None:
        for who, ctx in self.people.items():
            wanted = sum(self.model.sees(who, one) for one in self.model.clients.values())
            assert service.list_(ctx, "client", Listing(count="exact", limit=1)).count == wanted


def test_the_door_agrees_with_the_model(installation: Installation) -> None:
    installation.publish(doors.documents())
    keeper = installation.user("keeper", [("tiny", "keeper")])
    boss = installation.user("boss", [("tiny", "boss")])
    people = {"boss": installation.context(boss, "tiny"), "keeper": installation.context(keeper, "tiny")}
    shops = {name: service.create(people["boss"], "shop", {"name": name.capitalize(), "manager": manager}).record.id
             for name, manager in (("mine", keeper.id), ("other", None))}
    run_state_machine_as_test(
        lambda: Door(people, shops),
        settings=settings(max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)),
    )
