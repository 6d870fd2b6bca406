"""Under which names the server answers, and whose pages may connect to it."""

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

    Addresses in numbers do, since no name server can bend them; `localhost`, the computer's own name, and the names in
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
    """Whether a websocket is asked for by a page of this server, or by no page at all.

    Its own pages have the scheme, the host name and the port of the request, as the browser sent it or as a proxy
    forwards it: no script can set these headers for a websocket. A proxy that forwards nothing needs its name in
    `EXPLAINER_HOSTS`, whose pages may have any scheme, and the scheme's own port.
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
    """Whether the browser speaks TLS, with this server or with a proxy, which says so in a header."""
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
