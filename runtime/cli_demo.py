"""`dougong demo`: the mall CRM with its story, ready to click.

Takes: an address. Gives: a server in the foreground. Never: cards off loopback.
"""

import os
import socket

import click
import segno

from runtime import cli_story
from runtime.app import load_settings, open_runtime
from runtime.cli_output import say, table
from runtime.cli_server import address_of, require_free_port, run
from runtime.cli_story import zh
from runtime.settings import Settings
from tools.mall_data import staff
from tools.mall_data.scale import SCALES


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 for phones on the same network.")
@click.option("--port", type=click.IntRange(1, 65535), default=8080, show_default=True)
@click.option("--scale", type=click.Choice(sorted(SCALES)), default="small", show_default=True, help="How much sample data.")
@click.option("--prepare", is_flag=True, help="Only make the data, and truth.json beside them; do not serve.")
def demo(host: str, port: int, scale: str, prepare: bool) -> None:
    """The mall CRM with sample data, ready to click."""
    settings = load_settings(os.environ, host=host, port=port, demo=True)
    if not prepare:
        require_free_port(settings)
    with cli_story.alone(settings):
        passwords = _prepared(settings, scale, counted=prepare)
    show_accounts(passwords)
    if not prepare:
        show_address(settings)
        run(settings)


def _prepared(settings: Settings, scale: str, *, counted: bool) -> dict[str, str]:
    cli_story.forget_interrupted(settings)
    only = cli_story.is_empty(settings)
    runtime = open_runtime(settings)
    try:
        return cli_story.prepare(runtime, scale, only=only, counted=counted)
    finally:
        runtime.store.close()


def show_accounts(passwords: dict[str, str]) -> None:
    """Who can sign in, with which password."""
    heads = ["账号", "密码", "角色", "能看到"] if zh() else ["Account", "Password", "Role", "Sees"]
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
        say(f"手机扫码打开：{address}" if zh() else f"On your phone: {address}")
        segno.make(address).terminal(compact=True)
