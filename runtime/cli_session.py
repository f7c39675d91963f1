"""What every command needs: the installation opened from the environment and a Context to act in.

Takes: the environment. Gives: Context. Never: HTTP.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from builder.errors import NotFound
from builder.studio import Studio
from runtime.app import load_settings, open_runtime
from runtime.cli_output import language
from runtime.context import SYSTEM, Context, Runtime
from runtime.identity.sign_in import folded
from runtime.store import users
from runtime.store.definitions import DefinitionStore
from runtime.store.publish import StoreLiveData, StorePublisher
from runtime.web import shipped


@contextmanager
def installation() -> Iterator[Runtime]:
    """The installation of this environment, closed at the end."""
    runtime = open_runtime(load_settings(os.environ))
    try:
        yield runtime
    finally:
        runtime.store.close()


def acting(runtime: Runtime, app: str = "") -> Context:
    """The system at the command line; with `app`, on its published revision."""
    revision = runtime.store.revision(app) if app else None
    if app and revision is None:
        raise NotFound("app_not_found")
    return Context(actor=SYSTEM, runtime=runtime, now=runtime.clock(), app=app, revision=revision, locale=language(), cause="cli")


def studio(ctx: Context) -> Studio:
    """The design-time use cases."""
    store = ctx.runtime.store
    return Studio(ctx.runtime.catalog, DefinitionStore(store, ctx), StoreLiveData(store, ctx), StorePublisher(store, ctx), shipped.package)


def user_id(ctx: Context, login: str) -> str:
    """The id of an account."""
    row = ctx.runtime.store.read(ctx, lambda uow: users.by_login(uow, folded(login)))
    if row is None:
        raise NotFound("user_not_found")
    return str(row["id"])
