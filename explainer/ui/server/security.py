"""Who is refused, what browsers are told to refuse, and the cookie with the visitor's id."""

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
"""The code that a websocket is refused with."""
REFUSAL_SECONDS = 0.5
"""After how long: a browser asks an address for one websocket at a time, so another site's page cannot flood it."""

# By their files: `explainer.ui.pages` would have the server wait for all that pages need.
_PAGES = frozenset(file.stem for file in (Path(__file__).resolve().parents[3] / "pages").glob("*.py"))

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


class SecurityMiddleware:
    """ASGI middleware in front of Streamlit.

    - A request under a host name that is not served is refused, so that a foreign name which is made to lead here (DNS
      rebinding) reaches nothing.
    - A websocket that another site's page asks for is refused, too.
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
    """Refuses a handshake, late."""
    await asyncio.sleep(REFUSAL_SECONDS)
    await send({"type": "websocket.close", "code": POLICY_VIOLATION})


def _without_origin(scope: Scope) -> Scope:
    """A handshake without its origin, which was checked: Streamlit would check it with a request to the internet."""
    return {**scope, "headers": [header for header in scope["headers"] if header[0] != b"origin"]}


def _own_answer(connection: HTTPConnection) -> Response | None:
    """What is answered here: a refusal, or where the page is; `None` where Streamlit is to answer."""
    path = connection.url.path
    # Whoever looks after the server's health may call it what they like, and learns nothing but that.
    if not path.endswith(HEALTH) and not is_served(connection.headers.get("host", "")):
        return HTMLResponse(_wrong_host(), status_code=400)
    return Response(status_code=404) if path.endswith(METRICS) else _page_above(connection)


def _page_above(connection: HTTPConnection) -> Response | None:
    """Leads who asks for something below a page to the page; `None` for all else.

    Streamlit's own script asks below the page, too, before it looks at the root.
    """
    if not wants_page(connection):
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
    match = HOST.fullmatch(host)
    websockets = f" ws://{host} wss://{host}" if match and not host.startswith("[") else ""
    return {"Content-Security-Policy": f"{CONTENT_POLICY}; connect-src 'self' data:{websockets}", **FURTHER_HEADERS}


def wants_page(connection: HTTPConnection) -> bool:
    """Whether a browser asks for a page, and not for a file that belongs to one."""
    return "text/html" in connection.headers.get("accept", "")


def visitor_cookie(connection: HTTPConnection) -> str | None:
    """The cookie with the visitor's id, for who asks for a page: the id that is known, or else a new one.

    Returns:
        A `Set-Cookie` header; `None` if it is no page that is asked for.
    """
    if not wants_page(connection):
        return None
    identifier = known_visitor(connection.cookies.get(COOKIE)) or new_visitor()
    # Lax, not strict: whoever follows a teacher's link from elsewhere is still known.
    parts = [f"{COOKIE}={identifier}", f"Max-Age={COOKIE_SECONDS}", "Path=/", "HttpOnly", "SameSite=Lax"]
    # Who lies about it harms their own cookie only.
    if is_encrypted(connection):
        parts.append("Secure")
    return "; ".join(parts)


def _wrong_host() -> str:
    """A page in all languages; which one the visitor reads is not known yet."""
    paragraphs = "".join(
        f'<p lang="{language}">{html.escape(Text(language)("frame.wrong_host"))}</p>' for language in LANGUAGES
    )
    return f'<!doctype html><meta charset="utf-8"><title>400</title>{paragraphs}'
