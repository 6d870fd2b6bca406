"""Checks of the `Host` and `Origin` headers."""

import ipaddress
import re
import socket

from starlette.requests import HTTPConnection

from explainer.environment import read_environment

HOST = re.compile(r"(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(?::([0-9]{1,5}))?")
"""A `Host` header: name or address, and port."""
_ORIGIN = re.compile(rf"(https?)://{HOST.pattern}")


def is_served(host: str) -> bool:
    """Whether a `Host` header names this server.

    Accepted are IP addresses (DNS rebinding needs a name), `localhost`, the computer's own name, and the names in
    `EXPLAINER_HOSTS`.

    Args:
        host: The header, with or without a port.
    """
    match = HOST.fullmatch(host)
    if match is None:
        return False
    name = match[1].lower().rstrip(".")
    own = socket.gethostname().lower()
    return name in {"localhost", own, f"{own}.local"} - {""} or _is_address(name.strip("[]")) or _is_listed(name)


def is_own_origin(connection: HTTPConnection) -> bool:
    """Whether a websocket is opened by a page of this server, or by a client that sends no `Origin`.

    The origin must have the scheme, host and port of the request, as the browser sent them or a proxy forwards them.
    (Scripts cannot set these headers for a websocket.) If a proxy does not forward them, its name belongs in
    `EXPLAINER_HOSTS`; for these names any scheme is accepted, with the scheme's default port.
    """
    headers = connection.headers
    origins = headers.getlist("origin")
    if not origins:
        return True
    origin = _ORIGIN.fullmatch(origins[0]) if len(origins) == 1 else None
    host = HOST.fullmatch(headers.get("x-forwarded-host") or headers.get("host", ""))
    if origin is None or host is None:
        return False
    scheme, name, port = origin.groups()
    own = "https" if is_encrypted(connection) else "http"
    if (scheme, name.lower(), _port(scheme, port)) == (own, host[1].lower(), _port(own, host[2])):
        return True
    return _is_listed(name.lower()) and port in {None, host[2]}


def is_encrypted(connection: HTTPConnection) -> bool:
    """Whether the browser uses TLS, with this server or, according to a header, with a proxy."""
    return not {connection.url.scheme, connection.headers.get("x-forwarded-proto")}.isdisjoint({"https", "wss"})


def _port(scheme: str, written: str | None) -> int:
    return int(written) if written else 443 if scheme == "https" else 80


def _is_listed(name: str) -> bool:
    listed = read_environment().hosts
    return name in listed or any(entry.startswith("*.") and name.endswith(entry[1:]) for entry in listed)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
