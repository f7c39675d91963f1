"""The accounts of the demo.

Takes: the installation. Gives: cards for the sign-in page and sessions by one click. Never: outside the demo on loopback (the door asks).
"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from builder.definitions import text_of
from builder.errors import NotFound
from builder.messages import text
from runtime.context import Context, Runtime
from runtime.identity import access, roles
from runtime.identity.access import SignedIn
from runtime.identity.sign_in import Attempt, folded, open_session
from runtime.store import users

FILE = "demo_accounts.txt"


def accounts_file(runtime: Runtime) -> Path:
    """Where accounts and their passwords stand, readable by their owner alone."""
    return runtime.settings.data_dir / FILE


def read_accounts(runtime: Runtime) -> list[tuple[str, str]]:
    """(account, password) of the demo; none before its first start."""
    path = accounts_file(runtime)
    if not path.is_file():
        return []
    pairs = (line.split() for line in path.read_text("utf-8").splitlines())
    return [(pair[0], pair[1]) for pair in pairs if len(pair) == 2]


def write_accounts(runtime: Runtime, accounts: Sequence[tuple[str, str]]) -> None:
    """Keeps the accounts for the next start."""
    handle = os.open(accounts_file(runtime), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        os.fchmod(file.fileno(), 0o600)
        file.writelines(f"{login} {password}\n" for login, password in accounts)


def cards(ctx: Context) -> list[dict[str, Any]]:
    """A card per account: its person, role and what one sees with it."""
    runtime = ctx.runtime
    return [card for login, _ in read_accounts(runtime) if (card := _card(ctx, login)) is not None]


def _card(ctx: Context, login: str) -> dict[str, Any] | None:
    store = ctx.runtime.store
    row = store.read(ctx, lambda uow: users.by_login(uow, folded(login)))
    if row is None or not row["active"]:
        return None
    held = store.read(ctx, lambda uow: users.roles_of(uow, [row["id"]]))[row["id"]]
    if row["admin"] or not held:
        return {"login": login, "name": row["name"], "role": text("role_admin", ctx.locale), "note": text("role_admin_note", ctx.locale)}
    app, key = held[0]
    definition = roles.definition(ctx, app)
    role = definition.roles.get(key) if definition else None
    label, note = (text_of(role.label, ctx.locale), text_of(role.help, ctx.locale)) if role else ("", "")
    return {"login": login, "name": row["name"], "role": label, "note": note}


def enter(runtime: Runtime, login: str, ip: str, agent: str) -> tuple[str, SignedIn]:
    """A session for a demo account without its password; anybody else's account is not found."""
    known = [folded(one) for one, _ in read_accounts(runtime)]
    ctx = access.system(runtime)
    row = runtime.store.read(ctx, lambda uow: users.by_login(uow, folded(login))) if folded(login) in known else None
    if row is None or not row["active"]:
        raise NotFound("user_not_found")
    return open_session(runtime, row, Attempt(login, "", ip, agent), "sign_in_demo")
