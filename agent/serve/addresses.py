"""Which addresses pictures may be fetched from: public ones of listed hosts, checked one by one."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Sequence
from urllib.parse import SplitResult, urljoin, urlsplit

from .problems import Refusal

PORTS = {"http": 80, "https": 443}
LONGEST_URL = 2000

Resolve = Callable[[str, int], Sequence[str]]
"""From a host's name and port to its addresses."""

_TRANSLATED = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))


def split_url(url: str, hosts: Sequence[str]) -> SplitResult:
    """Take an address apart that pictures may come from.

    Args:
        url: http or https, of a host in the list, at its usual port.
        hosts: names; one that begins with a dot stands for all below it.

    Raises:
        Refusal: 400 it is no such address, 403 the host is not in the list.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _bad("the address cannot be read") from None
    if len(url) > LONGEST_URL or not url.isascii() or not url.isprintable() or " " in url:
        raise _bad("the address is too long, or has characters that are not allowed in it")
    if parts.scheme not in PORTS or not parts.hostname:
        raise _bad("the address is not http:// or https://")
    if parts.username is not None or parts.password is not None:
        raise _bad("the address holds a user name")
    if port not in {None, PORTS[parts.scheme]}:
        raise _bad("the address names a port of its own")
    if not listed(parts.hostname, hosts):
        hint = "send the picture's bytes"
        raise Refusal(
            403, f"no pictures are fetched from {parts.hostname[:80]}", hint, reason="url"
        )
    return parts


def listed(host: str, hosts: Sequence[str]) -> bool:
    """Whether a host is in the list, or below a name in it that begins with a dot."""
    name = host.lower().rstrip(".")
    return any(
        name == each.lower() or (each.startswith(".") and name.endswith(each.lower()))
        for each in hosts
    )


def public_addresses(host: str, port: int, resolve: Resolve) -> list[str]:
    """The addresses of a host, if every one of them is public.

    Raises:
        Refusal: 403 one of them is private, loopback, link-local, reserved or the like; 502 the
            name is not known.
    """
    try:
        found = list(dict.fromkeys(resolve(host, port)))
    except (OSError, UnicodeError):
        raise Refusal(502, f"the host {host[:80]} is not known", reason="url") from None
    if not found or not all(is_public(each) for each in found):
        raise Refusal(403, f"{host[:80]} is no public address", "", reason="url")
    return found


def is_public(address: str) -> bool:
    """Whether an address is one of the open internet, also where it wraps another one."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address):
        if any(parsed in net for net in _TRANSLATED):
            return False
        inner = parsed.ipv4_mapped or parsed.sixtofour or (parsed.teredo or (None, None))[1]
        if inner is not None or int(parsed) < 2**32:
            return False
    return parsed.is_global and not parsed.is_multicast and not parsed.is_reserved


def resolve(host: str, port: int) -> list[str]:
    """All addresses that this machine's resolver knows for a name."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(each[4][0]) for each in found]


def next_url(url: str, location: str) -> str:
    """Where a redirect leads."""
    return urljoin(url, location)


def _bad(problem: str) -> Refusal:
    return Refusal(400, problem, "give a plain http or https address", reason="url")
