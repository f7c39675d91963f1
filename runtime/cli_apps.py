"""Apps at the command line: check, publish, move between installations, look back.

Takes: folders and zips. Gives: problems, changes, numbers.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from builder import templates
from builder.changes import Change
from builder.definitions import Documents
from builder.problems import has_errors
from builder.samples import path_of
from builder.studio import judge
from builder.versions import Outlook
from runtime.catalog import build_catalog
from runtime.cli_output import language, problem_json, say, show_json, show_problems, table
from runtime.cli_session import acting, installation, studio
from runtime.context import Context
from runtime.records import samples, sampling
from runtime.web.words import sentence

JSON = click.option("--json", "as_json", is_flag=True, help="JSON for programs.")
MARKS = {"safe": "+", "lossy": "!", "blocked": "✗", "warning": "!", "error": "✗"}
FOLDER_OR_ZIP = click.Path(exists=True, path_type=Path)


def read_package(path: Path) -> templates.Package:
    """A folder or a zip."""
    return templates.read_folder(path) if path.is_dir() else templates.unpack(path.read_bytes())


def _zh() -> bool:
    return language() == "zh-CN"


@click.command()
@click.argument("path", type=FOLDER_OR_ZIP)
@JSON
def check(path: Path, as_json: bool) -> None:
    """All problems of an app folder or template; exit code 1 on errors."""
    problems = judge(read_package(path).documents, build_catalog())
    show_problems(problems, as_json)
    if has_errors(problems):
        raise click.exceptions.Exit(1)
    if not as_json:
        say("没有错误。" if _zh() else "No errors.")


@click.command()
@click.argument("path", type=FOLDER_OR_ZIP)
@click.option("--app", "key", default=None, help="Publish under this key; the one in app.json if left out.")
@click.option("--dry-run", is_flag=True, help="Only show what it would mean for live data.")
@click.option("--note", default="", help="Why.")
@JSON
def publish(path: Path, key: str | None, dry_run: bool, note: str, as_json: bool) -> None:
    """Check, show the impact on live data, publish a revision."""
    package = read_package(path)
    app = key or package.app
    with installation() as runtime:
        ctx = acting(runtime)
        documents = package.under(app).documents if key else package.documents
        outlook = studio(ctx).versions.outlook(app, documents)
        number = None if dry_run or not outlook.publishable else publish_documents(ctx, app, documents, note)
        if number is not None:
            samples.load(replace(ctx, app=app))
    _show_outlook(outlook, number, as_json)
    if not outlook.publishable:
        raise click.exceptions.Exit(1)


def publish_documents(ctx: Context, app: str, documents: Documents, note: str) -> int:
    """Makes checked documents the newest revision; the draft people are working on is left alone."""
    made = studio(ctx)
    return made.publisher.publish(app, made.definitions.current(app), documents, note)


def _show_outlook(outlook: Outlook, number: int | None, as_json: bool) -> None:
    changes = [change_json(change) for change in (*outlook.changes,)]
    impacts = [
        {"level": one.level, "path": one.path, "count": one.count, "text": _words(one.code, {"count": one.count, **one.params})}
        for one in outlook.impacts
    ]
    if as_json:
        problems = [problem_json(problem) for problem in outlook.problems]
        show_json({"problems": problems, "changes": changes, "impacts": impacts, "level": outlook.level, "revision": number})
        return
    show_problems(outlook.problems, as_json=False)
    for one in (*changes, *impacts):
        say(f"{MARKS[one['level']]} {one['text']}")
    if number is not None:
        say(f"已发布为版本 {number}。" if _zh() else f"Published as revision {number}.")


def _words(code: str, params: Mapping[str, Any]) -> str:
    return sentence(code, language(), params)


def change_json(change: Change) -> dict[str, Any]:
    """A change for people and programs."""
    return {"level": change.level, "path": change.path, "code": change.code, "text": _words(change.code, change.params)}


@click.command()
@click.argument("app")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--samples", "with_samples", is_flag=True, help="At most 300 records go along, with all they point at.")
def export(app: str, file: Path, with_samples: bool) -> None:
    """An app as a template."""
    with installation() as runtime:
        rows = sampling.rows(acting(runtime, app)) if with_samples else {}
        package = studio(acting(runtime)).export(app, rows)
    file.write_bytes(package)
    say(str(file))


@click.command("import")
@click.argument("file", type=FOLDER_OR_ZIP)
@click.option("--as", "key", default=None, metavar="KEY", help="The key of the new app; a free one if left out.")
@click.option("--label", default=None, help="What the new app is called.")
@click.option("--draft", is_flag=True, help="Do not publish it yet; its sample rows wait until somebody does.")
@JSON
def import_(file: Path, key: str | None, label: str | None, draft: bool, as_json: bool) -> None:
    """A template in: checked, installed, published, filled with its sample rows."""
    package = read_package(file)
    with installation() as runtime:
        ctx = acting(runtime)
        problems = [] if draft else studio(ctx).problems(package)
        if has_errors(problems):
            show_problems(problems, as_json)
            raise click.exceptions.Exit(1)
        app = studio(ctx).install(package, label, key)
        revision = None if draft else studio(ctx).publish(app)
        loaded = samples.load(replace(ctx, app=app))
    _show_import(app, revision, loaded, as_json)


def _show_import(app: str, revision: int | None, loaded: samples.Loaded, as_json: bool) -> None:
    if as_json:
        show_json({"app": app, "revision": revision, "samples": loaded.created, "skipped": len(loaded.refused)})
    elif revision is None:
        say(f"已导入为草稿：{app}" if _zh() else f"Imported as a draft: {app}")
    else:
        rows = loaded.created
        say(f"已导入并发布：{app}，示例数据 {rows} 条" if _zh() else f"Imported and published: {app}, {rows} sample rows")
    for one in () if as_json else loaded.refused:
        reasons = " ".join(_words(fault.code, fault.params) for fault in one.faults)
        say(f"{MARKS['warning']} {path_of(one.form, one.number)} {reasons}")


@click.command()
@click.argument("app")
@JSON
def revisions(app: str, as_json: bool) -> None:
    """The published revisions of an app, newest first."""
    with installation() as runtime:
        found = studio(acting(runtime)).revisions(app)
    if as_json:
        show_json(
            {"revisions": [{"n": one.n, "at": one.at.isoformat(), "note": one.note, "rollback_of": one.rollback_of} for one in found]}
        )
    else:
        table(app, ["N", "", ""], [(one.n, f"{one.at:%Y-%m-%d %H:%M}", one.note) for one in found])


@click.command()
@click.argument("app")
@click.argument("number", type=click.IntRange(1))
@click.option("--note", default="", help="Why.")
@JSON
def rollback(app: str, number: int, note: str, as_json: bool) -> None:
    """The content of an old revision as a new one; nothing is lost."""
    with installation() as runtime:
        made = studio(acting(runtime)).rollback(app, number, note)
    if as_json:
        show_json({"revision": made})
    else:
        say(
            f"{app}：版本 {number} 的内容已发布为版本 {made}。"
            if _zh()
            else f"{app}: the content of revision {number} is now revision {made}."
        )


@click.command()
@click.argument("app")
@click.argument("first", type=click.IntRange(1))
@click.argument("second", type=click.IntRange(1))
@JSON
def diff(app: str, first: int, second: int, as_json: bool) -> None:
    """What differs between two revisions."""
    with installation() as runtime:
        changes = [change_json(change) for change in studio(acting(runtime)).diff(app, first, second)]
    if as_json:
        show_json({"changes": changes})
    for change in () if as_json else changes:
        say(f"{MARKS[change['level']]} {change['text']}")
