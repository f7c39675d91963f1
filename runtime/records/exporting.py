"""Records out as a file people or programs read.

Takes: a Context and a Listing. Gives: rows as they come. Never: more than the list would show.
"""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from builder.definitions import text_of
from builder.errors import Invalid, LimitExceeded
from runtime.context import Context
from runtime.gateways.leaving import filled
from runtime.gateways.spreadsheets import csv_cell, write_xlsx
from runtime.permissions import field_mask, policy
from runtime.permissions.grants import HIDDEN
from runtime.records import service, shape
from runtime.records.plan import FieldPlan, FormPlan, plan_of
from runtime.records.shown import Found, Listing, Shown

FORMATS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/x-ndjson",
}
PAGE = 200
MOST_ROWS = 1_000_000


@dataclass(frozen=True)
class Export:
    """A file in the making: its name, its type, its bytes as they come."""

    name: str
    content_type: str
    chunks: Iterator[bytes]


def export(ctx: Context, form: str, listing: Listing, format_: str, folder: Path) -> Export:
    """What the list shows, without its pages; needs the right to export. `folder` is where a workbook is written before it is sent."""
    if format_ not in FORMATS:
        raise Invalid("export_format")
    policy.require(ctx, form, "export")
    plan = plan_of(ctx, form)
    listing = replace(listing, limit=PAGE, cursor=None, count="none")
    first = service.list_(ctx, form, listing)
    pages = _pages(ctx, form, listing, first)
    chunks = {"xlsx": _xlsx, "csv": _csv, "jsonl": _jsonl}[format_](ctx, (plan, listing.fields), pages, folder)
    label = text_of(plan.form.label, ctx.locale)
    return Export(f"{label}.{format_}", FORMATS[format_], chunks)


def _pages(ctx: Context, form: str, listing: Listing, found: Found) -> Iterator[Found]:
    count = 0
    while True:
        count += len(found.records)
        if count > MOST_ROWS:
            raise LimitExceeded("export_too_many", limit=MOST_ROWS)
        yield found
        if found.next_cursor is None:
            return
        found = service.list_(ctx, form, replace(listing, cursor=found.next_cursor))


Shape = tuple[FormPlan, tuple[str, ...] | None]


def _columns(ctx: Context, shape_: Shape) -> list[FieldPlan]:
    """The fields of the file in their order: those asked for, else all the caller may see; lines stay out."""
    plan, asked = shape_
    keys = asked or tuple(plan.fields)
    mask = field_mask.best_mask(ctx, plan.form.key)
    return [plan.fields[key] for key in keys if key in plan.fields and mask[key] != HIDDEN and not plan.fields[key].columns]


def _cells(ctx: Context, columns: list[FieldPlan], found: Found) -> Iterator[list[Any]]:
    for record in found.records:
        yield [_cell(ctx, one, record, found) for one in columns]


def _cell(ctx: Context, one: FieldPlan, record: Shown, found: Found) -> Any:
    key = one.field.key
    value = record.values.get(key)
    if value is None or key in record.masked:
        return value
    if one.target:
        return found.refs.get(one.target, {}).get(value, "")
    return one.kind.dump_cell(one.config, value, ctx.locale)


def _rows(ctx: Context, columns: list[FieldPlan], pages: Iterator[Found]) -> Iterator[list[Any]]:
    for found in pages:
        yield from _cells(ctx, columns, found)


def _header(ctx: Context, columns: list[FieldPlan]) -> list[str]:
    return [text_of(one.field.label, ctx.locale) for one in columns]


def _xlsx(ctx: Context, shape_: Shape, pages: Iterator[Found], folder: Path) -> Iterator[bytes]:
    columns = _columns(ctx, shape_)
    return filled(folder, lambda path: write_xlsx(path, _header(ctx, columns), _rows(ctx, columns, pages)))


def _csv(ctx: Context, shape_: Shape, pages: Iterator[Found], folder: Path) -> Iterator[bytes]:
    columns = _columns(ctx, shape_)
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    yield "\ufeff".encode()
    writer.writerow(_header(ctx, columns))
    for found in pages:
        writer.writerows([csv_cell(value) for value in row] for row in _cells(ctx, columns, found))
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()


def _jsonl(ctx: Context, shape_: Shape, pages: Iterator[Found], folder: Path) -> Iterator[bytes]:
    for found in pages:
        yield "".join(json.dumps(shape.record(ctx, record, found.refs), ensure_ascii=False) + "\n" for record in found.records).encode()
