"""Reading the numbers of a report in tests. Takes: what a report shows. Gives: columns, tables by a dimension, subtotals."""

from datetime import date
from decimal import Decimal
from typing import Any

from runtime.reports.shown import Shown


def column(shown: Shown, key: str) -> list[Any]:
    """All values of a column."""
    place = shown.place(key)
    return [row[place] for row in shown.rows]


def table(shown: Shown, by: str, number: str) -> dict[Any, Any]:
    """One number by one dimension."""
    return dict(zip(column(shown, by), column(shown, number), strict=True))


def only(shown: Shown, key: str) -> Any:
    """The one value of a report without dimensions."""
    [value] = column(shown, key)
    return value


def level(shown: Shown, by: tuple[str, ...], key: str) -> list[Any]:
    """Subtotals."""
    place = shown.place(key)
    return [row[place] for row in shown.levels[by]]


def money(facts: dict[str, str]) -> dict[str, Decimal]:
    """Amounts of the facts, without those that come to nothing."""
    return {key: Decimal(amount) for key, amount in facts.items() if Decimal(amount)}


def some(numbers: dict[Any, Any]) -> dict[Any, Any]:
    """The numbers that are not nothing."""
    return {key: number for key, number in numbers.items() if number}


def month(day: date) -> str:
    """A month as the facts write it."""
    return f"{day:%Y-%m}"
