"""The one way out: closed unless an administrator has named the host, and never into the inside."""

import ast
import shutil
import ssl
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from builder.errors import AppError, Invalid, NotAllowed, Unavailable
from runtime.app import load_settings
from runtime.gateways import addresses
from runtime.gateways.http import Call, Egress, allowed
from runtime.settings import Settings
from tests.contract.servers import provider

ROOT = Path(__file__).parents[2]
HOSTILE = (
    "127.0.0.1", "127.1.2.3", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "100.100.100.200", "168.63.129.16", "192.0.0.192", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.51.100.1", "203.0.113.9", "224.0.0.1",
    "239.255.255.255", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::ffff:127.0.0.1", "::ffff:7f00:1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "::10.1.2.3",
    "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::", "2002:a00:1::1", "2002:a9fe:a9fe::", "2001::1",
    "2001:db8::1", "2001:10::1", "3fff::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "100::1", "5f00::1",
    "", "example.com", "0x7f.1", "127.1", "2130706433", "１２７.0.0.1", "127.0.0.1 ",
)
FINE = ("1.1.1.1", "8.8.8.8", "114.114.114.114", "223.5.5.5", "2606:4700::1111", "2400:3200::1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1")


def settings(*hosts: str) -> Settings:
    return Settings(Path("/nowhere"), "sqlite://", "x", egress_hosts=hosts)


def answering(*found: str) -> Callable[[str, int], list[str]]:
    return lambda host, port: list(found)


def call(url: str, **more: Any) -> Call:
    return Call("POST", url, "key-1", b"{}", **more)


@pytest.mark.parametrize("address", HOSTILE)
def test_an_address_of_the_inside_is_refused(address: str) -> None:
    assert not addresses.public(address)
    with pytest.raises(NotAllowed) as refused:
        Egress(settings("api.example.com"), answering("8.8.8.8", address)).send(call("https://api.example.com/"))
    assert refused.value.code == "egress_address", "one bad address among several is enough"


@pytest.mark.parametrize("address", FINE)
def test_an_ordinary_address_passes(address: str) -> None:
    assert addresses.public(address)


@pytest.mark.parametrize("address", ["169.254.169.254", "0.0.0.0", "224.0.0.1", "fe80::1", "fd00:ec2::254", "::ffff:169.254.169.254", "168.63.129.16"])
def test_where_machines_learn_their_secrets_nobody_goes_even_by_name(address: str) -> None:
    with pytest.raises(NotAllowed):
        Egress(settings("private:http://inside.example"), answering(address)).send(call("http://inside.example/"))


@pytest.mark.parametrize("url", [
    "https://api.example.com/", "https://api.example.com:8443/", "http://api.example.com/", "https://API.EXAMPLE.COM.evil.example/",
    "https://api.example.com@evil.example/", "https://evil.example/?https://api.example.com", "https://127.0.0.1/", "file:///etc/passwd",
    "ftp://api.example.com/", "//api.example.com/", "https:///x", "",
])
def test_closed_where_nothing_is_named(url: str) -> None:
    with pytest.raises(AppError) as refused:
        Egress(settings(), answering("8.8.8.8")).send(call(url))
    assert refused.value.code in ("egress_not_allowed", "egress_request")


@pytest.mark.parametrize("url", [
    "https://user:pw@api.example.com/", "https://api.example.com:8443/", "http://api.example.com/", "https://sub.api.example.com/",
    "https://api.example.com.evil.example/", "https://evil.example/", "https://api.example.com:99999/", "https://api.example.com\\@evil/",
    "https://api.example.com/\r\nX: y", "https://api.exämple.com/", "https://[::1]/",
])
def test_only_exactly_what_was_named(url: str) -> None:
    with pytest.raises(AppError) as refused:
        Egress(settings("api.example.com"), answering("8.8.8.8")).send(call(url))
    assert refused.value.code in ("egress_not_allowed", "egress_request")


@pytest.mark.parametrize("headers", [{"Host": "x"}, {"X": "a\r\nY: b"}, {"X\n": "a"}, {"Content-Length": "0"}, {"X": "é"}, {"": "x"}])
def test_headers_that_smuggle_are_refused(headers: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        Egress(settings("api.example.com"), answering("8.8.8.8")).send(call("https://api.example.com/", headers=headers))


def test_a_private_host_is_called_at_the_address_that_was_judged() -> None:
    with provider() as told:
        egress = Egress(settings(f"private:http://inside.example:{told.port}"), answering("127.0.0.1"))
        answer = egress.send(call(f"http://inside.example:{told.port}/a?b=c", headers={"X-A": "1"}))
    assert (answer.status, answer.body) == (200, b"{}")
    asked = told.asked[0]
    assert (asked["method"], asked["path"], asked["body"]) == ("POST", "/a?b=c", b"{}")
    assert asked["headers"]["Host"] == f"inside.example:{told.port}"
    assert asked["headers"]["Idempotency-Key"] == "key-1"


def test_the_same_host_without_the_private_word_is_refused() -> None:
    with provider() as told, pytest.raises(NotAllowed):
        Egress(settings(f"http://inside.example:{told.port}"), answering("127.0.0.1")).send(call(f"http://inside.example:{told.port}/"))
    assert told.asked == []


def test_redirects_are_answers_and_nobody_follows_them() -> None:
    with provider(302, headers={"Location": "http://169.254.169.254/"}) as told:
        egress = Egress(settings(f"private:http://inside.example:{told.port}"), answering("127.0.0.1"))
        assert egress.send(call(f"http://inside.example:{told.port}/")).status == 302
    assert len(told.asked) == 1


def test_too_much_and_too_slow_is_cut_off() -> None:
    with provider(body=b"x" * (1024 * 1024 + 1)) as told, pytest.raises(Unavailable):
        Egress(settings(f"private:http://inside.example:{told.port}"), answering("127.0.0.1")).send(call(f"http://inside.example:{told.port}/"))
    slow: tuple[dict[str, Any], ...] = ({"pause": 0.5}, {"pause": 0.05, "body": b"0123456789"}, {"drops": 20})
    for how in slow:  # nothing comes; something comes, drop by drop
        with provider(**how) as told:
            egress = Egress(settings(f"private:http://inside.example:{told.port}"), answering("127.0.0.1"), seconds=0.2)
            with pytest.raises(Unavailable):
                egress.send(call(f"http://inside.example:{told.port}/"))


def test_a_certificate_of_nobody_is_refused() -> None:
    """A server that speaks no TLS at the port of an https host."""
    with provider() as told, pytest.raises(Unavailable):
        Egress(settings(f"private:inside.example:{told.port}"), answering("127.0.0.1")).send(call(f"https://inside.example:{told.port}/"))


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate")
def test_the_certificate_must_be_trusted_and_that_of_the_host_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The address is pinned, yet the certificate is judged by the name."""
    name = ("-subj", "/CN=inside.example", "-addext", "subjectAltName=DNS:inside.example")
    pair = ("-keyout", str(tmp_path / "key"), "-out", str(tmp_path / "certificate"))
    subprocess.run(("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *pair, "-days", "2", *name), check=True, capture_output=True)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(tmp_path / "certificate", tmp_path / "key")

    def answer(host: str) -> int:
        return Egress(settings(f"private:{host}:{told.port}"), answering("127.0.0.1")).send(call(f"https://{host}:{told.port}/")).status

    with provider(tls=tls) as told:
        with pytest.raises(Unavailable):
            answer("inside.example")
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate"))
        assert answer("inside.example") == 200
        with pytest.raises(Unavailable):
            answer("other.example")
    assert len(told.asked) == 1


@pytest.mark.parametrize("entry", ["*.example.com", "https://a/b", "a b", "ftp://a", "private:", "u@a", "a:99999999", "http://"])
def test_a_setting_that_is_no_host_stops_the_start(entry: str, tmp_path: Path) -> None:
    with pytest.raises(Invalid) as refused:
        load_settings({"DOUGONG_DATA_DIR": str(tmp_path), "DOUGONG_EGRESS_HOSTS": entry})
    assert refused.value.code == "egress_setting"


def test_settings_name_hosts_and_secrets_and_never_show_them(tmp_path: Path) -> None:
    found = load_settings({
        "DOUGONG_DATA_DIR": str(tmp_path), "DOUGONG_EGRESS_HOSTS": "api.example.com, private:http://10.0.0.5:8080",
        "DOUGONG_SECRET_ERP": "plum-7", "DOUGONG_SMTP_PASSWORD": "pear-8", "DOUGONG_SMTP_PORT": "2525",
    })
    assert [(one.scheme, one.host, one.port, one.private) for one in allowed(found.egress_hosts)] == [
        ("https", "api.example.com", 443, False), ("http", "10.0.0.5", 8080, True),
    ]
    assert (dict(found.secrets), found.smtp_port, found.smtp_password) == ({"erp": "plum-7"}, 2525, "pear-8")
    assert "plum-7" not in repr(found)
    assert "pear-8" not in repr(found)
    with pytest.raises(Invalid):
        load_settings({"DOUGONG_DATA_DIR": str(tmp_path), "DOUGONG_SMTP_SECURITY": "never"})


def test_no_other_module_opens_connections() -> None:
    """Everything that can call out is imported by the gateways alone (workers and tests of the product's own ports aside)."""
    outgoing = {"socket", "ssl", "smtplib", "urllib3", "requests", "httpx", "http.client", "urllib.request", "aiohttp", "ftplib"}
    found = {
        str(path.relative_to(ROOT)): name
        for folder in ("builder", "runtime") for path in sorted((ROOT / folder).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([one.name for one in node.names] if isinstance(node, ast.Import) else [node.module or ""])
        if name in outgoing and not str(path.relative_to(ROOT)).startswith("runtime/gateways/")
    }
    own = {"runtime/cli_server.py", "runtime/cli_demo.py", "runtime/jobs/crew.py"}  # whether a port is free, how this machine is called
    assert {(place, name) for place, name in found.items() if place not in own or name != "socket"} == set()
