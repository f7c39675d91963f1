"""Runs alone in a child process: one uploaded sheet to lines of JSON.

Takes: a path, a kind, a row limit. Gives: JSON lines. Never: the database.

First line {"header": [...]}, then one list of cell texts per row; a line {"fault": code} ends a refusal. Limits of memory and time are
the process's own, so that a hostile file ends this process and nothing else.
"""

import csv
import json
import resource
import sys
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

MEMORY = 1 << 30
SECONDS = 30
UNPACKED = 400 << 20
ENTRIES = 2_000
RATIO = 300
COLUMNS = 500
CELL = 20_000


class Refused(ValueError):
    """The file is not one we read; the text is a message code."""


def main() -> None:
    """Entry: argv = path, kind (xlsx or csv), most rows."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    path, kind, most = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    try:
        for number, line in enumerate(rows(path, kind)):
            if number > most:
                raise Refused("import_too_many_rows")
            write({"header": line} if number == 0 else line)
    except Refused as refusal:
        write({"fault": str(refusal)})
    except (CalamineError, OSError, MemoryError, zipfile.BadZipFile, csv.Error, UnicodeError, ValueError):
        write({"fault": "import_unreadable"})


def write(line: Any) -> None:
    """One line of JSON on standard output."""
    sys.stdout.write(json.dumps(line, ensure_ascii=True) + "\n")


def rows(path: Path, kind: str) -> Iterator[list[str]]:
    """Cell texts, row by row, trailing empty cells and rows left out."""
    source = csv_rows(path) if kind == "csv" else xlsx_rows(path)
    width = 0
    for number, row in enumerate(source):
        cells = [text(cell) for cell in row[:COLUMNS]]
        while cells and not cells[-1]:
            cells.pop()
        if number == 0:
            width = len(cells)
        elif not cells:
            continue
        yield (cells + [""] * width)[: max(width, 1)]


def csv_rows(path: Path) -> Iterable[list[str]]:
    """A csv in UTF-8 (with or without mark) or GB 18030, as spreadsheets in China save it."""
    raw = path.read_bytes()
    if b"\0" in raw:
        raise Refused("import_unreadable")
    try:
        body = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        body = raw.decode("gb18030")
    csv.field_size_limit(CELL * 4)
    return csv.reader(body.splitlines(keepends=True))


def xlsx_rows(path: Path) -> Iterable[list[Any]]:
    """The first sheet of a workbook whose unpacked size was checked before it was opened."""
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
        size = sum(entry.file_size for entry in entries)
        packed = max(1, sum(entry.compress_size for entry in entries))
        if len(entries) > ENTRIES or size > UNPACKED or size > RATIO * packed + (8 << 20):
            raise Refused("import_too_large")
    workbook = CalamineWorkbook.from_path(str(path))
    if not workbook.sheet_names:
        raise Refused("import_unreadable")
    return workbook.get_sheet_by_index(0).iter_rows()


def text(cell: Any) -> str:
    """A cell as the text a person would have typed."""
    if cell is None or cell == "":
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d") if cell.time() == time(0) else cell.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell).replace("\0", "")[:CELL].strip()


if __name__ == "__main__":
    main()
