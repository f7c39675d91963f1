"""A table of numbers as a workbook people go on working with.

Takes: texts and numbers with their patterns. Gives: a file. Never: a formula from a text.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from builder.late import Late

xlsxwriter = Late("xlsxwriter")
WRITING: dict[str, Any] = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
EXACT = 10**15  # what a spreadsheet keeps without rounding
NARROW, WIDE = 10, 40


@dataclass(frozen=True)
class Line:
    """One row of cells; `strong`: a subtotal."""

    cells: Sequence[Any]
    strong: bool = False


@dataclass(frozen=True)
class Drawing:
    """A chart of the workbook itself: column, bar, line or pie; over one column of labels and some of numbers, of so many rows."""

    type: str
    labels: int
    numbers: Sequence[int]
    rows: int
    stacked: bool = False


@dataclass(frozen=True)
class Table:
    """What goes into a sheet: its title, lines that say what one sees, heads over the columns, patterns of their numbers, the rows."""

    title: str
    notes: Sequence[str]
    heads: Sequence[Sequence[str]]
    patterns: Sequence[str | None]
    lines: Iterable[Line]
    fixed: int = 1  # columns that stay while one scrolls to the right
    drawing: Drawing | None = None


def write(target: Path, table: Table) -> None:
    """Writes a workbook with one sheet."""
    with xlsxwriter.Workbook(str(target), WRITING) as workbook:
        sheet = workbook.add_worksheet()
        top = len(table.notes) + 2
        first = top + len(table.heads)
        _widths(sheet, table)
        sheet.write_string(0, 0, table.title, workbook.add_format({"bold": True, "font_size": 14}))
        grey, bold = workbook.add_format({"font_color": "#666666"}), workbook.add_format({"bold": True, "bottom": 1})
        for number, note in enumerate(table.notes, 1):
            sheet.write_string(number, 0, note, grey)
        for number, head in enumerate(table.heads):
            for column, label in enumerate(head):
                sheet.write_string(top + number, column, label, bold)
        sheet.freeze_panes(first, table.fixed)
        _lines(workbook, sheet, table, first)
        if table.drawing and table.drawing.rows:
            _draw(workbook, sheet, table, first)


def _widths(sheet: Any, table: Table) -> None:
    for column, label in enumerate(table.heads[-1] if table.heads else ()):
        sheet.set_column(column, column, min(WIDE, max(NARROW, 2 * len(label) + 2)))


def _lines(workbook: Any, sheet: Any, table: Table, first: int) -> None:
    formats = {
        strong: [workbook.add_format({"bold": strong} | ({"num_format": pattern} if pattern else {})) for pattern in table.patterns]
        for strong in (False, True)
    }
    for number, line in enumerate(table.lines, first):
        for column, value in enumerate(line.cells):
            _cell(sheet, (number, column), value, formats[line.strong][column])


def _cell(sheet: Any, place: tuple[int, int], value: Any, look: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(*place, value, look)
    elif isinstance(value, int | Decimal) and -EXACT < value < EXACT:
        sheet.write_number(*place, value, look)
    elif isinstance(value, date):
        sheet.write_datetime(*place, value, look)
    else:
        sheet.write_string(*place, str(value)[:32_000], look)


def _draw(workbook: Any, sheet: Any, table: Table, first: int) -> None:
    drawing = table.drawing
    assert drawing is not None
    shape: dict[str, Any] = {"type": drawing.type} | ({"subtype": "stacked"} if drawing.stacked else {})
    chart, last, name = workbook.add_chart(shape), first + drawing.rows - 1, sheet.get_name()
    for column in drawing.numbers:
        chart.add_series({
            "name": [name, first - 1, column], "categories": [name, first, drawing.labels, last, drawing.labels],
            "values": [name, first, column, last, column],
        })  # fmt: skip
    chart.set_title({"name": table.title})
    chart.set_size({"width": 720, "height": 400})
    sheet.insert_chart(0, len(table.patterns) + 1, chart)
