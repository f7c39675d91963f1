"""`dougong worker`: does jobs until told to stop. Takes: how many at once. Gives: work done, one log line a job. Never: HTTP."""

import os
import signal
import threading

import click

from builder.errors import Invalid
from runtime.app import load_settings
from runtime.cli_session import installation
from runtime.jobs.crew import Crew
from runtime.web import logs


@click.command()
@click.option("--concurrency", type=click.IntRange(1, 64), default=4, show_default=True, help="How many jobs at once in this process.")
def worker(concurrency: int) -> None:
    """Do jobs in the foreground (PostgreSQL; start as many as there are cores).

    On SQLite the web server does the jobs itself.
    """
    if load_settings(os.environ).sqlite:
        raise Invalid("worker_needs_postgresql")
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    logs.configure()
    with installation() as runtime:
        crew = Crew(runtime, concurrency)
        crew.start()
        stop.wait()
        crew.stop()
