"""Reading and writing spreadsheets.

Takes: a path of an upload, or rows of values. Gives: rows of texts, or a file. Never: trusts a file in this process.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from builder.errors import Invalid, LimitExceeded
from builder.late import Late

xlsxwriter = Late("xlsxwriter")
MOST_ROWS = 200_000
WAIT_SECONDS = 60
WRITING: dict[str, Any] = dict.fromkeys(("constant_memory", "remove_timezone"), True) | dict.fromkeys(
    ("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False
)
PATTERNS: dict[type, str] = {date: "yyyy-mm-dd", datetime: "yyyy-mm-dd hh:mm:ss"}
EXACT = 10**15  # what a spreadsheet keeps without rounding
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Sheet:
    """The first row as column labels, the others as cell texts, read as they come."""

    header: list[str]
    rows: Iterator[list[str]]


@contextmanager
def opened(source: Path, kind: str) -> Iterator[Sheet]:
    """A sheet read by a child process with its own memory and time; raises Invalid or LimitExceeded with what to do."""
    command = [sys.executable, "-m", "runtime.gateways.sheet_child", str(source), kind, str(MOST_ROWS)]
    with tempfile.TemporaryFile("w+", encoding="utf-8") as answer:
        try:
            subprocess.run(command, stdout=answer, stderr=subprocess.DEVNULL, timeout=WAIT_SECONDS, check=False)  # noqa: S603 our own module
        except subprocess.TimeoutExpired:
            raise LimitExceeded("import_too_large") from None
        answer.seek(0)
        first = _line(answer)
        if not isinstance(first, dict) or not any(first.get("header", ())):
            raise Invalid("import_no_header")
        yield Sheet(first["header"], _rows(answer))


def _rows(answer: IO[str]) -> Iterator[list[str]]:
    while (line := _line(answer)) is not None:
        yield line


def _line(answer: IO[str]) -> Any:
    text = answer.readline()
    if not text:
        return None
    line = json.loads(text)
    if isinstance(line, dict) and "fault" in line:
        error = LimitExceeded if line["fault"] != "import_unreadable" else Invalid
        raise error(line["fault"], limit=MOST_ROWS)
    return line


def kind_of(filename: str) -> str:
    """`xlsx` or `csv` by the name of an upload; raises Invalid for any other."""
    ending = filename.rsplit(".", 1)[-1].lower()
    if ending not in ("xlsx", "csv"):
        raise Invalid("import_kind")
    return ending


def write_xlsx(target: Path, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """A workbook with one sheet, written row by row; text stays text, whatever it begins with."""
    with xlsxwriter.Workbook(str(target), WRITING) as workbook:
        sheet = workbook.add_worksheet()
        bold = workbook.add_format({"bold": True})
        formats: dict[type, Any] = {kind: workbook.add_format({"num_format": pattern}) for kind, pattern in PATTERNS.items()}
        sheet.freeze_panes(1, 0)
        for column, label in enumerate(header):
            sheet.write_string(0, column, label, bold)
            sheet.set_column(column, column, min(40, max(10, 2 * len(label) + 2)))
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                _cell(sheet, (number, column), value, formats)


def _cell(sheet: Any, place: tuple[int, int], value: Any, formats: dict[type, Any]) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(*place, value)
    elif isinstance(value, int | Decimal) and -EXACT < value < EXACT:
        sheet.write_number(*place, value)
    elif type(value) in formats:
        sheet.write_datetime(*place, value, formats[type(value)])
    else:
        sheet.write_string(*place, str(value)[:32_000])


def csv_cell(value: Any) -> str:
    """A value as csv text; what a spreadsheet would take for a formula gets a leading apostrophe."""
    if value is None:
        return ""
    text = value.isoformat(sep=" ") if isinstance(value, datetime) else str(value)
    if isinstance(value, str) and text.startswith(FORMULA_STARTS):
        return "'" + text
    return text
