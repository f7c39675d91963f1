"""The one way out: every call to another server goes through here.

Takes: a request, what the administrator allows. Gives: the answer. Never: a host nobody has named, an address of the inside, a redirect,
more bytes or seconds than the caps, a secret in a message or log.
"""

import re
import socket
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPException
from threading import Timer
from typing import Any
from urllib.parse import SplitResult, urlsplit

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.util.ssl_match_hostname import CertificateError

from builder.errors import Invalid, NotAllowed, Unavailable
from runtime.gateways import addresses
from runtime.settings import Settings

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
PORTS = {"https": 443, "http": 80}
PRIVATE = "private:"
OWN_HEADERS = frozenset({"host", "content-length", "transfer-encoding", "connection", "idempotency-key", "accept-encoding", "user-agent"})
MOST_BYTES = 1024 * 1024
SECONDS = 10.0
CONNECT_SECONDS = 5.0
MOST_URL = 2_000
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\.?|[0-9a-f:.]+", re.ASCII)
Resolve = Callable[[str, int], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Allowed:
    """A host an administrator has named: `[private:][http://]host[:port]`. `private`: it may lie inside one's own network."""

    host: str
    port: int
    scheme: str = "https"
    private: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """A request to another server; `key` is the same however often it is repeated."""

    method: str
    url: str
    key: str
    body: bytes | None = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: bytes = field(repr=False)


def allowed(entries: Iterable[str]) -> tuple[Allowed, ...]:
    """What an administrator has written, read; Invalid names an entry that is none."""
    return tuple(_entry(text.strip()) for text in entries if text.strip())


def _entry(text: str) -> Allowed:
    private = text.startswith(PRIVATE)
    rest = text.removeprefix(PRIVATE)
    try:
        parts = urlsplit(rest if "://" in rest else f"https://{rest}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port, parts = None, None, None
    if not host or parts is None or not _HOST.fullmatch(host) or parts.scheme not in PORTS or parts.path or parts.query or parts.username:
        raise Invalid("egress_setting", entry=text)
    return Allowed(host.rstrip("."), port or PORTS[parts.scheme], parts.scheme, private)


def resolve(host: str, port: int) -> list[str]:
    """The addresses behind a name."""
    return list(dict.fromkeys(str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


class Egress:
    """Calls other servers, those that are allowed. Closed where nothing is."""

    def __init__(self, settings: Settings, resolve: Resolve = resolve, seconds: float = SECONDS) -> None:
        self._allowed = {(one.scheme, one.host, one.port): one for one in allowed(settings.egress_hosts)}
        self._resolve = resolve
        self._seconds = seconds

    def send(self, call: Call) -> Answer:
        """One request, no redirects, no second try. NotAllowed for a host or address that is closed, Invalid for a request that is none,
        Unavailable where nobody answers properly."""
        parts, rule = self._judged(call)
        address = self._address(rule)
        try:
            return self._sent(call, parts, (rule, address))
        except (urllib3.exceptions.HTTPError, HTTPException, CertificateError, OSError) as error:
            raise Unavailable("egress_failed", host=rule.host, error=type(error).__name__) from None

    def _judged(self, call: Call) -> tuple[SplitResult, Allowed]:
        if call.method not in METHODS or len(call.url) > MOST_URL or not call.url.isascii() or any(ord(one) <= 32 for one in call.url):
            raise Invalid("egress_request")
        for name, value in (*call.headers.items(), ("Idempotency-Key", call.key)):
            if name.lower() in OWN_HEADERS - {"idempotency-key"} or not _header(name, value):
                raise Invalid("egress_request")
        try:
            parts = urlsplit(call.url)
            host, port = (parts.hostname or "").rstrip("."), parts.port or PORTS.get(parts.scheme, 0)
        except ValueError:
            raise Invalid("egress_request") from None
        rule = self._allowed.get((parts.scheme, host, port))
        if rule is None or parts.username is not None or parts.password is not None:
            raise NotAllowed("egress_not_allowed", host=host[:100])
        return parts, rule

    def _address(self, rule: Allowed) -> str:
        """The address to call: the first, if every one behind the name may be called."""
        try:
            found = list(self._resolve(rule.host, rule.port))
        except (OSError, UnicodeError) as error:
            raise Unavailable("egress_failed", host=rule.host, error=type(error).__name__) from None
        fit = addresses.callable_privately if rule.private else addresses.public
        if not found or not all(fit(address) for address in found):
            raise NotAllowed("egress_address", host=rule.host)
        return found[0]

    def _sent(self, call: Call, parts: SplitResult, to: tuple[Allowed, str]) -> Answer:
        rule, address = to
        until = time.monotonic() + self._seconds
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        host = f"[{rule.host}]" if ":" in rule.host else rule.host
        headers = {
            **call.headers, "Host": host if rule.port == PORTS[rule.scheme] else f"{host}:{rule.port}", "Idempotency-Key": call.key,
            "Accept-Encoding": "identity", "User-Agent": "dougong",
        }
        connection = self._connection(rule, address)
        watch = Timer(self._seconds, _cut, [connection])
        watch.start()
        try:
            connection.connect()
            connection.sock.settimeout(self._seconds)
            connection.request(call.method, path, body=call.body, headers=headers, preload_content=False, decode_content=False)
            response = connection.getresponse()
            return Answer(response.status, _read(response, until))
        finally:
            watch.cancel()
            connection.close()

    def _connection(self, rule: Allowed, address: str) -> Any:
        timeout = min(CONNECT_SECONDS, self._seconds)
        if rule.scheme == "http":
            return HTTPConnection(address, rule.port, timeout=timeout)
        return HTTPSConnection(
            address, rule.port, timeout=timeout, cert_reqs="CERT_REQUIRED", assert_hostname=rule.host, server_hostname=rule.host
        )


def _cut(connection: Any) -> None:
    """Ends a connection whose time is up, whatever it is waiting for; whoever waits gets an error."""
    try:
        connection.sock.shutdown(socket.SHUT_RDWR)
    except (AttributeError, OSError):
        return


def _read(response: Any, until: float) -> bytes:
    """The body within its caps."""
    found = bytearray()
    while chunk := response.read1(64 * 1024):
        found += chunk
        if len(found) > MOST_BYTES:
            raise urllib3.exceptions.ProtocolError("too long")
    if time.monotonic() > until:
        raise urllib3.exceptions.TimeoutError
    return bytes(found)


def _header(name: str, value: str) -> bool:
    """A name and a value that cannot smuggle a line."""
    plain = name.replace("-", "").replace("_", "")
    return plain.isascii() and plain.isalnum() and value.isascii() and all(31 < ord(one) < 127 for one in value)
