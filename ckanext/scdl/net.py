"""The one door to the outside: every HTTP request that the suite sends goes through here.

An address typed by a person may point at the portal's own network. So each host is resolved once,
refused if **any** of its addresses is not public, and the connection is made to the very address that
was checked; redirections take the same path. Size and total time are bounded, and CKAN's own proxy
(``ckan.download_proxy``) is honoured. Proxies of the environment are ignored.
"""
from __future__ import annotations

import functools
import ipaddress
import socket
import threading
import time
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

import ckan.plugins.toolkit as tk
import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, LocationParseError
from urllib3.util import Timeout, Url, parse_url

from ckanext.scdl import config
from ckanext.scdl.errors import FetchError

MAX_REDIRECTS = 5
MAX_URL_LENGTH = 2048
_REDIRECTIONS = frozenset({301, 302, 303, 307, 308})
_CHUNK = 64 * 1024
_USER_AGENT = "ckanext-scdl"

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

#: Ranges that ``is_global`` lets through (on some Python versions) and that lead inside, or nowhere:
#: NAT64, 6to4, Teredo, IETF protocol assignments, 6to4 relays, IPv4-compatible IPv6.
_NOT_PUBLIC = tuple(ipaddress.ip_network(text) for text in (
    "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "192.0.0.0/24", "192.88.99.0/24", "::/96",
))


@dataclass(frozen=True)
class Fetched:
    """What a request brought back.

    :ivar url: the last address, after redirections
    :ivar headers: names in lower case
    """

    status: int
    url: str
    content: bytes
    content_type: str
    headers: dict[str, str]


def is_public(address: str) -> bool:
    """Is this IP address one that anybody on the Internet could reach?"""
    try:
        ip: Address = ipaddress.ip_address(address.split("%", 1)[0])
    except ValueError:
        return False
    mapped = getattr(ip, "ipv4_mapped", None)
    if mapped is not None:
        ip = mapped
    if not ip.is_global or ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback:
        return False
    return not any(ip in network for network in _NOT_PUBLIC if network.version == ip.version)


def guarded_get(
    url: str, max_bytes: int, timeout: float, headers: Mapping[str, str] | None = None
) -> Fetched:
    """Read a public document.

    :param max_bytes: largest body accepted, once decompressed
    :param timeout: seconds allowed for everything, redirections included
    :returns: an answer of status 200 to 299
    :raises FetchError: with a sentence for people (``url-wrong``, ``address-refused``, ``too-large``,
        ``too-slow``, ``too-many-redirects``, ``unreachable``, ``bad-status``, ``encoding-refused``)
    """
    fetched = guarded_request("GET", url, max_bytes=max_bytes, timeout=timeout, headers=headers)
    if not 200 <= fetched.status < 300:
        raise FetchError("bad-status", tk._("The server answered {status} for {url}.").format(
            status=fetched.status, url=fetched.url))
    return fetched


def guarded_request(
    method: str, url: str, *, max_bytes: int, timeout: float,
    headers: Mapping[str, str] | None = None, body: bytes | None = None,
) -> Fetched:
    """Send a request to a public address; see :func:`guarded_get`. Any status is answered.

    A redirection is followed for ``GET`` and ``HEAD`` only. Headers (they may hold a key) are not sent
    to another host.

    :raises FetchError: as :func:`guarded_get`
    """
    deadline = time.monotonic() + timeout
    target = _parse(url)
    sent = dict(headers or {})
    for _hop in range(MAX_REDIRECTS + 1):
        fetched = _send(method, target, sent, body, max_bytes, deadline)
        location = fetched.headers.get("location")
        if fetched.status not in _REDIRECTIONS or not location or method not in ("GET", "HEAD"):
            return fetched
        following = _parse(urljoin(target.url, location))
        if following.netloc != target.netloc or following.scheme != target.scheme:
            sent = {}
        target = following
    raise FetchError("too-many-redirects", tk._("The address {url} redirects too many times.").format(url=url))


def _parse(url: str) -> Url:
    """Split an address with the same parser that will connect to it."""
    wrong = FetchError("url-wrong", tk._("This address is not complete: it must start with https:// or http://."))
    if len(url) > MAX_URL_LENGTH or any(ord(char) <= 32 or char == "\\" for char in url):
        raise wrong
    try:
        parsed = parse_url(url)
    except (LocationParseError, ValueError) as error:
        raise wrong from error
    if parsed.scheme not in ("http", "https") or not parsed.host or parsed.auth:
        raise wrong
    return parsed


def _addresses(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchError("unreachable", tk._("The server {host} cannot be found.").format(host=host)) from error
    return [str(entry[4][0]) for entry in found]


def _checked_address(host: str, port: int) -> str:
    """The address to connect to, after all the addresses of the name were found public."""
    addresses = _addresses(host, port)
    allowed = f"{host.strip('[]').lower()}:{port}" in config.http_allowed_hosts()
    if not addresses or not (allowed or all(is_public(address) for address in addresses)):
        raise FetchError("address-refused", tk._(
            "The address {host} is not public: the portal does not read inside networks.").format(host=host))
    return addresses[0]


class _Guard:
    """What all the connections of one request share: where to, and until when."""

    def __init__(self, deadline: float) -> None:
        self.deadline = deadline
        self.expired = False
        self._socket: socket.socket | None = None

    def connect(self, host: str, port: int) -> socket.socket:
        address = _checked_address(host, port)
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("deadline")
        sock = socket.create_connection((address, port), timeout=left)
        if sock.getpeername()[0].split("%", 1)[0] != address.split("%", 1)[0]:
            sock.close()
            raise FetchError("address-refused", tk._(
                "The address {host} is not public: the portal does not read inside networks.").format(host=host))
        self._socket = sock
        return sock

    def stop(self) -> None:
        """Cut the line, whatever the other side is doing: a server that drips bytes must not hold a worker."""
        self.expired = True
        if self._socket is not None:
            try:
                self._socket.shutdown(socket.SHUT_RDWR)
            except OSError:
                self._socket.close()


class _PlainConnection(HTTPConnection):
    def __init__(self, *args: Any, guard: _Guard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._guard = guard

    def _new_conn(self) -> socket.socket:
        return self._guard.connect(self.host, int(self.port or 80))


class _SecureConnection(HTTPSConnection):
    def __init__(self, *args: Any, guard: _Guard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._guard = guard

    def _new_conn(self) -> socket.socket:
        return self._guard.connect(self.host, int(self.port or 443))


def _pool(target: Url, guard: _Guard, timeout: Timeout) -> Any:
    """Something with ``urlopen``: the guarded connection, or CKAN's proxy."""
    host, port = str(target.host), target.port or (443 if target.scheme == "https" else 80)
    proxy = config.download_proxy()
    if proxy:
        # The proxy makes the connection, and is where an operator draws the line; what this machine
        # can already tell to be inside is refused here too.
        try:
            _checked_address(host, port)
        except FetchError as error:
            if error.code != "unreachable":
                raise
        return urllib3.ProxyManager(proxy, timeout=timeout, retries=False)
    if target.scheme == "https":
        pool: Any = urllib3.HTTPSConnectionPool(host, port, timeout=timeout, retries=False)
        pool.ConnectionCls = functools.partial(_SecureConnection, guard=guard)
    else:
        pool = urllib3.HTTPConnectionPool(host, port, timeout=timeout, retries=False)
        pool.ConnectionCls = functools.partial(_PlainConnection, guard=guard)
    return pool


def _send(
    method: str, target: Url, headers: Mapping[str, str], body: bytes | None, max_bytes: int, deadline: float
) -> Fetched:
    left = deadline - time.monotonic()
    slow = FetchError("too-slow", tk._("The server {host} takes too long to answer.").format(host=target.host))
    if left <= 0:
        raise slow
    guard = _Guard(deadline)
    pool = _pool(target, guard, Timeout(connect=left, read=left))
    watchdog = threading.Timer(left, guard.stop)
    watchdog.daemon = True
    watchdog.start()
    try:
        with_proxy = isinstance(pool, urllib3.ProxyManager)
        response = pool.urlopen(
            method, target.url if with_proxy else target.request_uri, body=body, redirect=False, retries=False,
            preload_content=False, decode_content=False,
            headers={"User-Agent": _USER_AGENT, "Accept-Encoding": "identity", **headers},
        )
        content = _read(response, max_bytes, deadline, slow)
        if guard.expired:
            raise slow
        answered = {name.lower(): value for name, value in response.headers.items()}
        return Fetched(response.status, target.url, content, answered.get("content-type", ""), answered)
    except (HTTPError, OSError) as error:
        if guard.expired or time.monotonic() >= deadline:
            raise slow from error
        raise FetchError("unreachable", tk._("The server {host} does not answer.").format(host=target.host)) from error
    finally:
        watchdog.cancel()
        pool.clear() if isinstance(pool, urllib3.ProxyManager) else pool.close()


def _read(response: Any, max_bytes: int, deadline: float, slow: FetchError) -> bytes:
    large = FetchError("too-large", tk._("The document is larger than {size} MB.").format(
        size=max(1, round(max_bytes / 1_000_000))))
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in ("identity", "", "gzip", "x-gzip", "deflate"):
        raise FetchError("encoding-refused", tk._("The server sends a compressed form that the portal does not read."))
    inflate = None if encoding in ("identity", "") else zlib.decompressobj(wbits=47)
    parts: list[bytes] = []
    size = 0
    while True:
        if time.monotonic() >= deadline:
            raise slow
        chunk = response.read1(_CHUNK, decode_content=False)
        if not chunk:
            break
        if inflate is not None:
            chunk = _inflate(inflate, chunk, max_bytes - size + 1)
            if inflate.unconsumed_tail:
                raise large
        size += len(chunk)
        if size > max_bytes:
            raise large
        parts.append(chunk)
    return b"".join(parts)


def _inflate(inflate: Any, chunk: bytes, limit: int) -> bytes:
    try:
        return bytes(inflate.decompress(chunk, limit))
    except zlib.error as error:
        raise FetchError("encoding-refused", tk._(
            "The server sends a compressed form that the portal does not read.")) from error
