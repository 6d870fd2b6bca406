"""The doors: which host names are served, what browsers are told to refuse, and the cookie with the visitor's id.

All of it happens before Streamlit sees a request, for pages, files and websockets alike.
"""

from __future__ import annotations

import asyncio
import html
import ipaddress
import os
import re
import socket
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from explainer.text import LANGUAGES, Text
from explainer.ui.visitors import COOKIE, known_visitor, new_visitor

HOSTS_VARIABLE = "EXPLAINER_HOSTS"
"""Further host names to serve, with commas between them; `*.school.example` stands for all below it."""

HEALTH = "/_stcore/health"
METRICS = "/_stcore/metrics"
COOKIE_SECONDS = 180 * 86_400
POLICY_VIOLATION = 1008
"""The code that a websocket is refused with."""

# By their files: `explainer.ui.pages` would have the server wait for all that pages need.
_PAGES = frozenset(file.stem for file in (Path(__file__).resolve().parents[2] / "pages").glob("*.py"))
_HOST = re.compile(r"(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(?::[0-9]{1,5})?")

# Components and styles come from Streamlit as text, hence `blob:` for scripts and `unsafe-inline` for styles; Firefox
# compiles a part of its page as WebAssembly, which is no `eval`. The hash
# is that of the one script in Streamlit's own page. `data:`, also below, is how its camera hands a photo on.
CONTENT_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' blob: 'wasm-unsafe-eval' 'sha256-THxz9J9+wf7rhwR2YkXJoSZ13UCmYyC+3lNDv2+8ugA='",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)
FURTHER_HEADERS = {
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
}


class Doors:
    """ASGI middleware in front of Streamlit.

    - A request under a host name that is not served is refused, so that a foreign name which is made to lead here (DNS
      rebinding) reaches nothing.
    - Streamlit's metrics are closed.
    - Below a page there is nothing; Streamlit would answer with one that stays empty, so the page itself is shown.
    - Every answer carries the security headers.
    - Who asks for a page gets the visitor's id in a cookie that scripts cannot read.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves a request, refuses it, or leads elsewhere."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        own = _own_answer(connection)
        if scope["type"] == "websocket":
            if own is None:
                await self._app(scope, receive, send)
            else:
                await send({"type": "websocket.close", "code": POLICY_VIOLATION})
            return
        cookie = visitor_cookie(connection) if own is None else None

        headers = security_headers(connection.headers.get("host", ""))

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(scope=message)
                answer.update(headers)
                if cookie is not None:
                    answer.append("Set-Cookie", cookie)
            await send(message)

        await (own or self._app)(scope, receive, send_guarded)


def _own_answer(connection: HTTPConnection) -> Response | None:
    """What the doors say themselves: a refusal, or where the page is; `None` where Streamlit is to answer."""
    path = connection.url.path
    # Whoever looks after the server's health may call it what they like, and learns nothing but that.
    if not path.endswith(HEALTH) and not is_served(connection.headers.get("host", "")):
        return HTMLResponse(_wrong_host(), status_code=400)
    return Response(status_code=404) if path.endswith(METRICS) else _page_above(connection)


def _page_above(connection: HTTPConnection) -> Response | None:
    """Leads who asks for something below a page to the page; `None` for all else.

    Streamlit's own script asks below the page, too, before it looks at the root.
    """
    if not _wants_page(connection):
        return None
    base = f"/{st.get_option('server.baseUrlPath').strip('/')}".rstrip("/")
    page, _, below = connection.url.path.removeprefix(base).lstrip("/").partition("/")
    if page not in _PAGES or not below:
        return None
    # A path alone: behind a proxy, the scheme that a visitor came by is not known.
    query = connection.url.query
    return RedirectResponse(f"{base}/{page}{'?' if query else ''}{query}")


def security_headers(host: str) -> dict[str, str]:
    """What browsers are to refuse.

    Args:
        host: The request's `Host` header. Not every browser takes a websocket to it for one to "self".
    """
    match = _HOST.fullmatch(host)
    websockets = f" ws://{host} wss://{host}" if match and not host.startswith("[") else ""
    return {"Content-Security-Policy": f"{CONTENT_POLICY}; connect-src 'self' data:{websockets}", **FURTHER_HEADERS}


def is_served(host: str) -> bool:
    """Whether a `Host` header names this server.

    Addresses in numbers do, since no name server can bend them; `localhost`, the computer's own name, and the names in
    `EXPLAINER_HOSTS`.

    Args:
        host: The header, with or without a port.
    """
    match = _HOST.fullmatch(host)
    if match is None:
        return False
    name = match[1].lower().rstrip(".")
    if _is_address(name.strip("[]")):
        return True
    own = socket.gethostname().lower()
    listed = [entry.strip().lower() for entry in os.environ.get(HOSTS_VARIABLE, "").split(",")]
    served = {"localhost", own, f"{own}.local", *listed} - {""}
    return name in served or any(entry.startswith("*.") and name.endswith(entry[1:]) for entry in served)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _wants_page(connection: HTTPConnection) -> bool:
    return "text/html" in connection.headers.get("accept", "")


def visitor_cookie(connection: HTTPConnection) -> str | None:
    """The cookie with the visitor's id, for who asks for a page: the id that is known, or else a new one.

    Returns:
        A `Set-Cookie` header; `None` if it is no page that is asked for.
    """
    if not _wants_page(connection):
        return None
    identifier = known_visitor(connection.cookies.get(COOKIE)) or new_visitor()
    # Lax, not strict: whoever follows a teacher's link from elsewhere is still known.
    parts = [f"{COOKIE}={identifier}", f"Max-Age={COOKIE_SECONDS}", "Path=/", "HttpOnly", "SameSite=Lax"]
    # A proxy that ends TLS says so in a header; who lies in it harms their own cookie only.
    if "https" in {connection.url.scheme, connection.headers.get("x-forwarded-proto")}:
        parts.append("Secure")
    return "; ".join(parts)


def _wrong_host() -> str:
    """A page in all languages; which one the visitor reads is not known yet."""
    paragraphs = "".join(
        f'<p lang="{language}">{html.escape(Text(language)("frame.wrong_host"))}</p>' for language in LANGUAGES
    )
    return f'<!doctype html><meta charset="utf-8"><title>400</title>{paragraphs}'


@asynccontextmanager
async def open_browser(_app: object) -> AsyncIterator[None]:
    """Shows the dashboard in the browser when the server starts, unless it is told to be headless."""
    if not st.get_option("server.headless"):
        asyncio.get_running_loop().run_in_executor(None, webbrowser.open, _address())
    yield


def _address() -> str:
    address = st.get_option("server.address")
    name = "localhost" if address in {None, "0.0.0.0", "::"} else address
    scheme = "https" if st.get_option("server.sslCertFile") else "http"
    return f"{scheme}://{name}:{st.get_option('server.port')}/{st.get_option('server.baseUrlPath').strip('/')}"


MIDDLEWARE = (Middleware(Doors),)
