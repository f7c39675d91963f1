"""Two servers to compare, each one gunicorn process with eight threads."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.installation import SECRET


@dataclass
class Served:
    """A running server: where, since when, how long it took to answer, its process."""

    port: int
    token: str
    start_seconds: float
    process: subprocess.Popen[bytes]

    def connect(self) -> http.client.HTTPConnection:
        """A keep-alive connection."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        connection.connect()
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def memory_mb(self) -> float:
        """Resident memory of the process and its children, MB (proportional set size)."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        total = 0
        for pid in [str(self.process.pid), *children]:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
            total += next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
        return total / 1024


@dataclass
class Pair:
    """Ours and the hand-written one."""

    ours: Served
    hand: Served

    def idle(self) -> dict[str, float]:
        """Memory in MB and start in seconds of both."""
        return {
            "ours_mb": self.ours.memory_mb(), "hand_mb": self.hand.memory_mb(),
            "ours_start": self.ours.start_seconds, "hand_start": self.hand.start_seconds,
        }


@contextmanager
def pair(urls: tuple[str, str], folder: Path, token: str) -> Iterator[Pair]:
    """Both servers, running."""
    ours_url, hand_url = urls
    environment = {
        **os.environ, "DOUGONG_DATABASE_URL": ours_url, "DOUGONG_DATA_DIR": str(folder), "DOUGONG_SECRET_KEY": SECRET, "HANDWRITTEN_URL": hand_url,
    }
    ours_port, hand_port = free_port(), free_port()
    ours = [sys.executable, "-m", "runtime.cli", "serve", "--port", str(ours_port)]
    hand = [sys.executable, "-m", "gunicorn", "-w", "1", "--threads", "8", "-k", "gthread", "--keep-alive", "75", "-b", f"127.0.0.1:{hand_port}",
            "--log-level", "warning", "tests.bench.handwritten:create()"]
    with started(ours, environment, ours_port, token) as first, started(hand, environment, hand_port, "benchmark") as second:
        yield Pair(first, second)


@contextmanager
def started(command: list[str], environment: dict[str, str], port: int, token: str) -> Iterator[Served]:
    """A server from its start to its end."""
    begin = time.perf_counter()
    process = subprocess.Popen(command, env=environment)
    try:
        wait(port, process)
        yield Served(port, token, time.perf_counter() - begin, process)
    finally:
        process.terminate()
        process.wait(30)


def wait(port: int, process: subprocess.Popen[bytes]) -> None:
    """Until the port answers an HTTP request."""
    while process.poll() is None:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError("the server ended before it answered")


def free_port() -> int:
    """A port nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
