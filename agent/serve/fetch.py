"""Pictures by URL, off unless hosts are listed: the checked address is the one connected to."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import SplitResult

from . import addresses
from .problems import Refusal
from .settings import ServeSettings

REDIRECTS = 3
PART = 64 * 1024
MOVED = frozenset({301, 302, 303, 307, 308})

Connect = Callable[[str, int, float], socket.socket]
"""From an address, a port and the most seconds to an open connection."""


def connect(address: str, port: int, seconds: float) -> socket.socket:
    """Open a connection to an address that has been checked."""
    return socket.create_connection((address, port), seconds)


class Fetcher:
    """Fetches pictures from listed hosts.

    No proxy is asked, no cookie or credential is sent, and every redirect is checked like the
    first address.

    Args:
        settings: `url_hosts`, `url_bytes`, `url_seconds`.
        resolve: knows the addresses of names.
        connect: opens connections.
    """

    def __init__(
        self,
        settings: ServeSettings,
        resolve: addresses.Resolve = addresses.resolve,
        connect: Connect = connect,
    ) -> None:
        self._settings = settings
        self._resolve = resolve
        self._connect = connect

    def fetch(self, url: str) -> bytes:
        """The bytes behind an address.

        Raises:
            Refusal: 400 or 403 it may not be fetched, 413 it is too large, 502 the host does not
                answer with a file, 504 it took too long.
        """
        self.check(url)
        with _Deadline(self._settings.url_seconds) as deadline:
            try:
                for _ in range(REDIRECTS + 1):
                    found = self._get(url, deadline)
                    if isinstance(found, bytes):
                        return found
                    url = addresses.next_url(url, found)
            except (OSError, http.client.HTTPException, ValueError) as error:
                if deadline.over:
                    raise Refusal(504, "the picture's host is too slow", reason="url") from error
                raise Refusal(502, "the picture's host does not answer", reason="url") from error
        raise Refusal(502, f"the address redirects more than {REDIRECTS} times", reason="url")

    def check(self, url: str) -> None:
        """Refuse what can be told without asking anybody.

        Raises:
            Refusal: URLs are switched off, or the address may not be fetched.
        """
        if not self._settings.url_hosts:
            error = "pictures by URL are switched off"
            raise Refusal(403, error, "send the picture's bytes", reason="url")
        addresses.split_url(url, self._settings.url_hosts)

    def _get(self, url: str, deadline: _Deadline) -> bytes | str:
        """The bytes, or where a redirect leads."""
        parts = addresses.split_url(url, self._settings.url_hosts)
        host, port = parts.hostname or "", addresses.PORTS[parts.scheme]
        known = addresses.public_addresses(host, port, self._resolve)
        plain = self._open(known, port, deadline)
        with plain, _wrapped(plain, parts) as line:
            deadline.watch(line)
            asked = http.client.HTTPConnection(host, port)
            asked.sock, asked.default_port = line, port
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            asked.request("GET", target, headers={"Accept": "image/*", "Connection": "close"})
            with asked.getresponse() as answer:
                if answer.status in MOVED and (location := answer.getheader("Location")):
                    return location
                if answer.status != http.client.OK:
                    error = f"the picture's host answers {answer.status}"
                    raise Refusal(502, error, "check the address", reason="url")
                return self._read(answer, deadline)

    def _open(self, known: list[str], port: int, deadline: _Deadline) -> socket.socket:
        """A connection to the first of the checked addresses that can be reached."""
        for number, address in enumerate(known, start=1):
            try:
                line = self._connect(address, port, self._settings.url_seconds)
            except OSError:
                if number == len(known) or deadline.over:
                    raise
            else:
                deadline.watch(line)
                return line
        raise OSError("no address")

    def _read(self, answer: http.client.HTTPResponse, deadline: _Deadline) -> bytes:
        most, parts, size = self._settings.url_bytes, list[bytes](), 0
        while part := answer.read1(PART):
            size += len(part)
            if size > most or (answer.length or 0) > most:
                raise Refusal(413, f"the picture has more than {most / 2**20:g} MiB", reason="url")
            parts.append(part)
        if deadline.over:
            raise TimeoutError
        if answer.length:
            raise http.client.IncompleteRead(b"", answer.length)
        return b"".join(parts)


class _Deadline:
    """Cuts a connection when the time for all of it is over, however slowly bytes trickle in."""

    def __init__(self, seconds: float) -> None:
        self.over = False
        self._lines: list[socket.socket] = []
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> _Deadline:
        self._timer.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._timer.cancel()

    def watch(self, line: socket.socket) -> None:
        """Cut this connection too."""
        self._lines.append(line)
        if self.over:
            self._cut()

    def _cut(self) -> None:
        self.over = True
        for line in self._lines:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)


def _wrapped(plain: socket.socket, parts: SplitResult) -> socket.socket:
    if parts.scheme == "http":
        return plain
    # The certificate must be the name's, though the connection goes to the checked address.
    return ssl.create_default_context().wrap_socket(plain, server_hostname=parts.hostname)
