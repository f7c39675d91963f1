"""`dougong demo`: the mall CRM with its story, ready to click.

Takes: an address. Gives: a server in the foreground. Never: cards off loopback.
"""

import json
import os
import socket
from collections.abc import Callable
from pathlib import Path

import click
import segno
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from builder.errors import AppError
from runtime.app import load_settings, open_runtime
from runtime.cli_apps import publish_documents
from runtime.cli_output import console, language, refusal, say, table
from runtime.cli_server import address_of, require_free_port, run
from runtime.cli_session import acting
from runtime.context import Runtime
from runtime.identity import demo as accounts
from runtime.identity.passwords import easy
from runtime.settings import Settings
from runtime.web import shipped
from tools.mall_data import fill, proceed, staff
from tools.mall_data.scale import SCALES

APP = staff.APP
STATE = "demo.json"
FILLING, READY = "filling", "ready"


def _zh() -> bool:
    return language() == "zh-CN"


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 for phones on the same network.")
@click.option("--port", type=click.IntRange(1, 65535), default=8080, show_default=True)
@click.option("--scale", type=click.Choice(sorted(SCALES)), default="small", show_default=True, help="How much sample data.")
@click.option("--prepare", is_flag=True, help="Only make the data, do not serve.")
def demo(host: str, port: int, scale: str, prepare: bool) -> None:
    """The mall CRM with sample data, ready to click."""
    settings = load_settings(os.environ, host=host, port=port, demo=True)
    if not prepare:
        require_free_port(settings)
    forget_interrupted(settings)
    runtime = open_runtime(settings)
    try:
        passwords = prepare_story(runtime, scale)
    finally:
        runtime.store.close()
    show_accounts(passwords)
    if not prepare:
        show_address(settings)
        run(settings)


def _state(settings: Settings) -> str | None:
    path = settings.data_dir / STATE
    return json.loads(path.read_text("utf-8")).get("state") if path.is_file() else None


def _note(settings: Settings, state: str) -> None:
    (settings.data_dir / STATE).write_text(json.dumps({"state": state}), "utf-8")


def forget_interrupted(settings: Settings) -> None:
    """A first start that was interrupted begins again: its half-told database is of no use to anybody."""
    if _state(settings) == FILLING and settings.sqlite:
        path = Path(settings.database_url.removeprefix("sqlite:///"))
        for name in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
            name.unlink(missing_ok=True)


def prepare_story(runtime: Runtime, scale: str) -> dict[str, str]:
    """Publishes the app and tells the story where that has not happened; later starts add the days
    since. Gives the accounts with their passwords."""
    ctx = acting(runtime)
    known = dict(accounts.read_accounts(runtime))
    if runtime.store.revision(APP) is not None and _state(runtime.settings) != FILLING:
        if _state(runtime.settings) == READY:
            _proceed(runtime)
        return known
    passwords = {card.login: known.get(card.login) or easy() for card in staff.CARDS}
    _note(runtime.settings, FILLING)
    accounts.write_accounts(runtime, list(passwords.items()))
    publish_documents(ctx, APP, shipped.package(APP).documents, "")
    _tell(lambda tell: fill.fill(runtime, scale=SCALES[scale], passwords=passwords, progress=tell))
    _note(runtime.settings, READY)
    return passwords


def _proceed(runtime: Runtime) -> None:
    """Adds the days since; where people have changed what the story needs, it stays as it is and the demo starts all the same."""
    try:
        _tell(lambda tell: proceed.proceed(runtime, progress=tell))
    except AppError as error:
        say("\n".join(refusal(error)))


def _tell(story: Callable[[fill.Steps], object]) -> None:
    with Progress(TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f}%"), console=console()) as progress:
        story(_teller(progress))


def _teller(progress: Progress) -> Callable[[str, int, int], None]:
    tasks: dict[str, TaskID] = {}

    def tell(step: str, done: int, total: int) -> None:
        if step not in tasks:
            tasks[step] = progress.add_task(fill.STEPS[step][language()], total=total)
        progress.update(tasks[step], completed=done, total=total)

    return tell


def show_accounts(passwords: dict[str, str]) -> None:
    """Who can sign in, with which password."""
    heads = ["账号", "密码", "角色", "能看到"] if _zh() else ["Account", "Password", "Role", "Sees"]
    table("", heads, [(card.login, passwords.get(card.login, ""), f"{card.role} {card.name}", card.note) for card in staff.CARDS])


def lan_address() -> str | None:
    """This machine's address on its network, as a route outward would use it; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        return str(probe.getsockname()[0])


def show_address(settings: Settings) -> None:
    """What to open; for all addresses also the one on the network, as a code for a phone's camera."""
    if settings.host not in ("0.0.0.0", "::"):  # noqa: S104
        say(address_of(settings))
        return
    say(address_of(settings, "127.0.0.1"))
    found = lan_address()
    if found is not None:
        address = address_of(settings, found)
        say(f"手机扫码打开：{address}" if _zh() else f"On your phone: {address}")
        segno.make(address).terminal(compact=True)
