"""The one table the expression tests run over: fields of every type, 50 rows of extremes, empties, ties and edges, some lines each.

Takes: nothing. Gives: SCOPE, ROWS, a Source for SQL, JSON names for the browser. Never: the store's own sources.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Column, Integer, MetaData, Table, exists, select

from builder.expressions import types as t
from builder.expressions.check import Hop, PathInfo
from runtime.ids import encode
from runtime.store.dialects.columns import Day, Structure, column_type
from runtime.store.dialects.evaluate import Registry
from runtime.values import business_date, instant_text

ZONE = (ZoneInfo("America/New_York"), 4)  # a zone with summer time and a day that starts at four
NOW = datetime(2026, 11, 21, 3, 30, tzinfo=UTC)
ME = encode(7)
PERIOD = {  # the five months before the clock went on, by day and by moment
    "period.from": date(2025, 11, 1), "period.to": date(2026, 3, 8),
    "period.since": datetime(2025, 11, 1, 8, tzinfo=UTC), "period.until": datetime(2026, 3, 8, 8, tzinfo=UTC),
}  # fmt: skip
PARAMETERS: dict[str, Any] = {"@me": ME, "@now": NOW, "@today": business_date(NOW, *ZONE), "@zone": ZONE, **PERIOD}
FIELDS: dict[str, t.Type] = {
    "amount": t.Number(2, 15), "price": t.Number(2, 9), "qty": t.Number(0, 15), "small": t.Number(0, 4), "rate": t.Number(4, 9),
    "fine": t.Number(6, 15), "name": t.Text(50), "note": t.Text(200), "tier": t.Choice(("gold", "silver", "new")), "flag": t.Boolean(),
    "done": t.Boolean(), "born": t.Date(), "due": t.Date(), "paid_at": t.Instant(), "sent_at": t.Instant(), "owner": t.Ref("@user"),
    "tags": t.List(t.Choice(("a", "b", "vip"))), "member.tier.rate": t.Number(2, 5),
}
LINES: dict[str, t.Type] = {
    "lines.amount": t.Number(2, 9), "lines.qty": t.Number(0, 6), "lines.name": t.Text(20), "lines.day": t.Date(), "lines.ok": t.Boolean(),
}


class Scope:
    """The names of the table."""

    def resolve(self, path: tuple[str, ...]) -> PathInfo | None:
        dotted = ".".join(path)
        if dotted in FIELDS:
            return PathInfo(FIELDS[dotted])
        if dotted == "lines":
            return PathInfo(t.Ref("form.lines"), many=True)
        if dotted == "period":
            return PathInfo(t.Range())
        return PathInfo(LINES[dotted], True, "", (Hop("lines", "lines", many=True),)) if dotted in LINES else None

    def children(self, path: tuple[str, ...]) -> list[tuple[str, PathInfo]]:
        return []


SCOPE = Scope()
_TEXTS = ("Anna", "anna", "İpek", "林若溪", "a🙂b", "\ue000z", "\U0001f600", "Z", "ß", "%_\\", "O'Neil", "tab\tend", " ", "ab" * 20)
_DATES = ("2024-02-29", "2000-02-29", "2026-11-20", "2026-11-21", "2026-01-31", "1999-12-31", "0001-01-01", "9999-12-31", "2025-03-30")
_MOMENTS = (
    "2026-11-21T08:59:59.999+00:00", "2026-11-21T09:00:00.000+00:00", "2026-03-08T06:59:59.999+00:00", "2026-03-08T07:00:00.000+00:00",
    "2026-11-01T05:30:00.000+00:00", "2026-11-01T06:30:00.000+00:00", "2024-02-29T12:00:00.001+00:00", "1970-01-01T00:00:00.000+00:00",
    "2026-01-31T23:30:00.000+00:00", "1987-04-12T16:00:00.000+00:00",
)


def _number(kind: t.Number, seed: int) -> Any:
    top = 10**kind.digits - 1
    units = (0, 1, -1, 5, -5, 15, 25, 150, -250, 333, 10**kind.scale, -(10**kind.scale), 7 * 10**kind.scale, top, -top, 12345)[seed % 16]
    units = max(-top, min(top, units))
    return units if kind.scale == 0 else Decimal(units).scaleb(-kind.scale)


def _value(kind: t.Type, seed: int) -> Any:
    if seed % 7 == 3:
        return None
    if isinstance(kind, t.Number):
        return _number(kind, seed)
    if isinstance(kind, t.Boolean):
        return seed % 2 == 0
    if isinstance(kind, t.Text):
        return _TEXTS[seed % len(_TEXTS)]
    if isinstance(kind, t.Choice):
        return kind.options[seed % len(kind.options)]
    if isinstance(kind, t.Date):
        return date.fromisoformat(_DATES[seed % len(_DATES)])
    if isinstance(kind, t.Instant):
        return datetime.fromisoformat(_MOMENTS[seed % len(_MOMENTS)])
    if isinstance(kind, t.Ref):
        return encode(seed % 3 + 6)
    assert isinstance(kind, t.List)
    return [item for place, item in enumerate(("a", "b", "vip")) if seed >> place & 1] or None


def _row(number: int) -> dict[str, Any]:
    row = {name: _value(kind, number * 11 + place * 5 + number // 16) for place, (name, kind) in enumerate(FIELDS.items())}
    count = number % 4
    lines = {
        name: [_value(kind, number * 3 + line * 5 + place * 2) for line in range(count)] for place, (name, kind) in enumerate(LINES.items())
    }
    return {**row, **lines, "lines": [encode(number * 10 + line + 1) for line in range(count)], **PARAMETERS}


ROWS = [_row(number) for number in range(50)]


def to_json(value: Any) -> Any:
    """A value as the API writes it."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [value[0].key, value[1]]
    return [to_json(item) for item in value] if isinstance(value, list) else value


def browser_rows() -> str:
    """The rows as the browser has them."""
    return json.dumps({"rows": [{name: to_json(value) for name, value in row.items()} for row in ROWS]})


METADATA = MetaData()
TABLE = Table(
    "t", METADATA, Column("id", Integer, primary_key=True),
    *(Column(name, Structure() if isinstance(kind, t.List) else column_type(kind)) for name, kind in FIELDS.items()),
    Column("paid_at__d", Day()),
)
LINE_TABLE = Table(
    "l", METADATA, Column("id", Integer, primary_key=True), Column("parent", Integer, index=True),
    *(Column(name, column_type(kind)) for name, kind in LINES.items()),
)


def fill(connection: Any) -> None:
    """Creates both tables and fills them."""
    METADATA.create_all(connection)
    day = lambda moment: None if moment is None else business_date(moment, *ZONE)  # noqa: E731
    connection.execute(TABLE.insert(), [
        {"id": number, "paid_at__d": day(row["paid_at"]), **{name: row[name] for name in FIELDS}} for number, row in enumerate(ROWS)
    ])
    lines = [(number, row, line) for number, row in enumerate(ROWS) for line in range(len(row["lines"]))]
    connection.execute(LINE_TABLE.insert(), [{"parent": number} | {name: row[name][line] for name in LINES} for number, row, line in lines])


@dataclass
class TableSource:
    """A Source over the two tables."""

    dialect: str
    registry: Registry
    lateable: Mapping[int, int] = field(default_factory=dict)
    late: dict[int, Any] = field(default_factory=dict)
    parameters: Mapping[str, Any] = field(default_factory=lambda: PARAMETERS)

    def column(self, path: str) -> Any:
        if path == "lines":
            return LINE_TABLE.c.id
        return LINE_TABLE.c[path] if path in LINES else TABLE.c[path]

    def day(self, path: str) -> Any:
        return TABLE.c.paid_at__d if path == "paid_at" else None

    def exists(self, prefix: str, build: Callable[[Any], Any]) -> Any:
        return exists(select(1).where(LINE_TABLE.c.parent == TABLE.c.id, build(self)).correlate(TABLE))

    def scalar(self, prefix: str, build: Callable[[Any], Any]) -> Any:
        return select(build(self)).where(LINE_TABLE.c.parent == TABLE.c.id).correlate(TABLE).scalar_subquery()
