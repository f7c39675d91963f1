"""A report as a file: a workbook that looks like the page, or plain rows with their totals below.

Takes: a Context, a report, a question. Gives: bytes, and a line in the audit log. Never: more than the page shows.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from builder.definitions import text_of
from builder.definitions.report import Report
from builder.errors import Invalid
from builder.expressions import types as t
from builder.messages import text
from runtime.context import Context
from runtime.gateways import number_sheets
from runtime.gateways.leaving import filled
from runtime.gateways.number_sheets import Drawing, Line, Table
from runtime.gateways.spreadsheets import csv_cell
from runtime.identity import audit_log
from runtime.reports import answering, engine, guards, parameters, pivot, words
from runtime.reports.engine import Answer, Question
from runtime.reports.shown import DIMENSION, Column, Shown
from runtime.values import zone

TYPES = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8"}
DAY, MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
DRAWN = {"bar": "column", "line": "line", "area": "area", "pie": "pie"}
SLOTS = {"pie": ("label", "value")}


@dataclass(frozen=True)
class Export:
    """A file in the making: its name, its type, its bytes as they come."""

    name: str
    content_type: str
    chunks: Iterator[bytes]


def export(ctx: Context, report: Report, question: Question, format_: str, folder: Path) -> Export:
    """What the page shows as a file; needs the right to export every form whose rows are counted. `folder`: where it is written first."""
    if format_ not in report.export:
        raise Invalid("report_format")
    guards.require_export(ctx, report)
    answer = engine.run(ctx, report, question)
    chunks = _csv(ctx, answer) if format_ == "csv" else filled(folder, lambda path: number_sheets.write(path, table(ctx, answer)))
    detail = {"format": format_, "rows": len(answer.shown.rows)}
    audit_log.note(ctx, "report_exported", f"{ctx.app}/report/{report.key}", detail)
    return Export(f"{text_of(report.label, ctx.locale)}.{format_}", TYPES[format_], chunks)


def _csv(ctx: Context, answer: Answer) -> Iterator[bytes]:
    """The rows below their head, up to the first empty line; then what they add up to, and what one sees."""
    shown, found = answer.shown, totals(answer.shown)
    lines = [[column.label for column in shown.columns], *(cells(shown, number) for number in range(len(shown.rows)))]
    lines += [[], *found] if found else []
    lines += [[], *([note] for note in notes(ctx, answer))]
    buffer = io.StringIO()
    csv.writer(buffer).writerows([csv_cell(value) for value in line] for line in lines)
    return iter([f"\ufeff{buffer.getvalue()}".encode()])


def cells(shown: Shown, number: int) -> list[Any]:
    """One row: numbers and days as such, everything else in words."""
    return [_value(shown, number, place, column) for place, column in enumerate(shown.columns)]


def _value(shown: Shown, number: int, place: int, column: Column) -> Any:
    if column.key in shown.hidden.rows.get(number, ()):
        return words.row_text(shown, number, column.key)
    value = shown.rows[number][place]
    plain = column.role != DIMENSION or (_days(column) and value is not None)
    return _bare(value) if plain else words.row_text(shown, number, column.key)


def _bare(value: Any) -> Any:
    """A moment as the wall clock showed it: spreadsheets know no zones."""
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value


def _days(column: Column) -> bool:
    return column.grain == "day"


def table(ctx: Context, answer: Answer) -> Table:
    """The sheet of a report: a cross table where the chart is one, else its rows with what they add up to."""
    crossed = pivot.of(answer.shown, answer.prepared.chart)
    return _crossed(ctx, answer, crossed) if crossed else _flat(ctx, answer)


def notes(ctx: Context, answer: Answer) -> list[str]:
    """What one sees, of which time, chosen how, by whom."""
    report, asked = answer.prepared.report, answer.prepared.asked
    at = answer.as_of.astimezone(zone(ctx.rev.definition.info.timezone))
    period = parameters.period_text(report.parameters, asked)
    told = [text("report_period", ctx.locale, {"period": period})] if period else []
    told += answering.filters(ctx, answer.prepared) + answering.way(ctx, answer.prepared)
    told.append(text("report_as_of", ctx.locale, {"at": f"{at:%Y-%m-%d %H:%M}", "user": ctx.actor.name}))
    return told + ([text("report_cut_off", ctx.locale, {"limit": report.limit})] if answer.more else [])


def _flat(ctx: Context, answer: Answer) -> Table:
    shown = answer.shown
    lines = [Line(cells(shown, number)) for number in range(len(shown.rows))]
    fixed = sum(1 for column in shown.columns if column.role == DIMENSION)
    heads = [[column.label for column in shown.columns]]
    return Table(
        text_of(answer.prepared.report.label, ctx.locale), notes(ctx, answer), heads,
        [pattern(column) for column in shown.columns], [*lines, *(Line(one, strong=True) for one in totals(shown))], fixed, drawing(answer),
    )  # fmt: skip


def totals(shown: Shown) -> list[list[Any]]:
    """Every subtotal, level by level."""
    return [_total(shown, by, number) for by in shown.levels for number in range(len(shown.levels[by]))]


def _total(shown: Shown, by: tuple[str, ...], number: int) -> list[Any]:
    """A subtotal: the dimensions it keeps in words, 合计 in the first it goes over."""
    told: list[Any] = []
    open_ = next((column.key for column in shown.columns if column.role == DIMENSION and column.key not in by), None)
    hidden = shown.hidden.levels.get(by, {}).get(number, ())
    for column, value in zip(shown.columns, shown.levels[by][number], strict=True):
        if column.role != DIMENSION:
            told.append(words.level_text(shown, by, number, column.key) if column.key in hidden else _bare(value))
        elif column.key in by:
            told.append(words.level_text(shown, by, number, column.key))
        else:
            told.append(text("report_total", shown.locale) if column.key == open_ else None)
    return told


def _crossed(ctx: Context, answer: Answer, found: Mapping[str, Any]) -> Table:
    shown, chart = answer.shown, answer.prepared.chart or {}
    down, across = list(chart.get("rows", ())), list(chart.get("cols", ()))
    left = [shown.column(key).label for key in down] or [""]
    depth = max(1, len(across))
    heads = [[*([""] * len(left)), *(_at(col["texts"], level) for col in found["cols"])] for level in range(depth)]
    heads.append([*left, *(col["label"] for col in found["cols"])])
    lines = [
        Line([*_padded(row["texts"], len(left)), *(cell["text"] if cell["hidden"] else _bare(cell["number"]) for cell in line)],
             strong=row["total"])
        for row, line in zip(found["rows"], found["cells"], strict=True)
    ]  # fmt: skip
    patterns = [*([None] * len(left)), *(pattern(shown.column(col["value"])) for col in found["cols"])]
    return Table(text_of(answer.prepared.report.label, ctx.locale), notes(ctx, answer), heads, patterns, lines, len(left))


def _at(texts: Sequence[str], level: int) -> str:
    return texts[level] if level < len(texts) else ""


def _padded(texts: Sequence[str], size: int) -> list[str]:
    return [*texts, *([""] * (size - len(texts)))][:size]


def pattern(column: Column) -> str | None:
    """How a spreadsheet shows the numbers of a column."""
    if column.role == DIMENSION or isinstance(column.type, t.Date | t.Instant):
        return MOMENT if isinstance(column.type, t.Instant) else DAY if _days(column) or column.role != DIMENSION else None
    kind, places = column.format.get("kind"), words.places(column)
    decimals = "." + "0" * (words.MOST_PLACES if places is None else places) if places != 0 else ""
    if kind == "percent":
        return f"0{decimals}%"
    sign = words.sign_of(column)
    return f'"{sign}"#,##0{decimals}' if sign else f"#,##0{decimals}"


def drawing(answer: Answer) -> Drawing | None:
    """A chart of the workbook where the report's chart is a plain one over one dimension."""
    chart, shown = answer.prepared.chart, answer.shown
    if not chart or chart["type"] not in DRAWN or chart.get("series"):
        return None
    name, values = SLOTS.get(chart["type"], ("x", "y"))
    numbers = chart[values] if isinstance(chart[values], list) else [chart[values]]
    kind = "bar" if chart.get("horizontal") else DRAWN[chart["type"]]
    places = [shown.place(key) for key in numbers]
    return Drawing(kind, shown.place(chart[name]), places, len(shown.rows), stacked=bool(chart.get("stack")))

