"""People and API keys at the command line. Takes: account names. Gives: passwords and keys, once. Never: a kept password."""

import click

from runtime.cli_output import language, say, show_json
from runtime.cli_session import acting, installation, user_id
from runtime.identity import tokens, users
from runtime.identity.passwords import Passwords
from runtime.store import users as stored


def _zh() -> bool:
    return language() == "zh-CN"


@click.group()
def user() -> None:
    """People: add, give roles, disable."""


@user.command()
@click.argument("login")
@click.option("--name", default=None, help="The name colleagues read; the account name if left out.")
@click.option("--password", default=None, help="Their password; one is made and printed if left out.")
@click.option("--admin", is_flag=True, help="An administrator of the installation.")
@click.option("--role", "roles", multiple=True, metavar="APP/ROLE", help="A role to give; may be repeated.")
@click.option("--json", "as_json", is_flag=True, help="JSON for programs.")
def add(login: str, name: str | None, password: str | None, admin: bool, roles: tuple[str, ...], as_json: bool) -> None:
    """Add somebody."""
    with installation() as runtime:
        person = users.NewPerson(name or login, login, password, admin, tuple(_pair(item) for item in roles))
        made, shown = users.create(acting(runtime), Passwords(), person)
    if as_json:
        show_json({"id": made, "login": login, "password": shown})
    else:
        say(f"已添加 {login},密码(只显示这一次):{shown}" if _zh() else f"Added {login}. Password, shown once: {shown}")


def _pair(text: str) -> tuple[str, str]:
    app, slash, role = text.partition("/")
    if not (app and slash and role):
        raise click.BadParameter("APP/ROLE")
    return app, role


@user.command()
@click.argument("login")
@click.argument("pairs", nargs=-1, required=True, metavar="APP/ROLE...")
@click.option("--take", is_flag=True, help="Take the roles away instead.")
def role(login: str, pairs: tuple[str, ...], take: bool) -> None:
    """Give roles to somebody."""
    with installation() as runtime:
        ctx = acting(runtime)
        person, named = user_id(ctx, login), {_pair(item) for item in pairs}
        held = set(ctx.runtime.store.read(ctx, lambda uow: stored.roles_of(uow, [person]))[person])
        users.change(ctx, person, {"roles": tuple(held - named if take else held | named)})
    say(f"{login}: " + ", ".join(pairs))


@user.command()
@click.argument("login")
def disable(login: str) -> None:
    """Stop somebody from signing in; every session and key ends."""
    with installation() as runtime:
        ctx = acting(runtime)
        users.disable(ctx, user_id(ctx, login))
    say(f"已停用 {login}。" if _zh() else f"Disabled {login}.")


@click.group()
def token() -> None:
    """API keys: create, revoke."""


@token.command()
@click.option("--user", "login", required=True, help="Whose rights the key has.")
@click.option("--label", default="", help="What it is for.")
@click.option("--days", type=click.IntRange(1, 3650), default=None, help="How long it lives; until revoked if left out.")
@click.option("--json", "as_json", is_flag=True, help="JSON for programs.")
def create(login: str, label: str, days: int | None, as_json: bool) -> None:
    """Make a key; its text is shown once."""
    with installation() as runtime:
        ctx = acting(runtime)
        made, text = tokens.create(ctx, user_id(ctx, login), label, days)
    if as_json:
        show_json({"id": made, "token": text})
    else:
        say(text)


@token.command()
@click.argument("token_id")
def revoke(token_id: str) -> None:
    """End a key by its id."""
    with installation() as runtime:
        tokens.revoke(acting(runtime), token_id)
    say("已撤销。" if _zh() else "Revoked.")
