"""Starting and stopping the processes of store_workers. Gives: real processes with their lines."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]


def start(kind: str, url: str, *arguments: str) -> "subprocess.Popen[str]":
    """A process that has joined the database."""
    command = [sys.executable, "-m", "tests.contract.store_workers", kind, url, *arguments]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


@contextmanager
def running(kind: str, url: str, arguments: Sequence[Sequence[str]]) -> Iterator[list["subprocess.Popen[str]"]]:
    """Several of them, none left behind."""
    processes = [start(kind, url, *each) for each in arguments]
    try:
        yield processes
    finally:
        for process in processes:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    stream.close()


def finish(process: "subprocess.Popen[str]") -> list[str]:
    """Ends the input of a process and gives the lines it said until it went by itself, without complaint."""
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 0, process.returncode
    return said.splitlines()
