"""The site code: nothing is served before it was entered, and guessing it is hopeless."""

import asyncio
import html
import re
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin

import pytest

from explainer import environment
from explainer.classroom import ClassroomStore
from explainer.classroom.store import MOST_WRONG, WRONG_SECONDS
from explainer.errors import ExplainerError
from explainer.text import LANGUAGES, Text
from explainer.ui.server import entry, security

CODE = "blue-horse-7"
MARKUP = "</p><script>alert(1)</script>"
NOW = 1_800_000_000.0


@dataclass
class Answer:
    """What was answered, and whether the application behind the doors was asked."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    body: str = ""
    was_asked: bool = False


class Clock:
    """Seconds since 1970, as the tests say."""

    now = NOW

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: Clock) -> ClassroomStore:
    """A site with a code, runs of its own, and a clock that stands still."""
    monkeypatch.setenv("EXPLAINER_SITE_CODE", CODE)
    monkeypatch.setenv("EXPLAINER_RUNS", str(tmp_path))
    monkeypatch.setattr(security, "REFUSAL_SECONDS", 0)
    monkeypatch.setattr(entry.time, "time", clock)
    store = ClassroomStore.in_file(tmp_path / "classes.sqlite")
    store._clock = clock
    monkeypatch.setattr(entry, "_store_in", lambda _: store)
    return store


def run(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Runs it in a thread of its own: in this one, Playwright's loop may be open for other tests."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(asyncio.run, coroutine).result()


class Site:
    """A server's doors, with an application behind them that says what it was asked for."""

    def __init__(self) -> None:
        self._asked = False
        self._doors = security.SecurityMiddleware(entry.EntryMiddleware(self._application))  # type: ignore[arg-type]

    async def _application(self, scope: Any, _receive: Any, send: Any) -> None:
        self._asked = True
        if scope["type"] == "websocket":
            await send({"type": "websocket.accept"})
        else:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"inside"})

    async def asks(
        self,
        path: str = "/",
        query: str = "",
        *,
        kind: str = "http",
        method: str = "GET",
        body: bytes = b"",
        address: str = "10.0.0.1",
        scheme: str = "http",
        **headers: str,
    ) -> Answer:
        lines = {"host": "localhost:8501", "accept": "text/html", **headers}
        scope = {
            "type": kind,
            "method": method,
            "path": path,
            "scheme": scheme,
            "server": ("127.0.0.1", 8501),
            "client": (address, 1234),
            "query_string": query.encode(),
            "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in lines.items()],
        }
        parts = [body[start : start + 3_000] for start in range(0, len(body) or 1, 3_000)]
        messages = iter(
            [
                {"type": "http.request", "body": part, "more_body": number < len(parts)}
                for number, part in enumerate(parts, start=1)
            ]
        )
        answer, self._asked = Answer(), False

        async def receive() -> dict[str, Any]:
            return next(messages)

        async def send(message: dict[str, Any]) -> None:
            answer.body += message.get("body", b"").decode()
            answer.status = message.get("status", message.get("code", answer.status))
            for raw_name, raw_value in message.get("headers", []):
                name, value = raw_name.decode().lower(), raw_value.decode()
                answer.headers[name] = value
                if name == "set-cookie":
                    answer.cookies[value.partition("=")[0]] = value

        await self._doors(scope, receive, send)  # type: ignore[arg-type]
        answer.was_asked = self._asked
        return answer

    async def enters(self, code: str, path: str = "/", query: str = "", **request: Any) -> Answer:
        form = {"method": "POST", "content_type": "application/x-www-form-urlencoded"}
        return await self.asks(path, query, body=f"code={quote(code)}".encode(), **{**form, **request})


def ask(*arguments: Any, **request: Any) -> Answer:
    answer: Answer = run(Site().asks(*arguments, **request))
    return answer


def enter(*arguments: Any, **request: Any) -> Answer:
    answer: Answer = run(Site().enters(*arguments, **request))
    return answer


def cookie_of(answer: Answer) -> str:
    return answer.cookies[entry.COOKIE].partition(";")[0]


def is_in(cookie: str) -> bool:
    return ask(cookie=cookie).was_asked


def test_without_a_code_everybody_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EXPLAINER_SITE_CODE")
    assert ask().body == "inside"


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/train", "/_stcore/host-config", "/_stcore/upload_file/tab/file", "/media/picture.png"),
        *("/static/js/index.js", "/component/pictures/library.js", "/first-epoch/1", "/app/static/x", "/favicon.png"),
        *("/train/_stcore/health", "/media/_stcore/health", "//_stcore/health", "/_stcore/health/", "/_stcore/healthy"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "POST"])
@pytest.mark.parametrize("accept", ["text/html", "*/*"])
def test_nothing_is_served_without_it(path: str, method: str, accept: str) -> None:
    answer = ask(path, method=method, accept=accept)
    assert not answer.was_asked
    # What is below a page leads to the page, where the form is.
    assert answer.status in ({403, 307} if path.startswith("/train/") else {403})
    assert "<form" not in answer.body or accept == "text/html"


@pytest.mark.parametrize("path", ["/_stcore/stream", "/_stcore/health", "/"])
@pytest.mark.parametrize("cookie", ["", f"{entry.COOKIE}={CODE}"])
def test_there_is_no_websocket_without_it(path: str, cookie: str) -> None:
    answer = ask(path, kind="websocket", scheme="ws", cookie=cookie)
    assert (answer.status, answer.was_asked) == (1008, False)


@pytest.mark.parametrize(("base", "path"), [("", "/_stcore/health"), ("/cnn/", "/cnn/_stcore/health")])
def test_only_the_servers_health_is_open(base: str, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entry.st, "get_option", {"server.baseUrlPath": base}.__getitem__)
    assert ask(path, accept="*/*", host="dashboard-1:8501").was_asked


def test_who_has_entered_it_is_served_everything_for_a_day(clock: Clock) -> None:
    answer = enter(CODE)
    cookie = cookie_of(answer)
    assert re.fullmatch(
        rf"{entry.COOKIE}=\d+\.[0-9a-f]{{64}}; HttpOnly; Max-Age=86400; Path=/; SameSite=lax",
        answer.cookies[entry.COOKIE],
    )
    assert is_in(cookie)
    assert ask("/media/picture.png", accept="*/*", cookie=cookie).was_asked
    assert ask("/_stcore/stream", kind="websocket", scheme="ws", cookie=cookie).was_asked
    clock.now += 86_399
    assert is_in(cookie)
    clock.now += 1
    assert not is_in(cookie)


@pytest.mark.parametrize("request_", [{"scheme": "https"}, {"x_forwarded_proto": "https"}])
def test_behind_tls_the_cookie_travels_encrypted_only(request_: dict[str, str]) -> None:
    assert "Secure" in enter(CODE, **request_).cookies[entry.COOKIE]


@pytest.mark.parametrize("typed", [f"  {CODE}\t", "ｂｌｕｅ－ｈｏｒｓｅ－７"])
def test_spaces_and_full_width_letters_make_no_difference(typed: str) -> None:
    assert enter(typed).status == 303


@pytest.mark.parametrize(
    ("path", "query"),
    [
        *(
            ("/", ""),
            ("/train", "lang=ja&run=abc"),
            ("/", "image=test-3&x=%2F%2Fevil.example"),
            ("/", "a=//evil.example"),
        ),
        *(("//evil.example/", "next=http://evil.example"), ("/\\evil.example", ""), ("/", "?//evil.example")),
        ("//evil.example/%2e%2e", "https://evil.example"),
    ],
)
def test_the_way_leads_back_to_what_was_asked_for_and_nowhere_else(path: str, query: str) -> None:
    answer = enter(CODE, path, query)
    assert answer.status == 303
    asked = f"http://localhost:8501{quote(path)}"
    assert urljoin(asked, answer.headers["location"]).removesuffix("?") == (f"{asked}?{query}" if query else asked)


def test_a_form_that_is_sent_twice_leads_back_too() -> None:
    cookie = cookie_of(enter(CODE))
    again = enter("whatever", "/train", "lang=en", cookie=cookie)
    assert (again.status, again.headers["location"], again.was_asked) == (303, "?lang=en", False)


def test_servers_that_share_the_runs_agree_and_others_do_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cookie = cookie_of(enter(CODE))
    entry._key_at.cache_clear()
    assert is_in(cookie)
    monkeypatch.setenv("EXPLAINER_RUNS", str(tmp_path / "elsewhere"))
    assert not is_in(cookie)


def test_the_cookie_of_another_code_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    cookie = cookie_of(enter(CODE))
    monkeypatch.setenv("EXPLAINER_SITE_CODE", "red-horse-7")
    assert not is_in(cookie)
    monkeypatch.setenv("EXPLAINER_SITE_CODE", CODE)
    assert is_in(cookie)


FORGERIES: dict[str, Callable[[str, str], str]] = {
    "lives longer": lambda until, signature: f"{int(until) + 1}.{signature}",
    "a digit more": lambda until, signature: f"1{until}.{signature}",
    "zeros": lambda until, _: f"{until}.{'0' * 64}",
    "no signature": lambda until, _: f"{until}.",
    "cut short": lambda until, signature: f"{until}.{signature[:-1]}",
    "capitals": lambda until, signature: f"{until}.{signature.upper()}",
    "twice": lambda until, signature: f"{until}.{signature}.{signature}",
    "another number": lambda until, signature: f"+{until}.{signature}",
    "spaces": lambda until, signature: f"{until}. {signature}",
    "full-width digits": lambda until, signature: (
        f"{until.translate({48 + n: 0xFF10 + n for n in range(10)})}.{signature}"
    ),
    "endless": lambda _, signature: f"{'9' * 5_000}.{signature}",
    "the code": lambda *_: CODE,
    "markup": lambda *_: MARKUP,
    "nothing": lambda *_: "",
}


@pytest.mark.parametrize("forged", FORGERIES.values(), ids=FORGERIES)
def test_a_forged_cookie_is_none(forged: Callable[[str, str], str]) -> None:
    name, _, value = cookie_of(enter(CODE)).partition("=")
    until, _, signature = value.partition(".")
    assert is_in(f"{name}={until}.{signature}")
    answer = ask(cookie=f"{name}={forged(until, signature)}")
    assert (answer.status, answer.was_asked) == (403, False)


def test_another_keys_signature_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    until = int(NOW) + 60
    assert is_in(f"{entry.COOKIE}={entry.entry_cookie(CODE, until)}")
    with monkeypatch.context() as patch:
        patch.setattr(entry, "_key_at", lambda _: bytes(64))
        forged = entry.entry_cookie(CODE, until)
    assert not is_in(f"{entry.COOKIE}={forged}")


def test_ten_thousand_guesses_are_refused_and_the_right_code_among_them(store: ClassroomStore, clock: Clock) -> None:
    site = Site()

    async def guess() -> list[Answer]:
        # Many at once, so that none is checked before those before it are counted.
        guesses = [site.enters(f"guess-{number:06}", address="10.0.0.66") for number in range(10_000)]
        return [
            answer for start in range(0, 10_000, 500) for answer in await asyncio.gather(*guesses[start : start + 500])
        ]

    answers = run(guess())
    assert [answer.status for answer in answers] == [403] * MOST_WRONG + [429] * (10_000 - MOST_WRONG)
    assert not any(entry.COOKIE in answer.cookies for answer in answers)
    assert answers[-1].headers["retry-after"] == str(round(WRONG_SECONDS))
    assert html.escape(Text("ja")("error.class_guesses")) in answers[-1].body

    assert enter(CODE, address="10.0.0.66").status == 429
    # Somebody else's guesses are nobody else's affair.
    cookie = cookie_of(enter(CODE, address="10.0.0.1"))
    assert ask(cookie=cookie, address="10.0.0.66").was_asked
    clock.now += WRONG_SECONDS
    assert enter(CODE, address="10.0.0.66").status == 303


def test_who_was_refused_is_let_in_once_the_wait_is_over(clock: Clock) -> None:
    site = Site()

    async def guess() -> list[int]:
        statuses = [(await site.enters("wrong-code")).status for _ in range(MOST_WRONG + 1)]
        clock.now += WRONG_SECONDS
        return [*statuses[-2:], (await site.enters(CODE)).status]

    assert run(guess()) == [403, 429, 303]


def test_forged_addresses_do_not_help(monkeypatch: pytest.MonkeyPatch) -> None:
    site = Site()

    async def guess() -> set[int]:
        for number in range(MOST_WRONG):
            forwarded = f"10.1.0.{number}"
            await site.enters("wrong-code", address="10.0.0.66", x_forwarded_for=forwarded, cookie=f"a={number}")
        return {(await site.enters(CODE, address="10.0.0.66", x_forwarded_for="10.2.0.1")).status}

    assert run(guess()) == {429}
    monkeypatch.setenv("EXPLAINER_TRUSTED_PROXIES", "10.0.0.66")
    assert enter(CODE, address="10.0.0.66", x_forwarded_for="10.2.0.1").status == 303


def test_only_a_hash_of_the_address_is_kept(tmp_path: Path) -> None:
    assert enter("wrong-code", address="10.0.0.66").status == 403
    assert b"10.0.0.66" not in (tmp_path / "classes.sqlite").read_bytes()


def test_another_sites_page_uses_up_nobodys_guesses(store: ClassroomStore) -> None:
    for origin in ("http://evil.example", "null"):
        answer = enter("wrong-code", origin=origin)
        assert (answer.status, answer.body) == (403, "")
    store._engine.dispose()
    assert enter("wrong-code", origin="http://localhost:8501").body
    assert run(_guesses(store)) == 1


async def _guesses(store: ClassroomStore) -> int:
    from sqlalchemy import func, select

    from explainer.classroom.schema import GUESSES

    with store._transaction() as connection:
        return connection.scalar(select(func.count()).select_from(GUESSES)) or 0


@pytest.mark.parametrize(
    "body",
    [b"code=" + b"x" * 5_000, b"code=\xff\xfe", b"&".join([b"code=1"] * 50), b"code=%ff", b"x" * 1_000_000],
    ids=["too long", "no text", "many fields", "no text either", "huge"],
)
def test_what_is_no_form_is_refused(body: bytes) -> None:
    answer = run(Site().asks(method="POST", body=body, content_type="application/x-www-form-urlencoded"))
    assert (answer.status, answer.was_asked) == (400, False)


def test_a_form_that_does_not_arrive_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entry, "PATIENCE_SECONDS", 0.01)

    async def send_half() -> int:
        async def receive() -> Any:
            await asyncio.Event().wait()

        answers: list[Any] = []

        async def send(message: Any) -> None:
            answers.append(message)

        headers = [(b"host", b"localhost"), (b"content-type", b"application/x-www-form-urlencoded")]
        scope = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": headers}
        await entry.EntryMiddleware(None)(scope, receive, send)  # type: ignore[arg-type]
        status: int = answers[0]["status"]
        return status

    assert run(send_half()) == 400


def test_while_nothing_can_be_counted_nobody_gets_in(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_: Path) -> Any:
        raise ExplainerError("class_unavailable", "Expected a database; received none.")

    monkeypatch.setattr(entry, "_store_in", away)
    answer = enter(CODE)
    assert answer.status == 503
    assert html.escape(Text("ja")("entry.unavailable")) in answer.body


@pytest.mark.parametrize(
    ("query", "accepts", "language"),
    [
        *(
            ("", "ja", "ja"),
            ("", "en-GB,en;q=0.9,ja;q=0.8", "en"),
            ("", "fr", "en"),
            ("", "", "ja"),
            ("", MARKUP, "en"),
        ),
        *(("lang=en", "ja", "en"), ("lang=ja", "en", "ja"), (f"lang={quote(MARKUP)}", "ja", "ja")),
    ],
)
def test_the_form_speaks_the_visitors_language(query: str, accepts: str, language: str) -> None:
    page = ask("/", query, **({"accept_language": accepts} if accepts else {})).body
    assert f'<html lang="{language}">' in page
    for words in ("heading", "why", "label", "enter", "cookie"):
        assert html.escape(Text(language)(f"entry.{words}")) in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_that_was_sent_is_on_the_page(language: str) -> None:
    usual = enter("wrong-code", query=f"lang={language}")
    hostile = enter(
        MARKUP,
        "/" + quote(MARKUP),
        f"lang={language}&x={quote(MARKUP)}",
        cookie=f"{entry.COOKIE}={MARKUP}",
        accept_language=MARKUP,
        user_agent=MARKUP,
        referer=f"http://localhost:8501/{MARKUP}",
    )
    assert usual.status == hostile.status == 403
    assert hostile.body == usual.body
    assert "alert(1)" not in str(hostile.headers)


def test_the_form_carries_the_security_headers_and_is_kept_nowhere() -> None:
    headers = ask().headers
    for name in security.security_headers("localhost:8501"):
        assert name.lower() in headers
    assert headers["cache-control"] == "no-store"


def test_a_code_is_long_enough_or_the_server_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    for code in ("short", " " * 20, "x" * 201):
        monkeypatch.setenv("EXPLAINER_SITE_CODE", code)
        with pytest.raises(SystemExit, match="EXPLAINER_SITE_CODE"):
            environment.check()
