"""What a viewer may choose of a report: read, judged, told in words.

Takes: a Context, Parameters, JSON. Gives: Python values, refusals with pointers. Never: a value of another type than the parameter's.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from builder.checks.places import USERS
from builder.checks.report_parts import PLAIN
from builder.definitions import text_of
from builder.definitions.report import Parameter
from builder.errors import Fault, Invalid
from builder.expressions.types import Number, Ref, Text
from builder.kinds import BadValue
from builder.messages import text
from runtime.context import Context
from runtime.dataset import Asked
from runtime.dataset_periods import Day, Period, days, resolved
from runtime.fields import references
from runtime.reports.columns import Frame
from runtime.reports.shown import DIMENSION, Column
from runtime.values import zone

RANGE, DAY = "daterange", "date"
MOST = 200  # values of one parameter
PERSON = "user"
REFERENCES = ("relation", PERSON)
FORMATTED = ("money", "percent")
TYPED = ("text", "integer", "number", "money", "percent", "date")
PRESETS: Sequence[tuple[str, Mapping[str, Any]]] = (  # message code, relative dates
    ("preset_today", {"rel": "this", "unit": "day"}),
    ("preset_yesterday", {"rel": "last", "unit": "day"}),
    ("preset_week", {"rel": "this", "unit": "week", "to": "today"}),
    ("preset_weekend", {"rel": "last", "unit": "weekend"}),
    ("preset_month", {"rel": "this", "unit": "month", "to": "today"}),
    ("preset_last_month", {"rel": "last", "unit": "month"}),
    ("preset_7_days", {"rel": "last", "n": 7, "unit": "day"}),
    ("preset_30_days", {"rel": "last", "n": 30, "unit": "day"}),
    ("preset_quarter", {"rel": "this", "unit": "quarter", "to": "today"}),
    ("preset_year", {"rel": "this", "unit": "year", "to": "today"}),
)


@dataclass(frozen=True)
class Asking:
    """Where parameters are read: the frame of words, the table paths start at, the day it is."""

    frame: Frame
    source: str
    day: Day


def asking(ctx: Context, frame: Frame, source: str) -> Asking:
    """The parameters of a report on a form, asked now."""
    info = ctx.rev.definition.info
    return Asking(frame, source, Day(ctx.now, zone(info.timezone), info.day_start))


def read(made: Asking, parameters: Sequence[Parameter], given: Mapping[str, Any]) -> dict[str, Any]:
    """Every parameter with its value, None where it is empty; Invalid with all faults, pointers below "/params"."""
    known = {one.key for one in parameters}
    faults = [Fault(f"/params/{key[:40]}", "body_unknown") for key in given if key not in known]
    values: dict[str, Any] = {}
    for one in parameters:
        try:
            values[one.key] = _value(made, one, given.get(one.key, one.default))
        except BadValue as error:
            faults.append(Fault(f"/params/{one.key}", str(error), error.params))
    if faults:
        raise Invalid("invalid", faults)
    return values


def _value(made: Asking, parameter: Parameter, raw: Any) -> Any:
    if raw is None or raw in ("", []):
        if parameter.optional:
            return None
        raise BadValue("required")
    if parameter.type == RANGE:
        return resolved(raw, made.day)
    if not parameter.multi:
        return _one(made, parameter, raw)
    if not isinstance(raw, list) or len(raw) > MOST:
        raise BadValue("body_list")
    return [_one(made, parameter, item) for item in raw]


def _one(made: Asking, parameter: Parameter, raw: Any) -> Any:
    if isinstance(raw, Mapping) and parameter.type == DAY:
        return resolved(raw, made.day)[0]
    if isinstance(raw, list | Mapping):
        raise BadValue("not_text")
    if parameter.type in REFERENCES:
        return references.parse(raw)
    config = made.frame.config(made.source, parameter.field) if parameter.field else {}
    value = made.frame.catalog.fields[parameter.type].parse(_config(parameter, config), raw)
    if value is None:
        raise BadValue("required")
    return value


def _config(parameter: Parameter, config: Mapping[str, Any]) -> Mapping[str, Any]:
    """The field's, with no more places than the parameter's own type has."""
    plain = PLAIN.get(parameter.type)
    most = plain.scale if isinstance(plain, Number) else 0
    return {"max_length": 500, **config, "scale": min(most, int(config.get("scale", most)))}


def shown(made: Asking, parameter: Parameter) -> dict[str, Any]:
    """A parameter for the browser: label, type, what may be chosen."""
    locale, path = made.frame.locale, parameter.field
    label = text_of(parameter.label, locale) if parameter.label else made.frame.label(made.source, path) if path else ""
    plain: dict[str, Any] = {
        "key": parameter.key, "label": label or text("report_parameter", locale), "type": parameter.type, "multi": parameter.multi,
        "optional": parameter.optional, "default": _default(made, parameter),
    }
    if parameter.type in TYPED and not path:
        plain["typed"] = True
    if form := form_of(made, parameter):
        plain["form"] = form
    if options := options_of(made, parameter):
        plain["options"] = [{"key": key, "label": label} for key, label in options.items()]
    if parameter.type == RANGE:
        plain["presets"] = [{"label": text(code, locale), "value": dict(value)} for code, value in PRESETS]
    return plain


def _default(made: Asking, parameter: Parameter) -> Any:
    """What is chosen at first, as JSON; a relative day as the day it is now (a relative period stays one: it is chosen by its words)."""
    relative = isinstance(parameter.default, Mapping) and parameter.type != RANGE
    return resolved(parameter.default, made.day)[0].isoformat() if relative else parameter.default


def form_of(made: Asking, parameter: Parameter) -> str | None:
    """Whose records a parameter chooses from."""
    if parameter.type not in REFERENCES:
        return None
    places = made.frame.places(made.source, parameter.field) if parameter.field else []
    field = places[-1].field if places else None
    if field is None:
        return USERS if parameter.type == PERSON else None
    return USERS if parameter.type == PERSON else str(field.config.get("form", "")) or None


def options_of(made: Asking, parameter: Parameter) -> dict[str, str]:
    """The options in use of a choice."""
    config = made.frame.config(made.source, parameter.field) if parameter.field else {}
    found = [option for option in config.get("options", ()) if not option.get("archived")]
    return {option["key"]: text_of(option["label"], made.frame.locale) for option in found}


def period_text(parameters: Iterable[Parameter], asked: Asked) -> str | None:
    """The first date range, both days included."""
    ranges = (asked.values.get(one.key) for one in parameters if one.type == RANGE)
    return next((span(found, asked.day) for found in ranges if found), None)


def span(period: Period, day: Day) -> str:
    """A half-open range as people say it: both days included, one day alone."""
    first, end = days(period, day)
    last = end - timedelta(days=1)
    return first.isoformat() if last <= first else f"{first.isoformat()} – {last.isoformat()}"


def column(made: Asking, parameter: Parameter) -> Column:
    """A parameter as if it were a column: what its values are called."""
    form = form_of(made, parameter)
    type_ = Ref(form) if form else Text()
    return Column(parameter.key, "", DIMENSION, type_, form=form, options=options_of(made, parameter), format=_format(parameter))


def _format(parameter: Parameter) -> Mapping[str, Any]:
    return {"kind": parameter.type} if parameter.type in FORMATTED else {}
