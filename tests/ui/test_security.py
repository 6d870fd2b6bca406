"""Who is let in, under which name, and what every answer carries."""

import asyncio
import base64
import hashlib
import re
import socket
import subprocess
import sys
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from starlette.requests import HTTPConnection

from explainer.text import LANGUAGES, Text
from explainer.ui.server import hosts, lifespan, security
from tests.ui.origins import FOREIGN_ORIGINS
from tests.ui.pages import ROOT

COOKIE = "inside_a_cnn_visitor"
PAGE = {"accept": "text/html,application/xhtml+xml"}


def scope(path: str = "/", kind: str = "http", scheme: str = "http", query: str = "", **headers: str) -> dict[str, Any]:
    """A request as a server hands it on."""
    lines = {"host": "localhost:8501", **headers}
    return {
        "type": kind,
        "path": path,
        "scheme": scheme,
        "server": ("127.0.0.1", 8501),
        "query_string": query.encode(),
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in lines.items()],
    }


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(security, "REFUSAL_SECONDS", 0)


def run(coroutine: Coroutine[Any, Any, None]) -> None:
    """Runs it in a thread of its own: in this one, Playwright's loop may be open for other tests."""
    with ThreadPoolExecutor(1) as threads:
        threads.submit(asyncio.run, coroutine).result()


def ask(request: dict[str, Any]) -> tuple[list[dict[str, Any]], bool]:
    """What is answered, and whether the application behind the middleware was asked."""
    answers: list[dict[str, Any]] = []
    asked = []

    async def application(inner: Any, _receive: Any, send: Any) -> None:
        asked.append(True)
        assert b"origin" not in dict(inner["headers"])
        if request["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"inside"})
        else:
            await send({"type": "websocket.accept"})

    async def receive() -> dict[str, Any]:
        return {"type": "http.request"}

    async def send(message: dict[str, Any]) -> None:
        answers.append(message)

    run(security.SecurityMiddleware(application)(request, receive, send))  # type: ignore[arg-type]
    return answers, bool(asked)


def headers_of(answers: list[dict[str, Any]]) -> dict[str, str]:
    return {name.decode().lower(): value.decode() for name, value in answers[0]["headers"]}


@pytest.mark.parametrize(
    "host",
    ["localhost", "localhost:8501", "LOCALHOST.:8501", "127.0.0.1:8501", "192.168.0.10", "[::1]:8501", "[fe80::1]"],
)
def test_this_computer_and_addresses_in_numbers_are_served(host: str) -> None:
    assert hosts.is_served(host)


def test_the_computers_own_name_is_served() -> None:
    assert hosts.is_served(f"{socket.gethostname()}:8501")
    assert hosts.is_served(f"{socket.gethostname()}.local")


@pytest.mark.parametrize(
    "host",
    [
        *(
            "",
            "evil.example",
            "evil.example:8501",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "127.0.0.1@evil",
        ),
        *("evil.example/127.0.0.1", "localhost:8501:1", "localhost, evil.example", "[::1", "::1", "0x7f.1.evil", "*"),
    ],
)
def test_other_names_are_not(host: str) -> None:
    assert not hosts.is_served(host)


def test_the_setting_adds_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXPLAINER_HOSTS", "CNN.school.example, *.lab.example,")
    assert hosts.is_served("cnn.school.example:80")
    assert hosts.is_served("room-3.lab.example")
    assert hosts.is_served("localhost")
    assert not hosts.is_served("school.example")
    assert not hosts.is_served("lab.example")
    assert not hosts.is_served("lab.example.evil.example")


def test_a_foreign_name_reaches_nothing_and_is_told_so_in_all_languages() -> None:
    answers, asked = ask(scope(host="evil.example", **PAGE))
    assert not asked
    assert answers[0]["status"] == 400
    assert "set-cookie" not in headers_of(answers)
    page = answers[1]["body"].decode()
    assert all(Text(language)("frame.wrong_host") in page for language in LANGUAGES)


def test_a_foreign_name_gets_no_websocket_even_with_the_matching_origin() -> None:
    request = scope("/_stcore/stream", "websocket", "ws", host="evil.example:8501", origin="http://evil.example:8501")
    assert ask(request) == ([{"type": "websocket.close", "code": 1008}], False)
    assert ask(scope("/_stcore/stream", "websocket", "ws"))[1]


def shake(host: str = "localhost:8501", scheme: str = "ws", **headers: str) -> bool:
    """Whether a handshake reaches Streamlit, and then without an origin that Streamlit would look up."""
    answers, asked = ask(scope("/_stcore/stream", "websocket", scheme, host=host, **headers))
    assert answers == ([{"type": "websocket.accept"}] if asked else [{"type": "websocket.close", "code": 1008}])
    return asked


@pytest.mark.parametrize(
    ("origin", "request_"),
    [
        ("http://localhost:8501", {}),
        ("http://LOCALHOST:8501", {}),
        ("http://127.0.0.1:8501", {"host": "127.0.0.1:8501"}),
        ("http://[::1]:8501", {"host": "[::1]:8501"}),
        ("http://localhost", {"host": "localhost:80"}),
        ("http://localhost:80", {"host": "localhost"}),
        ("https://localhost", {"host": "localhost", "scheme": "wss"}),
        ("https://localhost:443", {"host": "localhost", "x_forwarded_proto": "https"}),
        ("https://localhost", {"host": "localhost:443", "x_forwarded_proto": "wss"}),
        ("https://school.example", {"x_forwarded_proto": "https", "x_forwarded_host": "school.example"}),
        ("https://cnn.school.example", {}),
        ("http://cnn.school.example", {}),
        ("http://cnn.school.example:8501", {}),
        ("https://room-3.lab.example", {"host": "10.0.0.3:9000"}),
    ],
)
def test_the_servers_own_pages_get_a_websocket(
    origin: str, request_: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EXPLAINER_HOSTS", "cnn.school.example, *.lab.example")
    assert shake(origin=origin, **request_)


@pytest.mark.parametrize("origin", FOREIGN_ORIGINS)
def test_no_other_page_gets_one(origin: str) -> None:
    assert not shake(origin=origin)


@pytest.mark.parametrize("origin", ["http://cnn.school.example:9999", "http://school.example", "http://lab.example"])
def test_a_listed_name_stands_for_its_own_pages_alone(origin: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXPLAINER_HOSTS", "cnn.school.example, *.lab.example")
    assert not shake(origin=origin)


def test_two_origins_are_none() -> None:
    request = scope("/_stcore/stream", "websocket", "ws", origin="http://localhost:8501")
    request["headers"] += [(b"origin", b"http://localhost:8501")]
    assert not ask(request)[1]


def test_who_is_no_browser_has_no_origin() -> None:
    assert shake()


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/base/_stcore/metrics"])
def test_metrics_are_closed(path: str) -> None:
    answers, asked = ask(scope(path))
    assert answers[0]["status"] == 404
    assert not asked


@pytest.mark.parametrize(
    ("path", "query", "page"),
    [
        ("/train/deeper", "lang=ja", "/train?lang=ja"),
        ("/lab/static/js/x.js", "", "/lab"),
        ("//train//x", "", "/train"),
        *((path, "", None) for path in ("/draw", "/draw/", "/static/js/x.js", "/")),
    ],
)
def test_what_is_below_a_page_leads_to_the_page(path: str, query: str, page: str | None) -> None:
    answers, was_asked = ask(scope(path, query=query, **PAGE))
    assert headers_of(answers).get("location") == page
    assert was_asked == (page is None)


@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_what_streamlit_asks_for_below_a_page_is_its_own_affair(kind: str) -> None:
    answers, was_asked = ask(scope("/walkthrough/_stcore/stream", kind=kind, accept="*/*"))
    assert was_asked
    assert answers[0]["type"] in {"http.response.start", "websocket.accept"}


def test_a_base_path_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(security.st, "get_option", {"server.baseUrlPath": "/cnn/"}.__getitem__)
    assert headers_of(ask(scope("/cnn/train/deeper", **PAGE))[0])["location"] == "/cnn/train"
    assert "location" not in headers_of(ask(scope("/cnn/train", **PAGE))[0])


def test_a_health_check_may_come_under_any_name() -> None:
    assert ask(scope("/_stcore/health", host="dashboard-1:8501"))[1]


@pytest.mark.parametrize("request_", [scope(), scope("/_stcore/metrics"), scope(host="evil.example")])
def test_every_answer_carries_the_security_headers(request_: dict[str, Any]) -> None:
    sent = headers_of(ask(request_)[0])
    for name, value in security.security_headers("localhost:8501").items():
        assert sent[name.lower()].startswith(value.partition("; connect-src")[0])


@pytest.mark.parametrize("host", ["localhost:8501", "192.168.0.10", "cnn.school.example"])
def test_the_policy_lets_websockets_go_nowhere_else(host: str) -> None:
    policy = security.security_headers(host)["Content-Security-Policy"]
    assert policy.endswith(f"; connect-src 'self' data: ws://{host} wss://{host}")


@pytest.mark.parametrize("host", ["", "[::1]:8501", "a b", "evil.example; script-src *", "x,y", "x'y"])
def test_nothing_odd_gets_into_the_policy(host: str) -> None:
    assert security.security_headers(host)["Content-Security-Policy"].endswith("; connect-src 'self' data:")


def test_the_policy_knows_the_script_in_streamlits_page() -> None:
    page = (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    assert scripts
    for script in scripts:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in security.CONTENT_POLICY
    assert "'unsafe-eval'" not in security.CONTENT_POLICY
    assert "script-src 'self' 'unsafe-inline'" not in security.CONTENT_POLICY


def cookie(**request: str) -> str:
    return headers_of(ask(scope(**PAGE, **request))[0])["set-cookie"]


def test_who_asks_for_a_page_gets_an_id_that_scripts_cannot_read() -> None:
    first, second = cookie(), cookie()
    assert re.fullmatch(rf"{COOKIE}=[A-Za-z0-9_-]{{24}}; Max-Age=15552000; Path=/; HttpOnly; SameSite=Lax", first)
    assert first != second


def test_a_known_id_is_kept_and_lives_longer() -> None:
    known = "a-known-visitor-0123"
    assert cookie(cookie=f"other={{}}; {COOKIE}={known}").startswith(f"{COOKIE}={known}; Max-Age=")


@pytest.mark.parametrize("nonsense", ["short", "x" * 65, "<script>alert(1)</script>", 'a"; Domain=evil.example; x="'])
def test_nonsense_in_the_cookie_is_replaced(nonsense: str) -> None:
    sent = cookie(cookie=f"{COOKIE}={nonsense}")
    assert nonsense not in sent
    assert "Domain" not in sent


def test_behind_tls_the_cookie_is_secure() -> None:
    assert not cookie().endswith("; Secure")
    assert cookie(scheme="https").endswith("; Secure")
    assert cookie(x_forwarded_proto="https").endswith("; Secure")


def test_what_is_no_page_sets_no_cookie() -> None:
    assert security.visitor_cookie(HTTPConnection(scope("/static/js/index.js", accept="*/*"))) is None


def test_streamlit_finds_the_server_in_the_script() -> None:
    """In a process of its own: importing it pins Streamlit's settings to it."""
    code = """
from pathlib import Path
from streamlit.web.server.app_discovery import discover_asgi_app
import app
found = discover_asgi_app(Path("app.py"))
assert found.import_string == "app:app", found
import sys
assert not {"tensorflow", "keras", "numpy"} & set(sys.modules), "the server waits for nothing heavy"
from explainer.ui.server.entry import EntryMiddleware
from explainer.ui.server.messages import MessageMiddleware
from explainer.ui.server.security import SecurityMiddleware
from explainer.ui.server.uploads import UploadMiddleware
classes = [SecurityMiddleware, EntryMiddleware, UploadMiddleware, MessageMiddleware]
assert [entry.cls for entry in app.app._user_middleware] == classes
assert app.app._resolve_script_path() == Path("app.py").resolve()
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_first_command_listens_on_this_computer_only() -> None:
    code = "from streamlit import config; print(config.get_option('server.address'))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "localhost"


@pytest.mark.parametrize("is_headless", [True, False])
def test_the_browser_is_shown_the_dashboard_unless_nobody_sits_there(
    is_headless: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = {
        "server.headless": is_headless,
        "server.address": "0.0.0.0",
        "server.port": 8502,
        "server.sslCertFile": None,
        "server.baseUrlPath": "",
    }
    opened: list[str] = []
    monkeypatch.setattr(lifespan.st, "get_option", options.__getitem__)
    monkeypatch.setattr(lifespan.webbrowser, "open", opened.append)

    async def start() -> None:
        async with lifespan.lifespan(None):
            pass
        await asyncio.get_running_loop().shutdown_default_executor()

    run(start())
    assert opened == ([] if is_headless else ["http://localhost:8502/"])
