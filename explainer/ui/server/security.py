"""Checks of requests, security headers, and the cookie with the visitor's id."""

import asyncio
import html
from pathlib import Path

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from explainer.text import LANGUAGES, Text
from explainer.ui.server.hosts import HOST, is_encrypted, is_own_origin, is_served
from explainer.ui.visitors import COOKIE, known_visitor, new_visitor

HEALTH = "/_stcore/health"
METRICS = "/_stcore/metrics"
COOKIE_SECONDS = 180 * 86_400
POLICY_VIOLATION = 1008
"""The close code of refused websockets."""
REFUSAL_SECONDS = 0.5
"""The delay of a refusal. A browser opens one websocket per address at a time, so another site cannot flood it."""

# From the files: importing `explainer.ui.pages` would delay the server's start.
_PAGES = frozenset(file.stem for file in (Path(__file__).resolve().parents[3] / "pages").glob("*.py"))

# Streamlit sends components and styles as text, hence `blob:` for scripts and `unsafe-inline` for styles. Firefox
# compiles a part of Streamlit's page as WebAssembly. The hash is that of the only script in Streamlit's HTML page.
# Streamlit's camera passes on photos as `data:`.
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


class SecurityMiddleware:
    """ASGI middleware in front of Streamlit.

    - Requests for unknown host names are refused, which prevents DNS rebinding.
    - Websockets from pages of other sites are refused.
    - Streamlit's metrics are not served.
    - Addresses below a page redirect to the page; Streamlit would show an empty page there.
    - All responses get the security headers.
    - Responses to requests for pages set the visitor's id in a cookie that scripts cannot read.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Forwards a request, refuses it, or redirects it."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        own = _own_answer(connection)
        if scope["type"] == "websocket":
            if own is None and is_own_origin(connection):
                await self._app(_without_origin(scope), receive, send)
            else:
                await refuse_websocket(send)
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


async def refuse_websocket(send: Send) -> None:
    """Refuses a websocket's handshake, after a delay."""
    await asyncio.sleep(REFUSAL_SECONDS)
    await send({"type": "websocket.close", "code": POLICY_VIOLATION})


def _without_origin(scope: Scope) -> Scope:
    """Removes the checked `Origin` from a handshake: Streamlit would check it with a request to the internet."""
    return {**scope, "headers": [header for header in scope["headers"] if header[0] != b"origin"]}


def _own_answer(connection: HTTPConnection) -> Response | None:
    """The middleware's own response, a refusal or a redirect; `None` if Streamlit is to respond."""
    path = connection.url.path
    # Health checks may use any host name; the response reveals nothing else.
    if not path.endswith(HEALTH) and not is_served(connection.headers.get("host", "")):
        return HTMLResponse(_wrong_host(), status_code=400)
    return Response(status_code=404) if path.endswith(METRICS) else _page_above(connection)


def _page_above(connection: HTTPConnection) -> Response | None:
    """A redirect to the page, if an address is below a page; otherwise `None`.

    Only for navigation: Streamlit's script also requests addresses below the page, before it tries the root.
    """
    if not wants_page(connection):
        return None
    base = f"/{st.get_option('server.baseUrlPath').strip('/')}".rstrip("/")
    page, _, below = connection.url.path.removeprefix(base).lstrip("/").partition("/")
    if page not in _PAGES or not below:
        return None
    # Only a path: behind a proxy, the visitor's scheme is unknown.
    query = connection.url.query
    return RedirectResponse(f"{base}/{page}{'?' if query else ''}{query}")


def security_headers(host: str) -> dict[str, str]:
    """The security headers of a response.

    Args:
        host: The request's `Host` header. Not every browser counts a websocket to it as `'self'`.
    """
    match = HOST.fullmatch(host)
    websockets = f" ws://{host} wss://{host}" if match and not host.startswith("[") else ""
    return {"Content-Security-Policy": f"{CONTENT_POLICY}; connect-src 'self' data:{websockets}", **FURTHER_HEADERS}


def wants_page(connection: HTTPConnection) -> bool:
    """Whether a request is for a page, not for one of its files."""
    return "text/html" in connection.headers.get("accept", "")


def visitor_cookie(connection: HTTPConnection) -> str | None:
    """A `Set-Cookie` header with the visitor's id, known or new; `None` unless the request is for a page."""
    if not wants_page(connection):
        return None
    identifier = known_visitor(connection.cookies.get(COOKIE)) or new_visitor()
    # Lax, not strict: visitors who follow a teacher's link from another site keep their id.
    parts = [f"{COOKIE}={identifier}", f"Max-Age={COOKIE_SECONDS}", "Path=/", "HttpOnly", "SameSite=Lax"]
    # A forged header affects only the sender's own cookie.
    if is_encrypted(connection):
        parts.append("Secure")
    return "; ".join(parts)


def _wrong_host() -> str:
    """A page in all languages, because the visitor's language is not known yet."""
    paragraphs = "".join(
        f'<p lang="{language}">{html.escape(Text(language)("frame.wrong_host"))}</p>' for language in LANGUAGES
    )
    return f'<!doctype html><meta charset="utf-8"><title>400</title>{paragraphs}'
