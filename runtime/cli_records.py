"""Records at the command line: spreadsheets in and out.

Takes: files. Gives: counts and faults. Never: past the door; the installation itself acts.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
from rich.progress import Progress

from runtime.cli_output import console, language, say, show_json
from runtime.cli_session import acting, installation
from runtime.records import exporting, importing
from runtime.records.shown import Listing


@click.group("data")
def data() -> None:
    """Records as spreadsheets: import, export."""


def _zh() -> bool:
    return language() == "zh-CN"


def _mapping(text: str | None) -> Mapping[int, str | None] | None:
    if text is None:
        return None
    try:
        return {int(column): key for column, key in json.loads(text).items()}
    except (ValueError, AttributeError):
        raise click.BadParameter('{"0": "name", "1": "mobile"}', param_hint="--map") from None


@data.command("import")
@click.argument("app")
@click.argument("form")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--map", "mapping", default=None, help="JSON of column numbers to field keys; matched by label if left out.")
@click.option("--dry-run", is_flag=True, help="Only judge the rows.")
@click.option("--json", "as_json", is_flag=True, help="JSON for programs.")
def import_rows(app: str, form: str, file: Path, mapping: str | None, dry_run: bool, as_json: bool) -> None:
    """Rows of a spreadsheet into a form."""
    columns = _mapping(mapping)
    with installation() as runtime:
        ctx, upload = acting(runtime, app), importing.Upload(file, file.name)
        found = importing.dry_run(ctx, form, upload, columns) if dry_run else importing.run(ctx, form, upload, columns)
    if as_json:
        show_json(found)
    elif dry_run:
        say(
            f"可导入 {found['good']} 行，有问题 {found['bad']} 行。" if _zh() else f"{found['good']} rows are good, {found['bad']} are not."
        )
        for fault in found["faults"][:20]:
            say(f"  {fault['row']}: {fault['message']}")
    else:
        say(
            f"导入 {found['created']} 行，跳过 {found['skipped']} 行。"
            if _zh()
            else f"Imported {found['created']} rows, skipped {found['skipped']}."
        )


@data.command("export")
@click.argument("app")
@click.argument("form")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--filter", "condition", default=None, help="An expression.")
def export_rows(app: str, form: str, file: Path, condition: str | None) -> None:
    """Records of a form as xlsx, csv or jsonl, by the ending of the file."""
    with installation() as runtime, Progress(console=console(), transient=True) as progress:
        made = exporting.export(
            acting(runtime, app), form, Listing(filter=condition), file.suffix.lstrip(".").lower(), file.resolve().parent
        )
        task: Any = progress.add_task(file.name, total=None)
        with open(file, "wb") as target:
            for chunk in made.chunks:
                target.write(chunk)
                progress.advance(task, len(chunk))
    say(str(file))
