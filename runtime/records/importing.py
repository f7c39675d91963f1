"""Spreadsheets into an existing form: match columns by label, judge every row, write the good ones, hand back the rest, undo as a unit.

Takes: a Context, an upload. Gives: JSON-ready answers. Never: writes past the door; every row goes through records.service.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from builder import messages
from builder.errors import AppError, Conflict, Invalid, NotFound
from runtime.context import Context
from runtime.gateways import spreadsheets
from runtime.permissions import policy
from runtime.records import batches, service
from runtime.records.cells import Cells, Fault, Target, targets
from runtime.records.ripple import Ripple
from runtime.records.shown import Batch, Outcome
from runtime.store import imports

CHUNK = 500
PREVIEW = 10
MOST_FAULTS = 200


@dataclass(frozen=True)
class Upload:
    """A spreadsheet somebody sent: where it lies for now, and what it was called."""

    path: Path
    name: str


@dataclass(frozen=True)
class Row:
    """One line of the sheet: its number as the person sees it (the header is 1), texts, JSON values, and what is wrong."""

    number: int
    texts: list[str]
    values: Mapping[str, Any]
    faults: tuple[Fault, ...] = ()


def match(header: Sequence[str], offered: Mapping[str, Target], given: Mapping[int, str | None] | None) -> dict[int, Target]:
    """Column → field: as given, else by label (any language) or a label that contains it; each field once."""
    if given is not None:
        unknown = [key for key in given.values() if key is not None and key not in offered]
        if unknown:
            raise Invalid("import_mapping", field=unknown[0])
        return _some({index: offered[key] for index, key in given.items() if key is not None and 0 <= index < len(header)})
    found: dict[int, Target] = {}
    taken: set[str] = set()
    for index, label in enumerate(header):
        target = next((one for one in offered.values() if one.key not in taken and one.matches(label)), None)
        if target:
            found[index] = target
            taken.add(target.key)
    return found


def _some(columns: dict[int, Target]) -> dict[int, Target]:
    if not columns:
        raise Invalid("import_no_columns")
    return columns


def dry_run(ctx: Context, form: str, upload: Upload, given: Mapping[int, str | None] | None = None) -> dict[str, Any]:
    """What an import would do, nothing written: {"columns", "fields", "rows", "good", "bad", "preview", "faults"}."""
    policy.require(ctx, form, "import")
    offered = targets(ctx, form)
    preview: list[dict[str, Any]] = []
    faults: list[dict[str, Any]] = []
    good = bad = 0
    with spreadsheets.opened(upload.path, spreadsheets.kind_of(upload.name)) as sheet:
        columns = match(sheet.header, offered, given)
        for rows in _chunks(_rows(ctx, form, columns, sheet.rows)):
            for row in _judged(ctx, form, rows, keep=False):
                good, bad = good + (not row.faults), bad + bool(row.faults)
                faults += [_shown(ctx, row, fault, columns) for fault in row.faults][: max(0, MOST_FAULTS - len(faults))]
                if len(preview) < PREVIEW or (row.faults and len(preview) < 2 * PREVIEW):
                    preview.append(_preview(ctx, row, columns))
        header = sheet.header
    return {
        "columns": [{"index": i, "label": label, "field": columns[i].key if i in columns else None} for i, label in enumerate(header)],
        "fields": [{"key": one.key, "label": one.label, "required": one.required} for one in offered.values()],
        "missing": [one.label for one in offered.values() if one.required and one not in columns.values()],
        "rows": good + bad, "good": good, "bad": bad, "preview": preview, "faults": faults,
    }


def run(ctx: Context, form: str, upload: Upload, given: Mapping[int, str | None] | None = None) -> dict[str, Any]:
    """Writes the good rows in chunks under one import; the others come back as a sheet with a reason column."""
    policy.require(ctx, form, "import")
    offered = targets(ctx, form)
    with spreadsheets.opened(upload.path, spreadsheets.kind_of(upload.name)) as sheet:
        rows = _rows(ctx, form, _some(match(sheet.header, offered, given)), sheet.rows)
        unit: str = ctx.runtime.store.write(ctx, lambda uow: imports.start(uow, form, upload.name))
        created, skipped = _written(replace(ctx, batch=unit, cause=f"import:{unit}"), form, rows)
    lines = [(row.texts, _reasons(ctx, offered, row)) for row in skipped]
    result = imports.Result(created, len(lines), _rejected_sheet(ctx, sheet.header, lines) if lines else None)
    ctx.runtime.store.write(ctx, lambda uow: imports.finish(uow, unit, result))
    return {"import": unit, "created": created, "skipped": len(lines)}


def _written(ctx: Context, form: str, rows: Iterator[Row]) -> tuple[int, list[Row]]:
    """How many rows became records, and the rows that did not."""
    created, skipped = 0, []
    for chunk in _chunks(rows):
        judged = list(_judged(ctx, form, chunk, keep=True))
        refused = [row for row in judged if row.faults]
        created += len(judged) - len(refused)
        skipped += refused
    return created, skipped


def rejected(ctx: Context, unit: str) -> tuple[str, bytes]:
    """(file name, workbook) of the rows an import skipped; only for whoever imported."""
    found = _own(ctx, unit)
    if found.rejected is None:
        raise NotFound("not_found")
    return found.file_name.rsplit(".", 1)[0], found.rejected


def undo(ctx: Context, unit: str) -> dict[str, Any]:
    """Takes an import back as one unit: every record it made goes to the bin, or none.

    Raises Conflict where one is in use, or where the import was undone before.
    """
    found = _own(ctx, unit)
    if found.undone:
        raise Conflict("import_undone")
    policy.require(ctx, found.form, "import")
    # Whoever may bring records in may take the same records out again, also without the right to delete others.
    acting = ctx if policy.decide(ctx, found.form, "delete").allowed else ctx.as_system(f"undo:{unit}")

    def work(uow: Any) -> int:
        ids = imports.claim(uow, unit)
        ripple = Ripple(uow)
        batches.run(ripple, found.form, Batch(delete=ids))
        service.finish(ripple)
        return len(ids)

    return {"removed": ctx.runtime.store.write(replace(acting, cause=f"undo:{unit}"), work)}


def _own(ctx: Context, unit: str) -> imports.Unit:
    found: imports.Unit | None = ctx.runtime.store.read(ctx, lambda uow: imports.find(uow, unit))
    if found is None or found.by != ctx.actor.id or found.app != ctx.app:
        raise NotFound("not_found")
    return found


def _chunks(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def _rows(ctx: Context, form: str, columns: Mapping[int, Target], lines: Iterator[list[str]]) -> Iterator[Row]:
    cells = Cells(ctx, form)
    for number, texts in enumerate(lines, 2):
        values, faults = {}, []
        for index, target in columns.items():
            text = texts[index] if index < len(texts) else ""
            value, fault = cells.read(target, text)
            if fault:
                faults.append(fault)
            elif value is not None:
                values[target.key] = value
        yield Row(number, texts, values, tuple(faults + cells.repeated(values)))


def _judged(ctx: Context, form: str, rows: list[Row], *, keep: bool) -> Iterator[Row]:
    """The rows with the door's faults added; good ones are written where `keep`."""
    ready = [row for row in rows if not row.faults]
    request = Batch(create=[row.values for row in ready], atomic=False)
    outcomes = service.batch(ctx, form, request, automations=False) if keep else _rehearsed(ctx, form, request)
    refused = {ready[outcome.index].number: outcome.error for outcome in outcomes if outcome.error}
    for row in rows:
        error = refused.get(row.number)
        yield replace(row, faults=row.faults + _faults(error)) if error else row


def _rehearsed(ctx: Context, form: str, request: Batch) -> list[Outcome]:
    """What the door would say to these records, found out by trying and taking it back."""

    def work(uow: Any) -> list[Outcome]:
        with uow.rehearsal():
            return batches.run(Ripple(uow), form, request)

    outcomes: list[Outcome] = ctx.runtime.store.write(ctx, work)
    return outcomes


def _faults(error: Exception) -> tuple[Fault, ...]:
    if isinstance(error, Invalid | Conflict) and error.faults:
        return tuple(Fault(_field(one.pointer), one.code, one.params) for one in error.faults)
    assert isinstance(error, AppError)
    return (Fault(None, error.code, error.params),)


def _field(pointer: str) -> str | None:
    return pointer.removeprefix("/values").strip("/").split("/")[0] or None


def _shown(ctx: Context, row: Row, fault: Fault, columns: Mapping[int, Target]) -> dict[str, Any]:
    column = next((index for index, target in columns.items() if target.key == fault.field), None)
    return {"row": row.number, "column": column, "field": fault.field, "message": _words(ctx, fault)}


def _preview(ctx: Context, row: Row, columns: Mapping[int, Target]) -> dict[str, Any]:
    by_field = {fault.field: _words(ctx, fault) for fault in row.faults}
    cells = [
        {"text": text, **({"fault": by_field[columns[i].key]} if i in columns and columns[i].key in by_field else {})}
        for i, text in enumerate(row.texts)
    ]
    return {"row": row.number, "cells": cells, "fault": next((words for field, words in by_field.items() if field is None), None)}


def _words(ctx: Context, fault: Fault) -> str:
    return messages.text(fault.code, ctx.locale, fault.params)


def _rejected_sheet(ctx: Context, header: Sequence[str], rows: Sequence[tuple[list[str], str]]) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "rejected.xlsx"
        reason = messages.text("import_reason", ctx.locale)
        spreadsheets.write_xlsx(path, [*header, reason], ([*(texts + [""] * len(header))[: len(header)], why] for texts, why in rows))
        return path.read_bytes()


def _reasons(ctx: Context, offered: Mapping[str, Target], row: Row) -> str:
    labels = {key: f"{one.label}：" for key, one in offered.items()}
    return "；".join(labels.get(fault.field or "", "") + _words(ctx, fault) for fault in row.faults)
