"""Serving and looking after an installation.

Takes: options. Gives: a server in the foreground, or a report. Never: two writers on SQLite.
"""

import gc
import os
import platform
import socket
import sys
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import click
from gunicorn.app.base import BaseApplication

from builder.errors import Invalid
from runtime.app import create_app, load_settings, open_runtime
from runtime.cli_output import say, show_json, table
from runtime.cli_session import acting, installation
from runtime.context import Runtime
from runtime.jobs import monitor
from runtime.jobs.crew import Crew
from runtime.settings import Settings
from runtime.store.definitions import DefinitionStore
from runtime.web import logs

THREADS = 8


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn with our application; each worker process opens the database after the fork."""

    def __init__(self, settings: Settings, workers: int) -> None:
        self._settings = settings
        self._workers = workers
        self._crew: Crew | None = None
        super().__init__()

    def load_config(self) -> None:
        """Threads in one process on SQLite; processes of threads on PostgreSQL."""
        options: dict[str, Any] = {
            "bind": f"{self._settings.host}:{self._settings.port}",
            "workers": self._workers,
            "threads": THREADS,
            "worker_class": "gthread",
            "keepalive": 75,
            "timeout": 120,
            "graceful_timeout": 20,
            "accesslog": None,
            "loglevel": "warning",
            "control_socket_disable": True,
            "worker_exit": lambda _server, _worker: self._rest(),
        }
        for name, value in options.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        """The application of this worker."""
        runtime = open_runtime(self._settings)
        app = create_app(self._settings, runtime)
        if self._settings.works:
            self._crew = Crew(runtime)
            self._crew.start()
        gc.collect()
        gc.freeze()  # what has been loaded stays: later collections look at what requests leave behind alone
        return app

    def _rest(self) -> None:
        """At the end of this process: jobs that have begun are finished, the others given back."""
        if self._crew is not None:
            self._crew.stop()


def run(settings: Settings, workers: int = 1) -> None:
    """Serves until interrupted."""
    if workers > 1 and settings.sqlite:
        raise Invalid("sqlite_one_worker")
    logs.configure()
    Server(settings, workers).run()


def require_free_port(settings: Settings) -> None:
    """Raises where somebody else listens already, before anything is printed."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError:
            raise Invalid("port_taken", port=settings.port) from None


def address_of(settings: Settings, host: str | None = None) -> str:
    """What to open in a browser."""
    shown = host or settings.host
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{settings.port}"


@click.command()
@click.option("--host", default=None, help="Address to listen on; 127.0.0.1 if not set.")
@click.option("--port", type=click.IntRange(1, 65535), default=None, help="Port; 8080 if not set.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes; more than one needs PostgreSQL.")
def serve(host: str | None, port: int | None, workers: int) -> None:
    """Run the web server in the foreground."""
    more: dict[str, object] = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    settings = load_settings(os.environ, **more)
    require_free_port(settings)
    say(address_of(settings))
    run(settings, workers)


def _version() -> str:
    try:
        return version("dougong")
    except PackageNotFoundError:
        return "checkout"


@click.command()
@click.option("--json", "as_json", is_flag=True, help="JSON for programs.")
def doctor(as_json: bool) -> None:
    """Configuration and health."""
    settings = load_settings(os.environ)
    facts = [
        ("dougong", _version(), True),
        ("python", platform.python_version(), sys.version_info >= (3, 11)),
        ("data", str(settings.data_dir), os.access(settings.data_dir, os.W_OK)),
        ("database", "sqlite" if settings.sqlite else "postgresql", True),
    ]
    with installation() as runtime:
        facts.append(("apps", ", ".join(_apps(runtime)) or "-", True))
        facts += _jobs(runtime)
    if as_json:
        show_json({name: {"value": value, "good": good} for name, value, good in facts})
    else:
        table("", ["", ""], [(f"{'✓' if good else '✗'} {name}", value) for name, value, good in facts])
    if not all(good for _, _, good in facts):
        raise click.exceptions.Exit(1)


def _apps(runtime: Any) -> list[str]:
    ctx = acting(runtime)
    keys = DefinitionStore(runtime.store, ctx).apps()
    return [f"{key}@{found.n}" for key in keys if (found := runtime.store.revision(key)) is not None]


def _jobs(runtime: Runtime) -> list[tuple[str, str, bool]]:
    """The queue: what waits, what nobody has begun for too long, what failed for good."""
    found = monitor.counts(acting(runtime))
    waits = f"{(runtime.clock() - found.oldest).total_seconds():.0f} s" if found.oldest else "-"
    return [
        ("jobs", f"{found.ready} ready, {found.leased} leased", True),
        ("late jobs", f"{found.late}, oldest {waits}", found.late == 0),
        ("dead jobs", str(found.dead), found.dead == 0),
    ]
