"""An Answer as the browser gets it.

Takes: an Answer. Gives: plain JSON values and the words beside them. Never: a decision.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from builder.definitions import text_of
from builder.definitions.report import Parameter, Report
from builder.expressions import types as t
from runtime.context import Context
from runtime.fields import results
from runtime.reports import drilling, engine, parameters, words
from runtime.reports.engine import Answer, Prepared
from runtime.reports.shown import DIMENSION, Column, Kept, Shown
from runtime.values import instant_text

NAMES: Mapping[type[t.Type], str] = {
    t.Boolean: "boolean", t.Text: "text", t.Number: "number", t.Date: "date", t.Instant: "datetime", t.Choice: "choice", t.Ref: "ref",
}  # fmt: skip


def of(ctx: Context, answer: Answer) -> dict[str, Any]:
    """Everything a page, a tile or a preview shows of a report."""
    prepared, shown = answer.prepared, answer.shown
    report, asked = prepared.report, prepared.asked
    return {
        "label": text_of(report.label, ctx.locale),
        "as_of": instant_text(answer.as_of),
        "period": parameters.period_text(report.parameters, asked),
        "filters": filters(ctx, prepared),
        "columns": [column(one) for one in shown.columns],
        "rows": [list(map(results.dump, row)) for row in shown.rows],
        "texts": [[words.row_text(shown, number, one.key) for one in shown.columns] for number in range(len(shown.rows))],
        "levels": [level(shown, by) for by in shown.levels],
        "others": others(shown.others),
        **kept_back(shown, shown.hidden.rows),
        "more": answer.more,
        "chart": dict(prepared.chart) if prepared.chart else None,
        "figure": answer.figure,
        "drill": {
            **drilling.state(ctx, prepared.frame, report, asked, [one.key for one in shown.columns if one.role == DIMENSION]),
            "reports": list(_further(ctx, report)),
        },
    }


def _further(ctx: Context, report: Report) -> Iterator[dict[str, Any]]:
    """Other reports a number leads to, as far as the viewer may run them; `pass`: their parameter → the dimension here."""
    for drill in report.drill:
        other = ctx.rev.definition.reports.get(drill.report or "")
        if other and engine.may_run(ctx, other):
            yield {"key": other.key, "label": text_of(other.label, ctx.locale), "pass": dict(drill.passes)}


def column(one: Column) -> dict[str, Any]:
    """A column without its words, which stand in the texts."""
    plain = {"key": one.key, "label": one.label, "role": one.role, "type": NAMES.get(type(one.type), "text")}
    more = {"form": one.form, "grain": one.grain, "part": one.part, "format": dict(one.format)}
    return plain | {name: value for name, value in more.items() if value}


def level(shown: Shown, by: tuple[str, ...]) -> dict[str, Any]:
    """Subtotals by some of the dimensions; the others are empty."""
    return {
        "by": list(by),
        "rows": [list(map(results.dump, row)) for row in shown.levels[by]],
        "texts": [texts(shown, by, number) for number in range(len(shown.levels[by]))],
        "others": others(shown.rests.get(by, {})),
        **kept_back(shown, shown.hidden.levels.get(by, {})),
    }


def kept_back(shown: Shown, hidden: Kept) -> dict[str, list[int]]:
    """The rows nothing is told of, in a report that keeps small groups back."""
    measures = {one.key for one in shown.columns if one.role != DIMENSION}
    return {"hidden": [number for number, keys in sorted(hidden.items()) if keys.keys() >= measures]} if shown.hidden.n else {}


def others(found: Mapping[int, frozenset[str]]) -> dict[str, list[str]]:
    """The dimensions whose group is the rest, by the number of the row."""
    return {str(number): sorted(keys) for number, keys in found.items() if keys}


def texts(shown: Shown, by: tuple[str, ...], number: int) -> list[str]:
    """The words of a subtotal: nothing where it goes over all."""
    return [words.level_text(shown, by, number, one.key) if one.role != DIMENSION or one.key in by else "" for one in shown.columns]


def filters(ctx: Context, prepared: Prepared) -> list[str]:
    """What was chosen, in words; the period stands by itself."""
    report, made = prepared.report, parameters.asking(ctx, prepared.frame, prepared.report.source)
    chosen = ((one, prepared.asked.values.get(one.key)) for one in report.parameters if one.type != parameters.RANGE)
    return [_called(ctx, parameters.shown(made, one)["label"], told) for one, value in chosen for told in _told(ctx, made, one, value)]


def way(ctx: Context, prepared: Prepared) -> list[str]:
    """The groups one has come down by, in words."""
    report, frame, asked = prepared.report, prepared.frame, prepared.asked
    labels = (drilling.label_of(frame, report, key) for key, _ in asked.drill)
    return [_called(ctx, label, told) for label, told in zip(labels, drilling.at_texts(ctx, frame, report, asked), strict=True)]


def _called(ctx: Context, label: str, told: str) -> str:
    return f"{label}{'：' if ctx.locale == words.CHINESE else ': '}{told}"


def _told(ctx: Context, made: parameters.Asking, parameter: Parameter, value: Any) -> Iterator[str]:
    if value is None:
        return
    column = parameters.column(made, parameter)
    values = value if isinstance(value, list) else [value]
    yield ("、" if ctx.locale == words.CHINESE else ", ").join(drilling.value_texts(ctx, column, values))
