"""Small servers for tests of what goes out: one that answers HTTP as told, one that takes mail. Real sockets on loopback."""

import socketserver
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import SSLContext
from threading import Thread
from time import sleep
from typing import Any


@dataclass
class Provider:
    """What an HTTP server was asked, and what it answers: the statuses in turn, the last one for ever."""

    statuses: Sequence[int]
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)
    drops: int = 0  # headers that come one by one
    pause: float = 0.0  # seconds before each of ten pieces of the body
    asked: list[dict[str, Any]] = field(default_factory=list)
    port: int = 0


@contextmanager
def provider(*statuses: int, tls: SSLContext | None = None, **more: Any) -> Iterator[Provider]:
    """A server on loopback; `tls` where it speaks TLS."""
    told = Provider(statuses or (200,), **more)

    class Answering(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            told.asked.append({"method": self.command, "path": self.path, "headers": dict(self.headers), "body": body})
            status = told.statuses[min(len(told.asked), len(told.statuses)) - 1]
            self.send_response(status)
            for number in range(told.drops):
                self.send_header(f"X-{number}", "drop")
                self.flush_headers()
                sleep(0.05)
            for name, value in told.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(told.body)))
            self.end_headers()
            size = max(len(told.body) // 10, 1) if told.pause else max(len(told.body), 1)
            try:
                for start in range(0, len(told.body), size):
                    sleep(told.pause)
                    self.wfile.write(told.body[start : start + size])
            except OSError:
                return

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _answer

        def log_message(self, format: str, *args: Any) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        told.port = server.server_address[1]
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield told
        finally:
            server.shutdown()


@dataclass
class Postbox:
    """The letters a mail server took: (from, to, text). `refusals`: answers to the next letters, before it takes one."""

    letters: list[tuple[str, list[str], str]] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    port: int = 0


@contextmanager
def postbox(*refusals: str) -> Iterator[Postbox]:
    """A mail server on loopback."""
    box = Postbox(refusals=list(refusals))

    class Taking(socketserver.StreamRequestHandler):
        def _say(self, text: str) -> None:
            self.wfile.write(text.encode() + b"\r\n")

        def handle(self) -> None:
            sender, to = "", []
            self._say("220 test")
            while line := self.rfile.readline().decode().strip():
                word = line.upper()
                if word.startswith(("EHLO", "HELO")):
                    self._say("250 test")
                elif word.startswith("MAIL"):
                    sender, to = line[10:].split(">")[0].strip("<"), []
                    self._say("250 ok")
                elif word.startswith("RCPT"):
                    to.append(line[8:].split(">")[0].strip("<"))
                    self._say(box.refusals.pop(0) if box.refusals else "250 ok")
                elif word == "DATA":
                    self._say("354 go on")
                    self._take(sender, to)
                elif word == "QUIT":
                    self._say("221 bye")
                    return
                else:
                    self._say("250 ok")

        def _take(self, sender: str, to: list[str]) -> None:
            lines = []
            while (line := self.rfile.readline()) != b".\r\n":
                lines.append(line.decode())
            box.letters.append((sender, to, "".join(lines)))
            self._say("250 taken")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Taking) as server:
        server.daemon_threads = True
        box.port = server.server_address[1]
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield box
        finally:
            server.shutdown()
