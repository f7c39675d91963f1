"""`dougong verify`: what the engine promises, counted again. Takes: the installation. Gives: every difference. Never: repairs silently."""

from collections.abc import Iterator
from typing import Any

import click

from runtime.cli_output import language, say, show_json, table
from runtime.cli_session import acting, installation
from runtime.context import Context
from runtime.query import Query
from runtime.records.extremes import better
from runtime.records.links import Feed, links_of
from runtime.records.ripple import contribution, extreme_of
from runtime.store import audit, select
from runtime.store.definitions import DefinitionStore
from runtime.store.rows import Row

PAGE = 1_000
SHOWN = 50


@click.command()
@click.option("--json", "as_json", is_flag=True, help="JSON for programs.")
def verify(as_json: bool) -> None:
    """Roll-ups against a recount, and the chain of the audit log; exit code 1 where something differs."""
    with installation() as runtime:
        ctx = acting(runtime)
        apps = [key for key in DefinitionStore(runtime.store, ctx).apps() if runtime.store.revision(key) is not None]
        wrong = [found for key in apps for found in wrong_rollups(acting(runtime, key))]
        broken = runtime.store.read(ctx, lambda uow: list(audit.broken(uow)))
    if as_json:
        show_json({"rollups": wrong, "audit": broken})
    else:
        _tell(wrong, broken)
    if wrong or broken:
        raise click.exceptions.Exit(1)


def _tell(wrong: list[dict[str, Any]], broken: list[str]) -> None:
    chinese = language() == "zh-CN"
    if not wrong and not broken:
        say("汇总与重新计算一致，审计链完整。" if chinese else "Roll-ups equal a recount; the audit chain holds.")
        return
    heads = ["应用", "表单", "字段", "记录", "现值", "应为"] if chinese else ["App", "Form", "Field", "Record", "Stored", "Counted"]
    table("", heads, [tuple(one.values()) for one in wrong[:SHOWN]])
    for row in broken[:SHOWN]:
        say(f"audit {row}")


def wrong_rollups(ctx: Context) -> Iterator[dict[str, Any]]:
    """Every roll-up of the app that differs from a recount over the records there are now."""
    feeds = {(feed.parent, feed.field): feed for fed in links_of(ctx).feeds.values() for feed in fed}
    for feed in feeds.values():
        yield from ctx.runtime.store.read(ctx, lambda uow, feed=feed: list(_compared(uow, feed)))


def _compared(uow: Any, feed: Feed) -> Iterator[dict[str, Any]]:
    counted = _recounted(uow, feed)
    for row in _all(uow, feed.parent):
        stored, right = row.values.get(feed.field), counted.get(row.id)
        if not feed.extreme:
            stored, right = stored or 0, right or 0
        if stored != right:
            yield {
                "app": uow.ctx.app, "form": feed.parent, "field": feed.field, "record": row.id, 
                "stored": str(stored), "counted": str(right),
            }  # fmt: skip


def _recounted(uow: Any, feed: Feed) -> dict[str, Any]:
    sums: dict[str, Any] = {}
    for row in _all(uow, feed.child):
        parent = row.values.get(feed.relation)
        if parent and feed.extreme:
            sums[parent] = better(feed, sums.get(parent), extreme_of(uow, feed, row.values))
        elif parent:
            sums[parent] = sums.get(parent, 0) + contribution(uow, feed, row.values)
    return sums


def _all(uow: Any, form: str) -> Iterator[Row]:
    cursor = None
    while True:
        page = select.page(uow, Query(form, limit=PAGE, cursor=cursor))
        yield from page.rows
        if page.next_cursor is None:
            return
        cursor = page.next_cursor
