"""The guarded door: what it refuses before connecting, and what it bounds."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from ckanext.scdl.errors import FetchError
from ckanext.scdl.net import guarded_get, guarded_request, is_public

pytestmark = pytest.mark.usefixtures("with_plugins")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.0"

    def do_GET(self) -> None:
        self.server.hits += 1  # type: ignore[attr-defined]
        if self.path.startswith("/to?"):
            self.send_response(302)
            self.send_header("Location", self.path[4:])
            self.end_headers()
            return
        if self.path == "/slow":
            self.send_response(200)
            self.end_headers()
            try:
                for _ in range(200):
                    self.wfile.write(b"x")
                    time.sleep(0.05)
            except OSError:
                return
            return
        bodies = {
            "/big": b"x" * 100_000,
            "/bomb": gzip.compress(b"0" * 5_000_000),
            "/zip": gzip.compress("été".encode()),
            "/ok": "été".encode(),
            "/echo": (self.headers.get("X-Key") or "none").encode(),
        }
        body = bodies.get(self.path)
        self.send_response(200 if body is not None else 404)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        if self.path in ("/bomb", "/zip"):
            self.send_header("Content-Encoding", "gzip")
        if self.path == "/ok-br":
            self.send_header("Content-Encoding", "br")
        self.end_headers()
        self.wfile.write(body or b"")

    def do_POST(self) -> None:
        size = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(size)
        self.send_response(201)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        return


@pytest.fixture(scope="module")
def server() -> Iterator[ThreadingHTTPServer]:
    found = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.hits = 0  # type: ignore[attr-defined]
    thread = threading.Thread(target=found.serve_forever, daemon=True)
    thread.start()
    yield found
    found.shutdown()
    found.server_close()


@pytest.fixture
def inside(server: ThreadingHTTPServer, ckan_config: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of the server, allowed by the operator."""
    monkeypatch.setitem(ckan_config, "scdl.http.allowed_hosts", [f"127.0.0.1:{server.server_port}"])
    return f"http://127.0.0.1:{server.server_port}"


HOSTILE = [
    "127.0.0.1",
    "127.1",
    "0",
    "0.0.0.0",
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "017700000001",
    "127.0.0.1.",
    "localhost",
    "LOCALHOST",
    "[::1]",
    "[::]",
    "[0:0:0:0:0:ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
    "169.254.169.254",
    "[fe80::1]",
    "[fd00::1]",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "192.0.0.8",
    "192.88.99.1",
    "224.0.0.1",
    "255.255.255.255",
    "[ff02::1]",
    "[2001::1]",
    "198.18.0.1",
    "240.0.0.1",
    "①②⑦.0.0.1",
]


@pytest.mark.parametrize("host", HOSTILE)
def test_inside_addresses_are_refused_before_any_connection(
    host: str, server: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def connect(*args: Any, **kwargs: Any) -> Any:
        pytest.fail(f"connected to {args}")

    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(FetchError) as refusal:
        guarded_get(f"http://{host}:{server.server_port}/ok", max_bytes=1000, timeout=5)
    assert refusal.value.code in ("address-refused", "url-wrong", "unreachable")
    assert refusal.value.message


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ftp://example.org/x",
        "file:///etc/passwd",
        "//example.org/x",
        "http://",
        "http://user:pw@example.org/",
        "http://example.org\\@127.0.0.1/",
        "http://exa mple.org/",
        "http://example.org/\r\nHost: x",
        "http://[::1/",
        "gopher://127.0.0.1/",
        "http://example.org/" + "a" * 3000,
        "http://:80/",
        "http://example.org:99999/",
    ],
)
def test_addresses_that_are_not_web_addresses_are_refused(url: str) -> None:
    with pytest.raises(FetchError) as refusal:
        guarded_get(url, max_bytes=1000, timeout=5)
    assert refusal.value.code == "url-wrong"


def _resolve_to(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """Answer each look-up with the next list of addresses; returns the addresses connected to."""
    connected: list[str] = []
    remaining = list(answers)

    def getaddrinfo(host: str, port: int, *args: Any, **kwargs: Any) -> list[Any]:
        found = remaining.pop(0) if len(remaining) > 1 else remaining[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    def connect(target: tuple[str, int], *args: Any, **kwargs: Any) -> Any:
        connected.append(target[0])
        raise OSError("no way out of a test")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(socket, "create_connection", connect)
    return connected


def test_a_name_with_one_inside_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    connected = _resolve_to(monkeypatch, ["93.184.216.34", "127.0.0.1"])
    with pytest.raises(FetchError) as refusal:
        guarded_get("http://mixed.example.org/", max_bytes=1000, timeout=5)
    assert refusal.value.code == "address-refused"
    assert connected == []


def test_the_address_that_was_checked_is_the_one_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    connected = _resolve_to(monkeypatch, ["93.184.216.34"], ["127.0.0.1"])
    with pytest.raises(FetchError) as refusal:
        guarded_get("https://rebinding.example.org/", max_bytes=1000, timeout=5)
    assert refusal.value.code == "unreachable"
    assert connected == ["93.184.216.34"]


def test_a_document_is_read(inside: str) -> None:
    fetched = guarded_get(inside + "/ok", max_bytes=100, timeout=5)
    assert fetched.content.decode() == "été"
    assert fetched.content_type == "text/plain; charset=utf-8"
    assert guarded_get(inside + "/zip", max_bytes=100, timeout=5).content.decode() == "été"


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/big", "too-large"),
        ("/bomb", "too-large"),
        ("/absent", "bad-status"),
        ("/ok-br", "encoding-refused"),
    ],
)
def test_bounds_and_statuses(inside: str, path: str, code: str) -> None:
    with pytest.raises(FetchError) as refusal:
        guarded_get(inside + path, max_bytes=10_000, timeout=5)
    assert refusal.value.code == code


def test_a_server_that_drips_is_cut(inside: str) -> None:
    with pytest.raises(FetchError) as refusal:
        guarded_get(inside + "/slow", max_bytes=10_000, timeout=0.3)
    assert refusal.value.code == "too-slow"


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("http://127.0.0.1:1/x", "address-refused"),
        ("http://169.254.169.254/latest", "address-refused"),
        ("file:///etc/passwd", "url-wrong"),
        ("ftp://example.org/", "url-wrong"),
        ("/absent", "bad-status"),
    ],
)
def test_redirections_take_the_same_path(inside: str, target: str, code: str) -> None:
    with pytest.raises(FetchError) as refusal:
        guarded_get(f"{inside}/to?{target}", max_bytes=1000, timeout=5)
    assert refusal.value.code == code


def test_redirections_are_followed_and_counted(inside: str) -> None:
    fetched = guarded_get(f"{inside}/to?/ok", max_bytes=1000, timeout=5)
    assert fetched.url == inside + "/ok"
    with pytest.raises(FetchError) as refusal:
        guarded_get(inside + "/to?" * 8 + "/ok", max_bytes=1000, timeout=5)
    assert refusal.value.code == "too-many-redirects"


def test_a_key_is_not_sent_to_another_host(
    inside: str, ckan_config: Any, monkeypatch: pytest.MonkeyPatch, server: ThreadingHTTPServer
) -> None:
    monkeypatch.setitem(
        ckan_config, "scdl.http.allowed_hosts", [f"127.0.0.1:{server.server_port}", f"localhost:{server.server_port}"]
    )
    other = inside.replace("127.0.0.1", "localhost")
    headers = {"X-Key": "secret"}
    assert guarded_get(f"{inside}/to?/echo", max_bytes=99, timeout=5, headers=headers).content == b"secret"
    assert guarded_get(f"{inside}/to?{other}/echo", max_bytes=99, timeout=5, headers=headers).content == b"none"


def test_a_body_is_sent(inside: str) -> None:
    fetched = guarded_request("POST", inside + "/here", max_bytes=99, timeout=5, body=b"{}")
    assert (fetched.status, fetched.content) == (201, b"{}")


def test_ckan_s_proxy_is_honoured(
    inside: str, server: ThreadingHTTPServer, ckan_config: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ckan_config, "ckan.download_proxy", inside)
    # The test server, taken as a proxy, is asked for the whole address, which it does not know.
    fetched = guarded_request("GET", "http://nowhere.invalid/ok", max_bytes=99, timeout=5)
    assert fetched.status == 404
    with pytest.raises(FetchError) as refusal:
        guarded_get("http://10.0.0.1/", max_bytes=99, timeout=5)
    assert refusal.value.code == "address-refused"


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("::ffff:93.184.216.34", True),
        ("fe80::1%eth0", False),
        ("not an address", False),
        ("", False),
        ("::ffff:10.0.0.1", False),
    ],
)
def test_what_is_public(address: str, public: bool) -> None:
    assert is_public(address) is public
