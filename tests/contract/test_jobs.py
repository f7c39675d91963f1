"""The queue on both databases: what a writer leaves behind is done once, in order, and never lost."""

import threading
import time
from collections import Counter, defaultdict
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from builder.errors import Conflict, Unavailable
from runtime.context import SYSTEM
from runtime.jobs.handler import Handler
from runtime.jobs.worker import Worker
from runtime.store import jobs, records
from runtime.store.jobs import BACKGROUND, URGENT, Job, NewJob
from tests.builders import app, field, form
from tests.conftest import Clock
from tests.contract.queues import NOTES, claim, every, inside, keys, note, notes, put, states, with_handlers, worker, write
from tests.installation import Installation

# Putting in


def test_a_job_is_left_behind_with_the_writers_transaction_or_not_at_all(installation: Installation) -> None:
    def fails(uow: Any) -> None:
        assert jobs.enqueue(uow, [NewJob("x", "lost", {})]) == 1
        raise Conflict("stale")

    with pytest.raises(Conflict):
        write(installation, fails)
    assert put(installation, NewJob("x", "kept", {"a": 1}), NewJob("x", "kept", {"a": 2}), NewJob("x", "other", {})) == 2
    assert put(installation, NewJob("x", "kept", {"a": 3})) == 0
    assert {key: job.payload for key, job in every(installation).items()} == {"kept": {"a": 1}, "other": {}}


def test_a_key_is_new_once_however_many_writers_there_are(installation: Installation) -> None:
    counts: list[int] = []

    def writes() -> None:
        counts.extend(put(installation, NewJob("x", f"k{n}", {})) for n in range(20))

    threads = [threading.Thread(target=writes) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(counts) == 20
    assert len(every(installation)) == 20


# Doing


def test_a_handler_works_as_the_system_in_the_jobs_app_and_chain(installation: Installation) -> None:
    installation.publish(NOTES)
    seen: list[Any] = []
    with_handlers(installation, look=inside(lambda uow, job: seen.append((uow.ctx, uow.root))))
    root = write(installation, lambda uow: uow.new_ids(1)[0])
    put(installation, NewJob("look", "a", {}, root=root, depth=3), app="tiny")
    installation.publish(app(form("note", [field("name"), field("amount", "money"), field("more")])))
    assert installation.drain() == 1
    [(ctx, chain)] = seen
    assert (ctx.actor, ctx.app, ctx.rev.n, ctx.cause, ctx.depth, chain) == (SYSTEM, "tiny", 2, "job:look", 3, root)


def test_the_effect_and_the_acknowledgement_are_one(installation: Installation) -> None:
    installation.publish(NOTES)

    def work(uow: Any, job: Job) -> None:
        note(uow, job.key)
        if job.attempts == 1:
            raise Unavailable("database_busy")

    with_handlers(installation, work=inside(work))
    put(installation, *(NewJob("work", f"n{n}", {}) for n in range(3)), app="tiny")
    assert installation.drain() == 3
    assert notes(installation) == []
    assert set(states(installation).values()) == {"ready"}


def test_one_that_fails_undoes_no_other(installation: Installation, clock: Clock) -> None:
    installation.publish(NOTES)
    with_handlers(installation, work=inside(lambda uow, job: note(uow, job.payload["name"])))
    names = ["a", "b", "a", "c"]  # the third breaks the promise that names are unique
    put(installation, *(NewJob("work", f"k{n}", {"name": name}) for n, name in enumerate(names)), app="tiny")
    installation.drain()
    assert notes(installation) == ["a", "b", "c"]
    assert states(installation) == {"k0": "done", "k1": "done", "k2": "ready", "k3": "done"}
    assert every(installation)["k2"].last_error == "value_taken"


def test_roll_ups_of_a_job_are_settled_with_it(installation: Installation) -> None:
    total = field("total", "rollup", form="line", relation="head", function="sum", field="amount")
    documents = app(form("head", [field("name"), total]), form("line", [field("head", "relation", form="head"), field("amount", "money")]))
    installation.publish(documents)
    [head] = write(installation, lambda uow: records.insert(uow, "head", [{"name": "h", "total": Decimal("0.00")}]), "tiny")

    def add(uow: Any, job: Job) -> None:
        records.insert(uow, "line", [{"head": head, "amount": Decimal("2.50")}])
        uow.add_delta("head", head, "total", Decimal("2.50"))

    with_handlers(installation, add=inside(add))
    put(installation, *(NewJob("add", f"k{n}", {}) for n in range(4)), app="tiny")
    installation.drain()
    row = installation.runtime.store.read(installation.system("tiny"), lambda uow: records.load(uow, "head", [head]))[head]
    assert row.values["total"] == Decimal("10.00")


def test_urgent_work_goes_first_then_by_time(installation: Installation, clock: Clock) -> None:
    done: list[str] = []
    with_handlers(installation, x=inside(lambda uow, job: done.append(job.key)))
    early = clock() - timedelta(hours=1)
    put(
        installation, NewJob("x", "large", {}, run_at=early, priority=BACKGROUND), NewJob("x", "second", {}), NewJob("x", "first", {}, run_at=early),
        NewJob("x", "urgent", {}, priority=URGENT), NewJob("x", "tomorrow", {}, run_at=clock() + timedelta(days=1)),
    )  # fmt: skip
    assert worker(installation).run_due(limit=3) == 3
    assert sorted(done[:1]) == ["urgent"]
    assert installation.drain() == 1
    assert done == ["urgent", "first", "second", "large"]
    clock.advance(timedelta(days=1))
    assert installation.drain() == 1


def test_four_workers_do_each_job_once(installation: Installation) -> None:
    done: Counter[str] = Counter()
    lock = threading.Lock()

    def work(uow: Any, job: Job) -> None:
        with lock:
            done[job.key] += 1

    with_handlers(installation, x=inside(work))
    put(installation, *(NewJob("x", f"k{n}", {}) for n in range(200)))
    labour(installation, 4, limit=7)
    assert done == Counter(f"k{n}" for n in range(200))
    assert set(states(installation).values()) == {"done"}


def labour(installation: Installation, count: int, limit: int) -> None:
    """Several workers at once until nothing is due."""

    def run(name: str) -> None:
        mine = Worker(installation.runtime, name)
        while any(job.state in ("ready", "leased") and job.attempts < 2 for job in every(installation).values()):
            mine.run_due(limit)

    threads = [threading.Thread(target=run, args=(f"w{n}",)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)


# Order


def test_jobs_of_one_lock_key_run_one_after_the_other_in_their_order(installation: Installation) -> None:
    order: dict[str, list[int]] = defaultdict(list)
    running: set[str] = set()
    overlaps: list[str] = []

    def work(uow: Any, job: Job) -> None:
        key = str(job.lock_key)
        if key in running:
            overlaps.append(job.key)
        running.add(key)
        order[key].append(job.payload["n"])
        time.sleep(0.002)
        running.discard(key)

    with_handlers(installation, x=inside(work))
    numbers = list(range(10))
    put(installation, *(NewJob("x", f"{key}{n}", {"n": n}, lock_key=key, lock_order=n) for n in reversed(numbers) for key in "abc"))
    labour(installation, 3, limit=5)
    assert dict(order) == dict.fromkeys("abc", numbers)
    assert overlaps == []


def test_only_the_first_of_a_lock_key_is_claimed(installation: Installation, clock: Clock) -> None:
    put(installation, *(NewJob("x", f"a{n}", {}, lock_key="a") for n in range(3)), NewJob("x", "free", {}))
    mine = claim(installation, "one")
    assert sorted(keys(mine)) == ["a0", "free"]
    assert claim(installation, "two") == []
    first = next(job for job in mine if job.key == "a0")
    write(installation, lambda uow: jobs.again(uow, first, clock() + timedelta(minutes=5), "database_busy"))
    assert claim(installation, "two") == [], "one that is tried again keeps its place"
    clock.advance(timedelta(minutes=5))
    assert keys(claim(installation, "two")) == ["a0"]


def test_a_timer_holds_nobody_back_until_it_is_due(installation: Installation, clock: Clock) -> None:
    put(installation, NewJob("x", "timer", {}, lock_key="a", run_at=clock() + timedelta(days=3)), NewJob("x", "now", {}, lock_key="a"))
    [now] = claim(installation, "one")
    assert now.key == "now"
    clock.advance(timedelta(days=3))
    assert claim(installation, "two") == [], "while one is being done"
    assert write(installation, lambda uow: jobs.acknowledge(uow, now))
    assert keys(claim(installation, "two")) == ["timer"]


# Calling off, going on


def test_what_is_called_off_is_never_done(installation: Installation) -> None:
    done: list[str] = []
    with_handlers(installation, x=inside(lambda uow, job: done.append(job.key)))
    task, instance = write(installation, lambda uow: uow.new_ids(2))
    put(
        installation, NewJob("x", "a", {}, task_id=task), NewJob("x", "b", {}, task_id=task, instance_id=instance), NewJob("x", "c", {}),
        NewJob("x", "d", {}, instance_id=instance),
    )  # fmt: skip
    assert write(installation, lambda uow: jobs.cancel(uow, task_id=task, reason="settled")) == 2
    assert write(installation, lambda uow: jobs.cancel(uow, instance_id=instance)) == 1
    assert write(installation, lambda uow: jobs.cancel(uow, key="c")) == 1
    assert installation.drain() == 0
    assert done == []
    assert every(installation)["a"].last_error == "settled"
    with pytest.raises(TypeError):
        write(installation, lambda uow: jobs.cancel(uow))


def test_what_is_called_off_while_it_is_being_done_leaves_nothing(installation: Installation) -> None:
    installation.publish(NOTES)

    def outside(ctx: Any, job: Job) -> None:
        write(installation, lambda uow: jobs.cancel(uow, key=job.key))

    with_handlers(installation, x=Handler({"en": "x"}, outside=outside, then=lambda uow, job, result: note(uow, job.key)))
    put(installation, NewJob("x", "k", {}), app="tiny")
    installation.drain()
    assert notes(installation) == []
    assert states(installation) == {"k": "cancelled"}


def test_work_outside_holds_no_transaction_and_ends_inside_one(installation: Installation) -> None:
    installation.publish(NOTES)

    def outside(ctx: Any, job: Job) -> str:
        write(installation, lambda uow: note(uow, f"out {job.key}"), "tiny")  # would wait for itself inside a write
        return "answer"

    with_handlers(installation, x=Handler({"en": "x"}, outside=outside, then=lambda uow, job, result: note(uow, f"{result} {job.key}")))
    put(installation, NewJob("x", "k", {}), app="tiny")
    installation.drain()
    assert notes(installation) == ["answer k", "out k"]


def test_large_work_goes_on_in_parts_and_tells_how_far_it_is(installation: Installation) -> None:
    installation.publish(NOTES)
    seen: list[Any] = []

    def portion(uow: Any, job: Job) -> None:
        at = job.payload.get("at", 0)
        seen.append(job.progress)
        note(uow, f"n{at}")
        jobs.progress(uow, job, at + 1, 3)
        if at < 2:
            jobs.carry_on(uow, job, {"at": at + 1})

    with_handlers(installation, large=inside(portion))
    put(installation, NewJob("large", "k", {}), app="tiny")
    assert installation.drain() == 3
    assert notes(installation) == ["n0", "n1", "n2"]
    assert seen == [None, (1, 3), (2, 3)]
    job = every(installation)["k"]
    assert (job.state, job.progress) == ("done", (3, 3))


def test_more_than_four_hundred_days_later_everything_is_due(installation: Installation, clock: Clock) -> None:
    done: list[str] = []
    with_handlers(installation, x=inside(lambda uow, job: done.append(job.key)))
    put(installation, *(NewJob("x", f"k{n}", {}, run_at=clock() + timedelta(days=n * 40)) for n in range(12)))
    claim(installation, "gone", limit=1)
    clock.advance(timedelta(days=400))
    installation.drain()
    assert sorted(done) == sorted(f"k{n}" for n in range(11))
