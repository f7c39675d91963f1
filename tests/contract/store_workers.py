"""Processes for the tests of concurrency: each joins a database, works as told on the command line, and says so line by line.

python -m tests.contract.store_workers KIND URL ARGUMENTS…
"""

import sys
import threading
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from runtime.store import records
from tests.contract.stores import Shop, open_shop

Say = Callable[[str], None]


def say(line: str) -> None:
    """One line, whole, at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def buying(shop: Shop, member: str, times: str, threads: str) -> None:
    """Purchases of one member, each with its delta on the member's roll-ups, from several threads."""

    def work() -> None:
        for _ in range(int(times)):
            def buy(uow: Any) -> None:
                records.insert(uow, "purchase", [{"member": member, "paid_at": uow.now, "amount": Decimal("0.10")}])
                uow.add_delta("member", member, "spent", Decimal("0.10"))
                uow.add_delta("member", member, "orders", 1)

            shop.write(buy)

    running = [threading.Thread(target=work) for _ in range(int(threads))]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    say("done")


def filing(shop: Shop, name: str) -> None:
    """Writes notes until told to stop (end of input), each in one unit of work with two rows; says their ids at the end, when somebody
    listens: a full pipe would make it wait.

    Every unit checks that it sees one revision: the fields its plan has are those its rows come back with.
    """
    stop = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), stop.set()), daemon=True).start()
    number, done = 0, list[str]()
    while not stop.is_set():
        number += 1
        key = f"{name}-{number}"

        def file(uow: Any, key: str = key, number: int = number) -> tuple[list[str], int]:
            fields = uow.ctx.rev.layout.form("note").places
            amount = number if str(fields["amount"].name) != "amount" else Decimal(number)
            ids = records.insert(uow, "note", [{"name": key, "amount": amount}, {"name": f"{key}b", "amount": amount}])
            back = records.load(uow, "note", ids)
            assert all(set(row.values) == set(fields) for row in back.values())
            assert all(row.values["amount"] == number for row in back.values())
            return ids, uow.ctx.rev.n

        ids, revision = shop.write(file)
        done.append(f"{ids[0]} {ids[1]} {number} {revision}")
    say("\n".join(done))


def crashing(shop: Shop, name: str) -> None:
    """Notes with lines and deltas until killed; says what was acknowledged."""
    number = 0
    while True:
        number += 1
        row = {"name": f"{name}-{number}", "amount": Decimal(number), "lines": [{"item": "a"}, {"item": "b"}]}
        [id_] = shop.write(lambda uow, row=row: records.insert(uow, "note", [row]))
        say(f"{id_} 1")
        if number % 3 == 0:
            change = {"name": f"{name}-{number}!", "lines": [{"item": "c"}]}
            shop.write(lambda uow, id_=id_, change=change: records.update(uow, "note", id_, change))
            say(f"{id_} 2")


KINDS: Mapping[str, Callable[..., None]] = {"buying": buying, "filing": filing, "crashing": crashing}


def main() -> None:
    """Runs one kind of work."""
    kind, url, *arguments = sys.argv[1:]
    shop = open_shop(url)
    say("ready")
    KINDS[kind](shop, *arguments)
    shop.store.close()


if __name__ == "__main__":
    main()
