"""The closed set of value types, shared by expressions, storage, the browser and OpenAPI. Takes and gives plain values."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Boolean:
    """true, false or empty."""


@dataclass(frozen=True, slots=True)
class Text:
    """Text; empty text is empty. `max_length` in code points, 0 = unknown."""

    max_length: int = 0


@dataclass(frozen=True, slots=True)
class Number:
    """An exact decimal: `scale` places after the point, at most `digits` digits in all. Scale 0 is an int in Python, else a Decimal."""

    scale: int = 0
    digits: int = 15


@dataclass(frozen=True, slots=True)
class Date:
    """A calendar day."""


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day."""


@dataclass(frozen=True, slots=True)
class Instant:
    """A moment with millisecond precision, UTC."""


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time in milliseconds."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the option keys."""

    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ref:
    """The id of a record of `form`; `@user` is a person, `@me` has this type."""

    form: str


@dataclass(frozen=True, slots=True)
class File:
    """Attached files, a list of {id, name, size, type}."""


@dataclass(frozen=True, slots=True)
class Json:
    """A structured value expressions cannot look into."""


@dataclass(frozen=True, slots=True)
class List:
    """Several values of one type."""

    of: "Type"


@dataclass(frozen=True, slots=True)
class Range:
    """Days from one up to but without another: what a period chosen by a viewer is. No field holds one; it stands right of `in` only."""


Type = Boolean | Text | Number | Date | Time | Instant | Duration | Choice | Ref | File | Json | List | Range
