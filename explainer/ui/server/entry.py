"""The site code: if one is set, visitors get only a form until they have entered it."""

import asyncio
import hashlib
import hmac
import html
import logging
import re
import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Literal
from urllib.parse import parse_qs

import streamlit as st
from starlette.requests import ClientDisconnect, HTTPConnection, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from explainer.environment import LONGEST_SITE_CODE, plain_code, read_environment
from explainer.errors import ExplainerError
from explainer.figures.palette import variables
from explainer.recent import Recent
from explainer.text import DEFAULT_LANGUAGE, LANGUAGES, Text, language_for
from explainer.training.limits.addresses import address_key, hashed, visitors_address
from explainer.ui.server.hosts import is_encrypted, is_own_origin
from explainer.ui.server.security import HEALTH, refuse_websocket, wants_page

if TYPE_CHECKING:
    from explainer.classroom import ClassroomStore

logger = logging.getLogger(__name__)

COOKIE = "inside_a_cnn_entry"
"""Name of the signed cookie of browsers that have entered the site code."""
COOKIE_SECONDS = 86_400
MOST_BYTES = 4_096
"""The largest form; a code has at most 200 characters."""
PATIENCE_SECONDS = 10.0
"""How long a form may take to arrive."""
REFUSED_SECONDS = 10.0
"""How long a refused address stays refused without another check, so that a flood of guesses costs little."""
REMEMBERED = 1_000
"""The number of refused addresses to remember."""

_COOKIE = re.compile(r"([0-9]{1,12})\.([0-9a-f]{64})")
_FILE = Path(__file__).resolve().parents[3] / "assets" / "entry.html"
_PAGE = Template(Template(_FILE.read_text(encoding="utf-8")).safe_substitute(colours=variables()))

Refusal = Literal["entry.wrong", "entry.unavailable", "error.class_guesses"]
"""Why a code is refused: the id of a sentence."""
_STATUS: dict[Refusal | None, int] = {
    None: 403,
    "entry.wrong": 403,
    "entry.unavailable": 503,
    "error.class_guesses": 429,
}


class EntryMiddleware:
    """ASGI middleware that serves only visitors who have entered the site code, if one is set.

    Without the code, requests for pages are answered with a form; all other requests and websockets are refused. After
    the right code, the browser gets a signed cookie and is redirected to the requested address. Only the health check
    is open to everyone.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        # One thread: a guess is checked only after all earlier ones are counted.
        self._guesses = ThreadPoolExecutor(1, "site-code")
        self._refused: Recent[str, float] = Recent(REMEMBERED)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Forwards a request, or answers it with the form or a refusal."""
        code = read_environment().site_code
        if code is None or scope["type"] not in {"http", "websocket"} or _is_health(scope):
            await self._app(scope, receive, send)
        elif has_entered(HTTPConnection(scope), code):
            # The form was sent a second time; redirect to the page.
            is_form = scope["type"] == "http" and _is_form(Request(scope))
            await (_back(Request(scope)) if is_form else self._app)(scope, receive, send)
        elif scope["type"] == "websocket":
            await refuse_websocket(send)
        else:
            answer = await self._answer(Request(scope, receive), code)
            await answer(scope, receive, send)

    async def _answer(self, request: Request, code: str) -> Response:
        """The answer to a request without a valid cookie."""
        if not _is_form(request):
            return _form(request) if wants_page(request) else Response(status_code=403)
        # Another site's page must not use up its visitors' guesses.
        if not is_own_origin(request):
            return Response(status_code=403)
        typed = await _typed(request)
        if typed is None:
            return Response(status_code=400, headers={"Connection": "close"})
        address = visitors_address(
            request.client.host if request.client else None,
            ", ".join(request.headers.getlist("x-forwarded-for")),
            read_environment().trusted_proxies,
        )
        if time.time() < (self._refused.get(address) or 0.0):
            return _form(request, "error.class_guesses")
        refusal = await asyncio.get_running_loop().run_in_executor(self._guesses, refusal_of, typed, code, address)
        if refusal == "error.class_guesses":
            self._refused.put(address, time.time() + REFUSED_SECONDS)
        return _let_in(request, code) if refusal is None else _form(request, refusal)


def refusal_of(typed: str, code: str, address: str) -> Refusal | None:
    """Checks a code. Counts a wrong one, for all servers that share a database.

    Args:
        address: The visitor's address; only its hash is stored.
    """
    try:
        shared = _shared()
        store = _store_in(shared)
        # Guesses of class codes are counted separately.
        source = f"site-{hashed(address, _key_at(shared / 'key'))}"
        store.check_guesses(source)
        if secrets.compare_digest(typed.encode(), code.encode()):
            return None
        store.note_guess(source)
    except (ExplainerError, OSError) as error:
        if isinstance(error, ExplainerError) and error.code == "class_guesses":
            return "error.class_guesses"
        logger.warning("The site code cannot be checked: %r", error)
        return "entry.unavailable"
    return "entry.wrong"


def entry_cookie(code: str, until: int) -> str:
    """The cookie's value after a right code.

    Args:
        until: When it expires, in seconds since 1970.
    """
    signature = hmac.new(
        _key_at(_shared() / "key"), f"site code {code} until {until}".encode(), hashlib.sha256
    ).hexdigest()
    return f"{until}.{signature}"


def has_entered(connection: HTTPConnection, code: str) -> bool:
    """Whether a browser has a valid cookie: signed with the servers' shared key, for this code, and not expired."""
    match = _COOKIE.fullmatch(connection.cookies.get(COOKIE, ""))
    if match is None or int(match[1]) <= time.time():
        return False
    return secrets.compare_digest(entry_cookie(code, int(match[1])), match[0])


def _shared() -> Path:
    """The folder that all servers with the same runs share."""
    # Imported here, because it is slow to import.
    from explainer.training.store.run_store import RunStore  # noqa: PLC0415

    return RunStore().shared


@cache
def _key_at(path: Path) -> bytes:
    return address_key(path)


@cache
def _store_in(folder: Path) -> "ClassroomStore":
    from explainer.classroom import ClassroomStore  # noqa: PLC0415

    return ClassroomStore.chosen(folder)


def _is_health(scope: Scope) -> bool:
    base = f"/{st.get_option('server.baseUrlPath').strip('/')}".rstrip("/")
    return bool(scope["type"] == "http" and scope["path"] == f"{base}{HEALTH}")


def _is_form(request: Request) -> bool:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return request.method == "POST" and kind == "application/x-www-form-urlencoded"


async def _typed(request: Request) -> str | None:
    """The code in a form; `None` if the form is too large or does not arrive."""
    body = b""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            async for part in request.stream():
                body += part
                if len(body) > MOST_BYTES:
                    return None
        fields = parse_qs(body.decode(), errors="strict", max_num_fields=10)
    except (TimeoutError, ClientDisconnect, ValueError):
        return None
    return plain_code(fields.get("code", [""])[0])


def _let_in(request: Request, code: str) -> Response:
    answer = _back(request)
    answer.set_cookie(
        COOKIE,
        entry_cookie(code, int(time.time()) + COOKIE_SECONDS),
        max_age=COOKIE_SECONDS,
        secure=is_encrypted(request),
        httponly=True,
        samesite="lax",
    )
    return answer


def _back(request: Request) -> Response:
    """Redirects to the form's page. The address is only a query string, so it cannot lead to another site."""
    return RedirectResponse(f"?{request.url.query}", status_code=303)


def _form(request: Request, refusal: Refusal | None = None) -> Response:
    """The page with the form. It contains nothing that the visitor sent."""
    text = Text(_language(request))
    said = "" if refusal is None else text(refusal)
    words = {name: text(f"entry.{name}") for name in ("heading", "why", "label", "enter", "cookie")}
    words |= {"name": text("frame.name"), "title": text("frame.tab_title", page=words["heading"])}
    page = _PAGE.substitute(
        {name: html.escape(word) for name, word in words.items()},
        language=text.language,
        longest=LONGEST_SITE_CODE,
        invalid=' aria-invalid="true" aria-describedby="refusal"' if said else "",
        refusal=f'<p class="refusal" id="refusal" role="alert">{html.escape(said)}</p>' if said else "",
    )
    headers = {"Cache-Control": "no-store", "Vary": "Accept-Language, Cookie"}
    if refusal == "error.class_guesses":
        from explainer.classroom.store import WRONG_SECONDS  # noqa: PLC0415

        headers["Retry-After"] = str(round(WRONG_SECONDS))
    return HTMLResponse(page, _STATUS[refusal], headers)


def _language(request: Request) -> str:
    """The language of the link, or else the browser's first language."""
    chosen = request.query_params.get("lang")
    first = request.headers.get("accept-language", "").partition(",")[0].partition(";")[0].strip()
    return chosen if chosen is not None and chosen in LANGUAGES else language_for(first or DEFAULT_LANGUAGE)
