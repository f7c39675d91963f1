"""What is kept of reports: no longer than it may, once however many ask, bounded, and nothing of what failed."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Barrier, BrokenBarrierError, Event, Thread, Timer
from typing import Any

import pytest

from runtime.reports.cache import Cache, key_of
from runtime.stack import Rows

NOW = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)


class Standing:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


def counted(value: Any = 1) -> tuple[Callable[[], Any], list[Any]]:
    calls: list[Any] = []

    def work() -> Any:
        calls.append(value)
        return value

    return work, calls


def test_kept_as_long_as_it_may_be() -> None:
    clock = Standing()
    cache, (work, calls) = Cache(clock), counted()
    assert [cache.get("k", 60, work).at for _ in range(3)] == [NOW] * 3
    assert len(calls) == 1
    clock.now += timedelta(seconds=60)
    assert cache.get("k", 60, work).at == clock.now
    cache.get("k", 0, work)
    assert len(calls) == 3


def test_the_least_used_goes_first() -> None:
    cache, (work, calls) = Cache(Standing(), most=2), counted()
    for key in ("a", "b", "a", "c", "a", "b"):
        cache.get(key, 60, work)
    assert len(calls) == 4


def test_what_is_large_pushes_out_more() -> None:
    cache, (work, calls) = Cache(Standing(), rows=100), counted()
    large, _ = counted(Rows(("n",), tuple((n,) for n in range(98))))
    cache.get("a", 60, work)
    cache.get("large", 60, large)
    cache.get("a", 60, work)
    assert len(calls) == 1
    cache.get("b", 60, work)
    assert cache.get("large", 60, lambda: "again").value == "again"
    huge, made = counted(Rows(("n",), tuple((n,) for n in range(200))))
    assert [len(cache.get("huge", 60, huge).value.rows) for _ in range(2)] == [200, 200]
    assert len(made) == 2


def test_many_who_ask_at_once_make_one_statement() -> None:
    cache, begun, go = Cache(Standing()), Event(), Event()
    calls, found = [], []

    def slow() -> str:
        calls.append(1)
        begun.set()
        go.wait(10)
        return "numbers"

    threads = [Thread(target=lambda: found.append(cache.get("k", 60, slow).value)) for _ in range(6)]
    for thread in threads:
        thread.start()
    begun.wait(10)
    go.set()
    for thread in threads:
        thread.join(10)
    assert (calls, found) == ([1], ["numbers"] * 6)


def test_who_fails_leaves_it_to_the_next() -> None:
    cache, barrier = Cache(Standing()), Barrier(2)

    def broken() -> Any:
        barrier.wait(10)
        raise ValueError("no")

    def first() -> None:
        with pytest.raises(ValueError, match="no"):
            cache.get("k", 60, broken)

    thread = Thread(target=first)
    thread.start()
    barrier.wait(10)
    assert cache.get("k", 60, lambda: 2).value == 2
    thread.join(10)
    assert cache.get("k", 60, lambda: 3).value == 2


def together(count: int, work: Callable[[], Any]) -> list[Any]:
    """The same done by several at once; what came, errors included."""
    found: list[Any] = []

    def one() -> None:
        try:
            found.append(work())
        except (BrokenBarrierError, ValueError) as error:
            found.append(type(error))

    threads = [Thread(target=one) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    return found


def test_what_is_not_kept_is_nothing_to_wait_for() -> None:
    cache, barrier = Cache(Standing()), Barrier(3)
    assert sorted(together(3, lambda: cache.get("k", 0, lambda: barrier.wait(5)).value)) == [0, 1, 2]


def test_who_waited_for_one_that_failed_does_not_wait_for_another() -> None:
    cache, begun, barrier, go = Cache(Standing()), Event(), Barrier(3), Event()

    def broken() -> Any:
        begun.set()
        go.wait(5)
        raise ValueError("no")

    first = Thread(target=lambda: together(1, lambda: cache.get("k", 60, broken)))
    first.start()
    begun.wait(5)
    Timer(0.2, go.set).start()
    assert sorted(together(3, lambda: cache.get("k", 60, lambda: barrier.wait(5)).value)) == [0, 1, 2]
    first.join(5)


def test_keys_differ_by_all_that_an_answer_depends_on() -> None:
    base: tuple[Any, ...] = ("mall", ("select 1 where x = ?", ("a",)), {"sale": "1"}, "Asia/Shanghai", "zh-CN")
    others = [
        ("gym", *base[1:]), (base[0], ("select 2", ("a",)), *base[2:]), (base[0], (base[1][0], ("b",)), *base[2:]),
        (*base[:2], {"sale": "2"}, *base[3:]), (*base[:2], {"sale": "1", "member": ""}, *base[3:]), (*base[:4], "en"),
        (base[0], (base[1][0], {"x": "a"}), *base[2:]),
    ]  # fmt: skip
    keys = {key_of(*one) for one in (base, *others)}
    assert len(keys) == len(others) + 1
    assert key_of(*base) == key_of(*base)
