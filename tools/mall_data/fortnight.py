"""What happens in the last two weeks: people join and buy, complain and are answered, staff work off what waits for them.

Takes: a Life, the stage, receipts and cases. Gives: what was sold. Never: touches a record but through the door.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from runtime.store import tasks
from runtime.store.tasks import PENDING, Task
from tools.mall_data import trade
from tools.mall_data.aftermath import Stage
from tools.mall_data.calendar import days, open_before
from tools.mall_data.cases import LATE_SHARE, Case
from tools.mall_data.chance import stream
from tools.mall_data.heroes import LIN
from tools.mall_data.lived import Happening, Life
from tools.mall_data.people import Member
from tools.mall_data.places import STORES, STORY_STORE
from tools.mall_data.receipts import Receipt, Story
from tools.mall_data.staff import MINI_PROGRAM
from tools.mall_data.texts import CALLS, GRIEVANCES, Grievance
from tools.mall_data.trade import Sold

AGENTS = ("agent_1", "agent_2", "agent_3")
EVENING = time(17, 30)
MOST_A_DAY = 14
LEFT_FOR_AGENT = 7
BEHIND = 2  # days the other agents are behind with their calls
TOLD = 3  # complaints of the last days beyond the cases
LATE = 3  # hours one rating of agent_1 is late


@dataclass(frozen=True)
class Fortnight:
    """The stretch to live through and what is told in it."""

    life: Life
    stage: Stage
    story: Story
    begin: datetime
    cases: Sequence[Case]


def live(part: Fortnight, progress: Callable[[int, int], None]) -> Sold:
    """All of it, day by day; gives what was sold."""
    part.life.begin()
    sold, rng = Sold(), stream(part.stage.seed, "fortnight")
    wanted = list(days(part.begin.date(), part.stage.today))
    behind = part.stage.today - timedelta(days=BEHIND)
    extra = sorted([*_joins(part), *_complaints(part, rng), *_finale(part)], key=lambda one: one[:2])
    for number, day in enumerate(wanted, 1):
        today = [one for one in extra if one[0].date() == day and one[0] <= part.stage.now]
        today += [_sale(part, sold, rng, receipt) for receipt in part.story.day(day) if receipt.at >= part.begin]
        if datetime.combine(day, EVENING) < part.stage.now - timedelta(hours=6):
            today += [_evening(part, day, agent, rng) for agent in AGENTS if agent == AGENTS[0] or day < behind]
        end = min(datetime.combine(day + timedelta(days=1), time()), part.stage.now)
        part.life.live(today, end)
        progress(number, len(wanted))
    _leave_seven(part)
    return sold


def _joins(part: Fortnight) -> Iterator[Happening]:
    for member in part.stage.members:
        moment = datetime.combine(member.joined, time(9, member.index % 60))  # before the shops open
        if part.begin <= moment:
            yield min(moment, part.stage.now - timedelta(minutes=90)), 0, lambda member=member: _join(part, member)  # type: ignore[misc]


def _join(part: Fortnight, member: Member) -> None:
    known, life = part.stage.known, part.life
    machine = life.context(known.staff[MINI_PROGRAM], machine=True)
    known.members[member.index] = life.create(machine, "member", trade.member_row(known, member))


def _sale(part: Fortnight, sold: Sold, rng: Random, receipt: Receipt) -> Happening:
    return receipt.at, 1, lambda: _sell(part, sold, rng, receipt)


def _sell(part: Fortnight, sold: Sold, rng: Random, receipt: Receipt) -> None:
    known, life = part.stage.known, part.life
    if receipt.member not in known.members:
        receipt.member = None
    if not trade.possible(known, receipt):
        return
    machine = life.context(trade.who(known, receipt), machine=True)
    receipt.id = life.create(machine, "purchase", trade.row(known, receipt))
    trade.remember(sold, rng, [receipt])


# Complaints


def _complaints(part: Fortnight, rng: Random) -> Iterator[Happening]:
    for case in part.cases:
        steps = {str(changes.get("state")): (moment, who, changes) for moment, who, changes in case.steps}
        steps = _in_time(case.at, steps, rng)
        place: dict[str, str | None] = {}
        yield case.at, 2, lambda case=case, place=place: _complain(part, case, place)  # type: ignore[misc]
        if "doing" in steps:
            yield steps["doing"][0], 3, lambda place=place: _take_up(part, place)  # type: ignore[misc]
        if "replied" in steps:
            yield steps["replied"][0], 4, lambda place=place, changes=steps["replied"][2]: _reply(part, place, changes)  # type: ignore[misc]
        if "reopened" in steps:
            yield steps["reopened"][0], 5, lambda place=place: _rate(part, place, 2)  # type: ignore[misc]
        if "closed" in steps:
            score = int(steps["closed"][2].get("score", 5))
            yield steps["closed"][0], 6, lambda place=place, score=score: _rate(part, place, score)  # type: ignore[misc]


def _in_time(came: datetime, steps: Mapping[str, Any], rng: Random) -> dict[str, Any]:
    """Most answers come within the two hours the mall gives itself; what is done before them moves along."""
    found = dict(steps)
    if "replied" in steps and rng.random() > LATE_SHARE:
        wait = steps["replied"][0] - came
        pace = min(1.0, timedelta(minutes=rng.randint(35, 110)) / wait)
        for state in {"assigned", "doing", "replied"} & steps.keys():
            moment, who, changes = steps[state]
            found[state] = (came + (moment - came) * pace, who, changes)
    return found


def _complain(part: Fortnight, case: Case, place: dict[str, str | None]) -> None:
    known, life = part.stage.known, part.life
    who = known.staff[case.by]
    store = case.store if case.store is not None else part.stage.members[case.member].store
    values = {
        **{key: case.values[key] for key in ("type", "severity", "source", "text")}, "received_at": case.at,
        "member": known.members.get(case.member), "store": known.stores[store], "purchase": case.purchase,
    }
    place["record"] = life.create(life.context(who, machine=case.by == MINI_PROGRAM), "complaint", values)


def _open(part: Fortnight, record: str | None) -> list[tuple[Task, list[str]]]:
    """Tasks people have on a record, each with those who may do it."""
    if record is None:
        return []
    ctx = part.life.context(part.stage.known.staff["admin"])

    def work(uow: Any) -> list[tuple[Task, list[str]]]:
        found = [task for task in tasks.of_record(uow, record) if task.state == PENDING]
        people = tasks.candidates(uow, [task.id for task in found]) if found else {}
        return [(task, [task.assignee] if task.assignee else people[task.id]) for task in found]

    return ctx.runtime.store.read(ctx, work)  # type: ignore[no-any-return]


def _take_up(part: Fortnight, place: Mapping[str, str | None]) -> None:
    """Whoever has it says that he is at it."""
    for task, people in _open(part, place.get("record"))[:1]:
        part.life.change(part.life.context(people[0]), "complaint", str(task.record_id), {"state": "doing", "assignee": people[0]})


def _reply(part: Fortnight, place: Mapping[str, str | None], changes: Mapping[str, Any]) -> None:
    values = {"reply": changes["reply"], **({"refund": Decimal(changes["refund"])} if "refund" in changes else {})}
    for task, people in _open(part, place.get("record")):
        if task.kind == "form":
            part.life.act(people[0], task.id, "submit", values=values)
            break
    _countersign(part, place)


def _countersign(part: Fortnight, place: Mapping[str, str | None]) -> None:
    """Grave ones that are over by now have been signed by everybody."""
    for task, people in _open(part, place.get("record")):
        if task.kind == "approve" and not place.get("grave"):
            part.life.act(people[0], task.id, "approve", "同意按此方案处理")


def _rate(part: Fortnight, place: Mapping[str, str | None], score: int) -> None:
    for task, people in _open(part, place.get("record")):
        if task.kind == "form":
            part.life.act(people[0], task.id, "submit", values={"score": score})
            return


# Evenings


def _evening(part: Fortnight, day: date, agent: str, rng: Random) -> Happening:
    return datetime.combine(day, EVENING), 9, lambda: _work_off(part, agent, rng)


def _work_off(part: Fortnight, agent: str, rng: Random) -> None:
    """What is due first, calls before all; complaints are somebody else's."""
    user = part.stage.known.staff[agent]
    for task in part.life.open_tasks(user)[:MOST_A_DAY]:
        _finish(part, user, task, rng)


def _finish(part: Fortnight, user: str, task: Mapping[str, Any], rng: Random) -> bool:
    if task["kind"] == "todo":
        part.life.act(user, task["id"], "done", rng.choice(CALLS))
    elif task["form"] == "followup":
        part.life.act(user, task["id"], "submit", values={"result": rng.choice(CALLS)})
    else:
        return False
    return True


# The last hours: what the demo accounts find on their desks


def _finale(part: Fortnight) -> Iterator[Happening]:
    """Two requests of agent_1 for 林若溪, and three complaints: one that went past its time, one for the merchant, one to be rated late."""
    now, known, life = part.stage.now, part.stage.known, part.life
    agent = known.staff["agent_1"]
    wanted = (
        (50, 2_500, "missing", "双 11 当天三张小票没有积分，会员已出示原件"), (35, 12_000, "event", "周年庆抽奖一等奖，活动方案已备案"),
    )
    for minutes, delta, cause, reason in wanted:
        values = {"member": known.members[LIN], "delta": delta, "cause": cause, "reason": reason, "asked_by": agent}
        yield now - timedelta(minutes=minutes), 7, lambda values=values: life.create(life.context(agent), "points_adjustment", values)  # type: ignore[misc]
    yield open_before(now, 3.5), 7, lambda: _told(part, "quality", "eat", {})  # past its two hours, not yet before the CEO
    yield now - timedelta(minutes=70), 7, lambda: _told(part, "price", "eat", {})
    rated: dict[str, str | None] = {}
    begun = now - timedelta(days=2, hours=LATE + 2)
    yield begun, 7, lambda: _told(part, "environment", None, rated)
    yield now - timedelta(days=2, hours=LATE), 8, lambda: _reply(part, rated, {"reply": _grievance("environment", None).reply})


def _told(part: Fortnight, kind: str, where: str | None, place: dict[str, str | None]) -> None:
    """A complaint about the story's own store, or the mall around it, taken by agent_1 on the phone."""
    known, life = part.stage.known, part.life
    what = _grievance(kind, where)
    store = next(number for number, one in enumerate(STORES) if one.code == STORY_STORE)
    values = {
        "type": kind, "severity": what.severity, "source": "phone", "text": what.text, "received_at": life.clock.now,
        "member": known.members[LIN], "store": known.stores[store],
    }
    place["record"] = life.create(life.context(known.staff["agent_1"]), "complaint", values)


def _grievance(kind: str, where: str | None) -> Grievance:
    return next(one for one in reversed(GRIEVANCES) if (one.type, one.where, one.severity) == (kind, where, "normal"))


def _leave_seven(part: Fortnight) -> None:
    """agent_1's desk ends as it is told: what is due last has been done already."""
    user, rng = part.stage.known.staff["agent_1"], Random(7)
    waiting = part.life.open_tasks(user)
    for task in reversed(waiting):
        if len(waiting) <= LEFT_FOR_AGENT:
            return
        if _finish(part, user, task, rng):
            waiting.remove(task)

