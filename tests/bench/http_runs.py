"""One keep-alive connection to each server, request by request in turn, so that both see the same machine."""

import http.client
import json
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any
from urllib.parse import quote

from tests.bench.bulk import Loads
from tests.bench.report import Ratio
from tests.bench.servers import Pair, Served

Call = tuple[str, str, dict[str, Any] | None]  # method, path, body
BASE = "/api/v1/apps/bench/forms/purchase/records"
MONTHS = "report: months × stores, another period each time"


def all_of(pair: Pair, loads: Loads, count: int) -> dict[str, Ratio]:
    """Median seconds of each operation on both sides."""
    chance = Random(11)
    stores = [chance.randrange(len(loads.stores)) for _ in range(count)]
    numbers = [chance.randrange(len(loads.records)) for _ in range(count)]
    runs: dict[str, tuple[Iterator[Call], Iterator[Call]]] = {
        "create": (
            (("POST", BASE, {"values": {**receipt(n), "store": loads.stores[0], "member": loads.members[n % 2000]}}) for n in range(count)),
            (("POST", "/records", {**receipt(n), "store": 1, "member": n % 2000 + 1}) for n in range(count)),
        ),
        "get": (
            (("GET", f"{BASE}/{loads.records[n]}", None) for n in numbers),
            (("GET", f"/records/{n * loads.step + 1}", None) for n in numbers),
        ),
        "list of 25, filtered and sorted": (
            (("GET", listing(loads.stores[s]), None) for s in stores),
            (("GET", f"/records?limit=25&store={s + 1}", None) for s in stores),
        ),
    }
    results = {name: compare(pair, ours, hand) for name, (ours, hand) in runs.items()}
    results[MONTHS] = compare(pair, *months(min(count, 60)))
    results["the same list for a clerk (row rule and mask) against without"] = rights(pair.ours, loads, stores)
    results["page 1,000 against page 1 (ours)"] = deep_page(pair.ours, loads, min(count, 100))
    return results


def months(count: int) -> tuple[list[Call], list[Call]]:
    """Sales and receipts by month and store from another day on each time, so that no answer is kept from before."""
    days = [date(2025, 11, 1) + timedelta(days=n) for n in range(count)]
    return (
        [("POST", "/api/v1/apps/bench/reports/months:run", {"params": {"period": [day.isoformat(), "2026-11-01"]}}) for day in days],
        [("GET", f"/months?first={day.isoformat()}&end=2026-11-01", None) for day in days],
    )


def listing(store: str) -> str:
    """The path of a store's latest receipts."""
    return f"{BASE}?limit=25&sort=-paid_at&filter=" + quote(f"store == '{store}'")


def rights(server: Served, loads: Loads, stores: list[int]) -> Ratio:
    """Seconds of a list under a row rule and a mask against the same list without them, in turn."""
    clerk = replace(server, token=loads.clerk)
    connection, times = server.connect(), ([], [])
    for number in stores:
        for who, kept in zip((clerk, server), times, strict=True):
            kept.append(timed(connection, who, ("GET", listing(loads.stores[number]), None)))
    warm = len(stores) // 10
    return Ratio(statistics.median(times[0][warm:]), statistics.median(times[1][warm:]))


def receipt(number: int) -> dict[str, Any]:
    """A new receipt as both APIs take it."""
    return {
        "receipt_no": f"N{time.time_ns()}{number}", "source": "pos", "kind": "sale", "paid_at": "2026-11-20T10:00:00Z", "gross": "328.50",
        "discount": "0.00", "net": "328.50", "items": 2, "cashier": "导购 陈晨",
    }


def compare(pair: Pair, ours: Iterable[Call], hand: Iterable[Call]) -> Ratio:
    """Medians of both sides, measured in turn after a warm-up."""
    times: tuple[list[float], list[float]] = ([], [])
    first, second = pair.ours.connect(), pair.hand.connect()
    for ours_call, hand_call in zip(ours, hand, strict=True):
        times[0].append(timed(first, pair.ours, ours_call))
        times[1].append(timed(second, pair.hand, hand_call))
    warm = len(times[0]) // 10
    return Ratio(statistics.median(times[0][warm:]), statistics.median(times[1][warm:]))


def timed(connection: http.client.HTTPConnection, server: Served, call: Call) -> float:
    """Seconds of one request until its body is read; anything but success ends the run."""
    method, path, body = call
    headers = {"Authorization": f"Bearer {server.token}"}
    data = None
    if body is not None:
        data, headers["Content-Type"] = json.dumps(body), "application/json"
    begin = time.perf_counter()
    connection.request(method, path, data, headers)
    answer = connection.getresponse()
    content = answer.read()
    seconds = time.perf_counter() - begin
    if answer.status not in (200, 201):
        raise RuntimeError(f"{method} {path}: {answer.status} {content[:300]!r}")
    return seconds


def deep_page(server: Served, loads: Loads, count: int) -> Ratio:
    """Seconds of a page a thousand pages in (or as deep as the rows go) against the first page."""
    connection = server.connect()
    path = f"{BASE}?limit=25&sort=-paid_at"
    cursor: str | None = None
    for _ in range(min(1_000, loads.rows // 25 - 2)):
        page = get(connection, server, path if cursor is None else f"{path}&cursor={quote(cursor)}")
        cursor = page["next_cursor"]
    deep = median(lambda: timed(connection, server, ("GET", f"{path}&cursor={quote(cursor or '')}", None)), count)
    return Ratio(deep, median(lambda: timed(connection, server, ("GET", path, None)), count))


def get(connection: http.client.HTTPConnection, server: Served, path: str) -> Any:
    """The JSON of a GET."""
    connection.request("GET", path, headers={"Authorization": f"Bearer {server.token}"})
    return json.loads(connection.getresponse().read())


def median(run: Callable[[], float], count: int) -> float:
    """Median of some runs."""
    return statistics.median(run() for _ in range(count))
