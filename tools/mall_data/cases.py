"""Complaints of the story: what happened, who worked on it and when. Takes: seed, moment reached, receipts. Gives: cases, oldest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from tools.mall_data.calendar import open_before
from tools.mall_data.chance import stream
from tools.mall_data.places import STORES, STORY_STORE
from tools.mall_data.texts import GRIEVANCES, Grievance

HOURS = {"high": 4, "normal": 24, "low": 48}
SCORES = (5,) * 20 + (4,) * 13 + (3,) * 5 + (2,) * 2 + (1,)  # 41 closed ones, mean 4.2
LATE_SHARE = 0.12  # of those closed, how many were answered late

# Those not closed: state, who works on it, whether it belongs to the store of the story.
OPEN = (
    ("doing", "agent_1", False), ("doing", "agent_1", False), ("doing", "agent_1", True), ("assigned", "agent_1", False),
    ("assigned", "agent_1", False), ("replied", "agent_1", False), ("reopened", "agent_1", False),
    ("assigned", "merchant_1", True), ("doing", "manager_1", True), ("replied", "manager_1", True),
    ("doing", "agent_2", False), ("doing", "agent_3", False), ("assigned", "agent_2", False), ("replied", "agent_3", False),
    ("replied", "agent_2", False), ("replied", "operations", False), ("reopened", "agent_3", False),
    ("new", None, False), ("new", None, True),
)


@dataclass(frozen=True, slots=True)
class Visit:
    """A receipt a complaint may point at."""

    member: int
    store: int
    purchase: str
    at: datetime


@dataclass(slots=True)
class Case:
    """A complaint as it came in, and what was done: (moment, login, changes)."""

    at: datetime
    by: str
    values: dict[str, Any]
    member: int
    store: int | None
    purchase: str | None
    assignee: str | None = None
    steps: list[tuple[datetime, str, dict[str, Any]]] = field(default_factory=list)


def cases(seed: int, now: datetime, visits: Mapping[int, Sequence[Visit]], members: Sequence[int]) -> list[Case]:
    """All complaints, oldest first; ids of people and stores are still the story's own words."""
    rng = stream(seed, "complaints")
    order = rng.sample(range(len(GRIEVANCES)), len(GRIEVANCES)) * 2
    pools = (visits, members)
    made = [_open(rng, now, plan, _source(order, number, plan[2]), pools) for number, plan in enumerate(OPEN)]
    scores = rng.sample(SCORES, len(SCORES))
    for number, score in enumerate(scores, len(OPEN)):
        made.append(_closed(rng, now, GRIEVANCES[order[number]], score, pools))
    return sorted(made, key=lambda case: case.at)


def _source(order: Sequence[int], number: int, story: bool) -> Grievance:
    """The next grievance; for the story's store one about eating."""
    if not story:
        return GRIEVANCES[order[number]]
    about_food = [each for each in GRIEVANCES if each.where == "eat" and each.severity != "low"]
    return about_food[number % len(about_food)]


def _open(rng: Random, now: datetime, place: tuple[str, str | None, bool], what: Grievance, pools: Any) -> Case:
    state, who, story = place
    received = open_before(now, rng.uniform(0.3, 1.7))  # nobody has been waiting for longer than two hours
    if state in ("replied", "reopened"):
        received = _daytime(now - timedelta(hours=rng.randint(9, 30) if state == "replied" else rng.randint(26, 34)), now)
    case = _case(rng, received, what, (story, *pools))
    case.assignee = who
    _work(rng, case, state, what, now)
    return case


def _closed(rng: Random, now: datetime, what: Grievance, score: int, pools: Any) -> Case:
    received = _daytime(now - timedelta(days=rng.randint(5, 210), minutes=rng.randint(0, 700)), now)
    story = what.where == "eat" and rng.random() < 0.12
    case = _case(rng, received, what, (story, *pools))
    case.assignee = rng.choice(("agent_1", "agent_2", "agent_3"))
    _work(rng, case, "closed", what, now)
    at, who, changes = case.steps[-1]
    case.steps[-1] = (at, who, {**changes, "score": score})
    return case


def _daytime(at: datetime, now: datetime) -> datetime:
    """A complaint arrives while the mall is open, or the evening before."""
    if at.hour < 9:
        at = at.replace(hour=20) - timedelta(days=1)
    return min(at, now - timedelta(minutes=5)).replace(microsecond=0)


def _case(rng: Random, received: datetime, what: Grievance, pools: Any) -> Case:
    story, visits, members = pools
    visit = _visit(rng, what, received, story, visits)
    source = rng.choice(("phone", "mini_program", "desk"))
    values = {
        "type": what.type, "severity": what.severity, "source": source, "text": what.text, "received_at": received,
        "due_at": received + timedelta(hours=HOURS[what.severity]), "state": "new",
    }
    by = "mini_program" if source == "mini_program" else rng.choice(("agent_1", "agent_2", "agent_3"))
    if visit is None:
        return Case(received, by, values, rng.choice(members), None, None)
    return Case(received, by, values, visit.member, visit.store, visit.purchase)


def _visit(rng: Random, what: Grievance, received: datetime, story: bool, visits: Mapping[int, Sequence[Visit]]) -> Visit | None:
    if what.where is None and not story:
        return None
    fits = [
        visit for store, found in visits.items() for visit in found
        if visit.at < received and (STORES[store].code == STORY_STORE if story else STORES[store].brand.kind == what.where)
    ]
    recent = sorted(fits, key=lambda visit: visit.at)[-12:]
    return rng.choice(recent) if recent else None


def _work(rng: Random, case: Case, state: str, what: Grievance, now: datetime) -> None:
    """Assigned, taken up, answered, closed or opened again, as far as the state says."""
    if state == "new" or case.assignee is None:
        return
    room = max(4.0, (min(now, case.at + timedelta(hours=HOURS[what.severity])) - case.at).total_seconds() / 60)
    assigned = case.at + timedelta(minutes=min(room * 0.3, rng.randint(4, 45)))
    boss = "operations" if case.assignee in ("merchant_1", "manager_1") else "agent_1"
    case.steps.append((assigned, boss, {"state": "assigned", "assignee": case.assignee}))
    if state == "assigned":
        return
    case.steps.append((case.at + timedelta(minutes=room * 0.5), case.assignee, {"state": "doing"}))
    if state == "doing":
        return
    replied = case.at + timedelta(minutes=room * (0.6 + 0.3 * rng.random()))
    if state == "closed" and rng.random() < LATE_SHARE:
        replied = case.values["due_at"] + timedelta(minutes=rng.randint(15, 240))
    money = {"refund": what.refund} if what.refund else {}
    case.steps.append((replied, case.assignee, {"state": "replied", "reply": what.reply, "first_reply_at": replied, **money}))
    if state == "reopened":
        case.steps.append((max(replied, open_before(now, rng.uniform(0.4, 1.6))), "agent_2", {"state": "reopened"}))
    if state == "closed":
        closed = min(now - timedelta(hours=1), replied + timedelta(hours=rng.randint(8, 60)))
        case.steps.append((closed, case.assignee, {"state": "closed", "closed_at": closed}))
