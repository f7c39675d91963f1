"""Values of expressions in PostgreSQL, all native and exact. Takes: terms. Gives: SQL. Never: floating point, `round(a / b)`.

An operand that a formula needs more than once is bound first (`_let`), so that nested expressions do not swell.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from sqlalchemy import Date as PlainDate
from sqlalchemy import (
    Integer,
    Numeric,
    and_,
    bindparam,
    case,
    cast,
    collate,
    column,
    extract,
    func,
    literal,
    literal_column,
    null,
    select,
    type_coerce,
)
from sqlalchemy import Text as PlainText
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP, array

from builder.expressions import dates, numbers
from builder.expressions.terms import Term
from builder.expressions.types import Choice, Date, Instant, Number, Text
from runtime.store.dialects.columns import column_type
from runtime.store.dialects.conditions import Conditions, Source, Sql

LOGICAL = frozenset(("eq", "ne", "lt", "le", "gt", "ge", "in", "and", "or", "not", "empty"))
_ZERO_DAY: Sql = literal_column("DATE '0001-01-01'")
_LAST_DAY = 3_652_058
_MOMENTS = (-62_104_060_800_000, 253_370_764_800_000)  # years 2 to 9998 in milliseconds
PLAIN: dict[type, Any] = {Date: PlainDate(), Instant: TIMESTAMP(timezone=True), Text: PlainText(), Choice: PlainText(), Number: Numeric()}
_MILLISECONDS = {"week": 604_800_000, "day": 86_400_000, "hour": 3_600_000, "minute": 60_000}


def _number(value: Sql) -> Sql:
    return cast(value, Numeric())


def _exact(value: int | str) -> Sql:
    return literal(Decimal(value), Numeric())


def _plain(value: Sql, item: Term) -> Sql:
    """A column or parameter of our own types, with PostgreSQL's operators."""
    plain = PLAIN.get(type(item.type))
    return value if plain is None else type_coerce(value, plain)


def _let(value: Sql, use: Callable[[Sql], Sql]) -> Sql:
    """`use(x)` with x computed once."""
    return _over([value], use)


def _over(values: list[Sql], use: Callable[[Sql], Sql]) -> Sql:
    """`use(x)` in a statement of its own, with x ranging over the values."""
    rows = func.unnest(array(values)).table_valued(column("x", values[0].type)).render_derived()
    return select(use(rows.c.x)).select_from(rows).correlate_except(rows).scalar_subquery()


class PostgresValues(Conditions):
    """Writes values for PostgreSQL."""

    def value(self, item: Term) -> Sql:
        """The value of a term."""
        if item.op == "late":
            return self._open(item)
        if self.known(item):
            return self.bound(item, self.result(item))
        if item.op == "some":
            return self.some(item)
        if item.op in LOGICAL:
            return self.logical(item)
        return getattr(self, "_value_" + item.op)(item)  # type: ignore[no-any-return]

    def bound(self, item: Term, value: Any) -> Sql:
        """A known value as a typed parameter."""
        if value is None:
            return cast(null(), PLAIN.get(type(item.type)) or column_type(item.type))
        if isinstance(item.type, Number):
            return literal(Decimal(value), Numeric())
        return self._typed(literal(value, column_type(item.type)), item)

    def _typed(self, parameter: Sql, item: Term) -> Sql:
        raw = _plain(parameter, item)
        return collate(raw, "C") if isinstance(item.type, Text | Choice) else raw

    def place(self, item: Term) -> tuple[Sql, Callable[[Any], Any]]:
        """A typed parameter."""
        if isinstance(item.type, Number):
            return bindparam(item.value[1], type_=Numeric()), Decimal
        return self._typed(bindparam(item.value[1], type_=column_type(item.type)), item), lambda value: value

    def comparable(self, left: Term, right: Term) -> tuple[Sql, Sql]:
        """Both sides; PostgreSQL compares numbers of different scales itself."""
        return self.value(left), self.value(right)

    def opaque(self, item: Term) -> Sql:
        """There is nothing PostgreSQL leaves to Python."""
        raise NotImplementedError(item.op)

    def _listed(self, item: Term) -> Sql:
        """`x in a list column`: the column is a JSON array of texts."""
        left, right = item.args
        if left.constant or self.known(left):
            value = self.result(left)
            return literal(False) if value is None else self.source.column(right.value).op("@>")(literal([value], JSONB()))
        return func.jsonb_exists(self.source.column(right.value), self.value(left))

    def whole(self, item: Term) -> Sql:
        """A value for an aggregate: a number as NUMERIC."""
        return self._number_of(item) if isinstance(item.type, Number) else self.value(item)

    def _number_of(self, item: Term) -> Sql:
        """A number as NUMERIC, so that nothing overflows."""
        return _number(self.value(item)) if item.op == "name" else self.value(item)

    def _value_name(self, item: Term) -> Sql:
        return _plain(self.source.column(item.value), item)

    def _value_const(self, item: Term) -> Sql:
        return self.bound(item, item.value)

    def _value_add(self, item: Term) -> Sql:
        return self._number_of(item.args[0]) + self._number_of(item.args[1])

    def _value_sub(self, item: Term) -> Sql:
        return self._number_of(item.args[0]) - self._number_of(item.args[1])

    def _value_mul(self, item: Term) -> Sql:
        return self._number_of(item.args[0]) * self._number_of(item.args[1])

    def _value_div(self, item: Term) -> Sql:
        return self._divided(self._number_of(item.args[0]), self._number_of(item.args[1]))

    def _divided(self, left: Sql, right: Sql) -> Sql:
        """The quotient cut to seven places, whose last decides the rounding half away from zero to six."""
        whole = func.div(left * _exact(10_000_000), func.nullif(right, _exact(0)), type_=Numeric())
        return func.round(whole * _exact("0.0000001"), 6, type_=Numeric())

    def _value_mod(self, item: Term) -> Sql:
        left, right = (self._number_of(arg) for arg in item.args)
        return func.mod(left, func.nullif(right, _exact(0)), type_=Numeric())

    def _value_neg(self, item: Term) -> Sql:
        return -self._number_of(item.args[0])

    def _value_scale(self, item: Term) -> Sql:
        return func.round(self._number_of(item.args[0]), item.scale, type_=Numeric())

    def _value_round(self, item: Term) -> Sql:
        return func.round(self._number_of(item.args[0]), item.value, type_=Numeric())

    def _simple(self, item: Term) -> Sql:
        return getattr(func, item.op)(self._number_of(item.args[0]), type_=Numeric())  # type: ignore[no-any-return]

    _value_floor = _value_ceil = _value_abs = _simple

    def _value_if(self, item: Term) -> Sql:
        condition, then, otherwise = item.args
        return case((self.condition(condition, True), self.value(then)), else_=self.value(otherwise))

    def _value_coalesce(self, item: Term) -> Sql:
        return func.coalesce(*(self.value(arg) for arg in item.args))

    # — gathered values

    def _value_sum(self, item: Term) -> Sql:
        nothing: Sql = literal(Decimal(numbers.zero(item.scale)), Numeric())
        if item.args[0].op == "each":
            return func.coalesce(self._gathered(item.args[0], lambda body: func.sum(body)), nothing, type_=Numeric())
        total: Sql = nothing
        for arg in item.args[0].args:
            total = total + func.coalesce(self._number_of(arg), nothing, type_=Numeric())
        return total

    def _value_count(self, item: Term) -> Sql:
        if item.args[0].op == "each":
            return _number(self._gathered(item.args[0], lambda body: func.count(body)))
        if item.args[0].op != "list":
            return _number(func.coalesce(func.jsonb_array_length(self.value(item.args[0])), 0))
        return _number(func.num_nonnulls(*(self.value(arg) for arg in item.args[0].args)))

    def _value_avg(self, item: Term) -> Sql:
        if item.args[0].op == "each":
            return self._gathered(item.args[0], lambda body: self._divided(func.sum(body), _number(func.count(body))))
        values = [self._number_of(arg) for arg in item.args[0].args]
        return _over(values, lambda one: self._divided(func.sum(one), _number(func.count(one))))

    def _extreme(self, item: Term) -> Sql:
        if item.args[0].op == "each":
            gather = getattr(func, item.op)
            return self._gathered(item.args[0], lambda body: gather(body))
        values = [self.value(arg) for arg in item.args[0].args]
        textual = isinstance(item.type, Text)
        sides = [collate(value, "C") if textual else value for value in values]
        return func.least(*sides) if item.op == "min" else func.greatest(*sides)

    _value_min = _value_max = _extreme

    def _gathered(self, each: Term, build: Callable[[Sql], Sql]) -> Sql:
        """An aggregate over the rows of a subtable."""
        body = each.args[0]

        def inside(inner: Source) -> Sql:
            rows = type(self)(inner)
            return build(rows._number_of(body) if isinstance(body.type, Number) else rows.value(body))

        return self.source.scalar(each.value, inside)

    # — texts

    def _text(self, item: Term) -> Sql:
        return collate(self.value(item), "C")

    def _lowered(self, item: Term) -> Sql:
        return func.lower(self._text(item), type_=PlainText())

    def _value_lower(self, item: Term) -> Sql:
        return self._lowered(item.args[0])

    def _value_upper(self, item: Term) -> Sql:
        return func.upper(self._text(item.args[0]), type_=PlainText())

    def _value_contains(self, item: Term) -> Sql:
        return func.coalesce(func.strpos(self._lowered(item.args[0]), self._lowered(item.args[1])) > 0, False)

    def _value_starts(self, item: Term) -> Sql:
        return func.coalesce(func.starts_with(self._lowered(item.args[0]), self._lowered(item.args[1])), False)

    def _value_ends(self, item: Term) -> Sql:
        backwards = [func.reverse(self._lowered(arg)) for arg in item.args]
        return func.coalesce(func.starts_with(*backwards), False)

    def _value_length(self, item: Term) -> Sql:
        return _number(func.char_length(self.value(item.args[0])))

    def _value_concat(self, item: Term) -> Sql:
        return func.nullif(func.concat(*(self._written(arg) for arg in item.args)), "", type_=PlainText())

    def _written(self, item: Term) -> Sql:
        value = self.value(item)
        if isinstance(item.type, Number):
            return cast(func.round(_number(value), item.scale), PlainText())
        return func.to_char(value, "YYYY-MM-DD") if isinstance(item.type, Date) else value

    # — days and moments

    def _zone(self) -> tuple[str, int]:
        where, start = self.source.parameters["@zone"]
        return where.key, start

    def _wall(self, moment: Sql) -> Sql:
        return func.timezone(self._zone()[0], moment, type_=TIMESTAMP())

    def _value_business_day(self, item: Term) -> Sql:
        moment = item.args[0]
        day = self.source.day(moment.value) if moment.op == "name" else None
        if day is not None:
            return type_coerce(day, PlainDate())
        return cast(self._wall(self.value(moment)) - func.make_interval(0, 0, 0, 0, self._zone()[1]), PlainDate())

    def _value_hour(self, item: Term) -> Sql:
        return _number(extract("hour", self._wall(self.value(item.args[0]))))

    def _part(self, item: Term) -> Sql:
        name = "isodow" if item.op == "weekday" else item.op
        return _number(extract(name, self.value(item.args[0])))

    _value_year = _value_month = _value_day = _value_weekday = _part

    def _value_date_add(self, item: Term) -> Sql:
        when, steps = self.value(item.args[0]), self._number_of(item.args[1])
        if len(item.args) == 2:
            return self._shifted_day(when, steps, item.value)
        if item.value in _MILLISECONDS:
            return _shifted_moment(when, steps * _exact(_MILLISECONDS[item.value]))
        return _let(self._wall(when), lambda wall: self._shifted_wall(wall, steps, item.value))

    def _shifted_day(self, day: Sql, steps: Sql, unit: str) -> Sql:
        if unit in ("day", "week"):
            return _day_at(_number(day - _ZERO_DAY) + steps * _exact(7 if unit == "week" else 1))
        months = steps * _exact(12 if unit == "year" else 1)
        return _let(day, lambda one: _let(months, lambda count: _shifted_months(one, count)))

    def _shifted_wall(self, wall: Sql, steps: Sql, unit: str) -> Sql:
        """A wall-clock time some months later as an instant: of two the earlier, a missing one moved by the gap."""
        clock = wall - func.date_trunc("day", wall)
        moved = cast(self._shifted_day(cast(wall, PlainDate()), steps, unit), TIMESTAMP()) + clock
        name = self._zone()[0]
        day: Sql = literal_column("INTERVAL '1 day'")

        def instant(local: Sql) -> Sql:
            plain = func.timezone(name, local, type_=TIMESTAMP(timezone=True))
            before = func.timezone(name, local - day, type_=TIMESTAMP(timezone=True)) + day
            return case((func.timezone(name, before) == local, func.least(before, plain)), else_=plain)

        return _let(moved, lambda local: _let(instant(local), _in_calendar))

    def _value_date_diff(self, item: Term) -> Sql:
        start, end, unit = self.value(item.args[0]), self.value(item.args[1]), item.value
        if unit in dates.INSTANT_DIFFERENCES:
            return func.div(_milliseconds(end) - _milliseconds(start), _exact(_MILLISECONDS[unit]), type_=Numeric())
        if unit in ("day", "week"):
            return func.div(_number(end - start), _exact(7 if unit == "week" else 1), type_=Numeric())
        months = _let(start, lambda one: _let(end, lambda other: _months(one, other)))
        return func.div(months, _exact(12 if unit == "year" else 1), type_=Numeric())


def _index(day: Sql) -> Sql:
    return _number(extract("year", day)) * _exact(12) + _number(extract("month", day))


def _months(start: Sql, end: Sql) -> Sql:
    """Whole months, towards zero."""
    first, last = extract("day", start), extract("day", end)
    unfinished = case((and_(end >= start, last < first), _exact(1)), (and_(end < start, first < last), _exact(-1)), else_=_exact(0))
    return _index(end) - _index(start) - unfinished


def _day_at(index: Sql) -> Sql:
    """The day with a number counted from year 1, NULL beyond the calendar."""
    return _let(index, lambda one: case((one.between(_exact(0), _exact(_LAST_DAY)), _ZERO_DAY + cast(one, Integer))))


def _shifted_months(day: Sql, count: Sql) -> Sql:
    moved = cast(day + func.make_interval(0, cast(count, Integer)), PlainDate())
    return case(((_index(day) + count).between(_exact(13), _exact(119_999 + 1)), moved))


def _milliseconds(moment: Sql) -> Sql:
    return func.trunc(_number(extract("epoch", moment)) * _exact(1000), type_=Numeric())


def _shifted_moment(moment: Sql, milliseconds: Sql) -> Sql:
    def at(one: Sql) -> Sql:
        seconds = func.make_interval(0, 0, 0, 0, 0, 0, one / _exact(1000))
        moved = cast(literal_column("TIMESTAMPTZ 'epoch'") + seconds, TIMESTAMP(timezone=True, precision=3))
        return case((and_(one >= _exact(_MOMENTS[0]), one < _exact(_MOMENTS[1])), moved))

    return _let(_milliseconds(moment) + milliseconds, at)


def _in_calendar(moment: Sql) -> Sql:
    millis = _milliseconds(moment)
    return case((and_(millis >= _exact(_MOMENTS[0]), millis < _exact(_MOMENTS[1])), moment))

