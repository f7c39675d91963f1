"""The composition root: settings in, a running installation out. The only file that knows everyone. Never: behaviour."""

import os
import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask

from builder.errors import Invalid
from designer_ui.blueprint import create_blueprint
from runtime import values
from runtime.actions import calling, sending
from runtime.actions import more as long_actions
from runtime.catalog import build_catalog
from runtime.context import Runtime
from runtime.gateways import http as egress
from runtime.gateways.opening import open_gateways
from runtime.ids import IdMaker
from runtime.jobs import upkeep
from runtime.jobs.handler import Handler
from runtime.records import catching_up
from runtime.reports.cache import Cache
from runtime.rules import backlog, switching, ticking
from runtime.rules import running as rule_jobs
from runtime.rules.listener import RulesListener
from runtime.settings import Settings
from runtime.store.engine import open_store
from runtime.web import build
from runtime.workflow import timers as workflow_jobs
from runtime.workflow.listening import WorkflowsListener

MIN_KEY = 32
MIN_DIFFERENT = 10
KNOWN_KEYS = (
    "changeme",
    "change_me",
    "secret",
    "dougong",
    "password",
    "default",
    "example",
    "insecure",
    "development",
    "0123456789",
    "abcdefgh",
)
JOBS: Sequence[Mapping[str, Handler]] = (  # handlers by job kind: a room that has jobs adds its HANDLERS here
    upkeep.HANDLERS,
    catching_up.HANDLERS,
    workflow_jobs.HANDLERS,
    long_actions.HANDLERS,
    sending.HANDLERS,
    calling.HANDLERS,
    rule_jobs.HANDLERS,
    ticking.HANDLERS,
    backlog.HANDLERS,
)
NUMBERS = {
    "DOUGONG_PORT": "port",
    "DOUGONG_SESSION_IDLE": "session_idle",
    "DOUGONG_SESSION_ABSOLUTE": "session_absolute",
    "DOUGONG_LOCKOUT_FAILURES": "lockout_failures",
    "DOUGONG_LOCKOUT_SECONDS": "lockout_seconds",
    "DOUGONG_MAX_REQUEST": "max_request",
    "DOUGONG_MAX_IMPORT": "max_import",
    "DOUGONG_MAX_FILE": "max_file",
    "DOUGONG_SMTP_PORT": "smtp_port",
}
TEXTS = {
    "DOUGONG_BASE_URL": "base_url",
    "DOUGONG_HOST": "host",
    "DOUGONG_SMTP_HOST": "smtp_host",
    "DOUGONG_SMTP_USER": "smtp_user",
    "DOUGONG_SMTP_PASSWORD": "smtp_password",
    "DOUGONG_SMTP_FROM": "smtp_from",
    "DOUGONG_SMTP_SECURITY": "smtp_security",
}
SMTP_SECURITY = ("starttls", "tls", "none")
SECRET, OWN_KEY = "DOUGONG_SECRET_", "DOUGONG_SECRET_KEY"


def require_good_key(key: str) -> str:
    """The key, unless it is short, monotonous or one that stands in some manual."""
    folded = key.casefold()
    if len(key) < MIN_KEY or len(set(key)) < MIN_DIFFERENT:
        raise Invalid("secret_key_short", min=MIN_KEY)
    if any(known in folded for known in KNOWN_KEYS):
        raise Invalid("secret_key_known")
    return key


def secret_key(data_dir: Path) -> str:
    """The key in `secret.key`, made at the first start and readable by its owner alone."""
    path = data_dir / "secret.key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("utf-8").strip()
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        made = secrets.token_urlsafe(48)
        file.write(made)
    return made


def _number(env: Mapping[str, str], name: str) -> int:
    text = env[name]
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise Invalid("setting_number", name=name)
    return int(text)


def load_settings(env: Mapping[str, str], **more: Any) -> Settings:
    """Settings from the environment (`DOUGONG_…`); `more` are those the command line gives. Makes the data folder and its key."""
    data_dir = Path(env.get("DOUGONG_DATA_DIR", "data")).absolute()
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = env.get("DOUGONG_SECRET_KEY") or secret_key(data_dir)
    found: dict[str, Any] = {field: _number(env, name) for name, field in NUMBERS.items() if env.get(name)}
    found |= {field: env[name] for name, field in TEXTS.items() if env.get(name)}
    hosts = tuple(host.strip() for host in env.get("DOUGONG_TRUSTED_HOSTS", "").split(",") if host.strip())
    made: dict[str, Any] = {
        "data_dir": data_dir,
        "database_url": env.get("DOUGONG_DATABASE_URL") or f"sqlite:///{data_dir / 'dougong.sqlite3'}",
        "secret_key": require_good_key(key),
        "secure_cookies": str(found.get("base_url", "")).startswith("https://"),
        "trusted_hosts": hosts,
        "worker": env.get("DOUGONG_WORKER") == "1",
    }
    return Settings(**{**made, **_outside(env), **found, **more})


def _outside(env: Mapping[str, str]) -> dict[str, Any]:
    """What concerns other servers: which may be called, secrets for them by name (in lower case), whether samples may be written to."""
    hosts = tuple(host.strip() for host in env.get("DOUGONG_EGRESS_HOSTS", "").split(",") if host.strip())
    egress.allowed(hosts)
    if env.get("DOUGONG_SMTP_SECURITY", SMTP_SECURITY[0]) not in SMTP_SECURITY:
        raise Invalid("setting_listed", name="DOUGONG_SMTP_SECURITY", allowed=", ".join(SMTP_SECURITY))
    named = {name.removeprefix(SECRET).lower(): value for name, value in env.items() if name.startswith(SECRET) and name != OWN_KEY}
    return {"egress_hosts": hosts, "secrets": named, "send_with_samples": env.get("DOUGONG_SEND_WITH_SAMPLES") == "1"}


def open_runtime(settings: Settings, clock: Callable[[], datetime] = values.utc_now) -> Runtime:
    """The installation without HTTP: store, kinds, clock and ids, ready for use cases."""
    require_good_key(settings.secret_key)
    store = open_store(settings)
    store.migrate()
    handlers = {kind: handler for room in JOBS for kind, handler in room.items()}
    rooms: dict[str, Any] = {
        "listeners": (RulesListener(), WorkflowsListener()), "published": (switching.published,), "job_handlers": handlers,
        "gateways": open_gateways(settings), "kept": Cache(clock),
    }
    return Runtime(settings=settings, clock=clock, ids=IdMaker(clock), store=store, catalog=build_catalog(), **rooms)


def create_app(settings: Settings, runtime: Runtime | None = None) -> Flask:
    """The whole server: every route, the gate before them, the pages of the front end."""
    return build.flask_app(runtime or open_runtime(settings), create_blueprint())
