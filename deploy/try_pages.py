"""What `try.sh` looks at: pages through Caddy, both servers, a training on a worker, a lesson, and what is refused."""

import hmac
import http.client
import os
import re
import shutil
import ssl
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from explainer.text import Text
from explainer.training.store.owners import Owner
from explainer.training.store.run_store import RunStore

TEXT = Text("en")
VISITOR, SERVER = "inside_a_cnn_visitor", "inside_a_cnn_server"
START_SECONDS, TRAIN_SECONDS, WAIT_SECONDS = 240.0, 300.0, 60.0
MOST_BROWSERS = 12
"""By chance two of them are with different servers: all with one happens once in 2,000 times."""
UNVERIFIED = ssl._create_unverified_context()  # noqa: SLF001 (the certificate is Caddy's own, made for this run)


class Trial:
    """Everything that is running.

    Args:
        port: Caddy's port with TLS; one, two and three further on the servers and Caddy without TLS.
        work: Folder of runs, logs and process ids.
    """

    def __init__(self, port: int, work: Path) -> None:
        self.port = port
        self.url = f"https://localhost:{port}"
        self.work = work
        self.store = RunStore(work / "runs")

    def process(self, name: str) -> int:
        """The id of a process that `try.sh` has started."""
        return int((self.work / f"{name}.pid").read_text())

    def ask(self, path: str, place: int = 0, **headers: str) -> http.client.HTTPResponse:
        """Asks Caddy with TLS, or whoever listens `place` ports further."""
        if place == 0:
            connection: http.client.HTTPConnection = http.client.HTTPSConnection(
                "localhost", self.port, context=UNVERIFIED, timeout=10
            )
        else:
            connection = http.client.HTTPConnection("127.0.0.1", self.port + place, timeout=10)
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer


@contextmanager
def step(name: str) -> Iterator[None]:
    """Says what is looked at, and how long it took."""
    began = time.monotonic()
    yield
    print(f"{name}: {time.monotonic() - began:.1f} s", flush=True)


def until(holds: Callable[[], bool], seconds: float, what: str) -> None:
    """Waits until something holds.

    Raises:
        TimeoutError: If it never does.
    """
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError(f"Expected {what} within {seconds:.0f} s.")
        time.sleep(0.2)


def answers(trial: Trial, place: int) -> bool:
    """Whether somebody answers at a port."""
    try:
        return trial.ask("/_stcore/health", place).status == 200
    except (OSError, http.client.HTTPException):
        return False


def refusals(trial: Trial) -> None:
    """Security headers, closed metrics, foreign names."""
    page = trial.ask("/", Accept="text/html")
    assert page.status == 200, page.status
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert page.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert page.headers["Server"] is None
    cookies = [line for line in page.headers.get_all("Set-Cookie") or [] if line.startswith(VISITOR)]
    assert len(cookies) == 1, cookies
    assert {"HttpOnly", "Secure", "SameSite=Lax"} <= set(cookies[0].split("; ")), cookies
    for place in range(4):
        assert trial.ask("/_stcore/metrics", place).status == 404, place
    shake = {
        "Host": "evil.example",
        "Origin": "http://evil.example",
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    for place in (1, 2):
        assert trial.ask("/", place, Host="evil.example").status == 400
        assert trial.ask("/_stcore/stream", place, **shake).status == 403
    # Caddy serves the names it was given, and hands nothing else on.
    assert trial.ask("/_stcore/stream", 3, **shake).status != 101
    assert trial.ask("/", 3, Host="evil.example").headers["Content-Type"] is None


def opened(browser: Browser, cookies: list[dict[str, object]] | None = None) -> BrowserContext:
    """A browser of its own."""
    context = browser.new_context(ignore_https_errors=True, locale="en-US")
    if cookies:
        context.add_cookies(cookies)  # type: ignore[arg-type]
    return context


def show(context: BrowserContext, url: str) -> Page:
    """Opens a page and waits until it is drawn, which takes a websocket."""
    page = context.pages[0] if context.pages else context.new_page()
    page.goto(url)
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=START_SECONDS * 1_000)
    expect(page.get_by_test_id("stException")).to_have_count(0)
    return page


def cookie(context: BrowserContext, name: str) -> dict[str, object]:
    """One of a browser's cookies."""
    return next(dict(found) for found in context.cookies() if found["name"] == name)


def both_servers(trial: Trial, browser: Browser) -> tuple[BrowserContext, BrowserContext]:
    """Two browsers that Caddy has sent to different servers, and that stay there."""
    first = opened(browser)
    show(first, f"{trial.url}/?lang=en")
    for _ in range(MOST_BROWSERS):
        second = opened(browser)
        show(second, f"{trial.url}/?lang=en")
        if cookie(second, SERVER)["value"] != cookie(first, SERVER)["value"]:
            break
        second.close()
    else:
        raise AssertionError(f"Expected both servers to be used; {MOST_BROWSERS} browsers were with one.")
    for context in (first, second):
        before = cookie(context, SERVER)["value"]
        for page_name in ("build", "walkthrough", "draw"):
            page = show(context, f"{trial.url}/{page_name}?lang=en")
            expect(page.locator("h1").first).to_be_visible()
        assert cookie(context, SERVER)["value"] == before, "a visitor was sent to another server"
        assert cookie(context, VISITOR)["secure"]
        assert cookie(context, VISITOR)["httpOnly"]
    return first, second


def trained_by_a_worker(trial: Trial, browser: Browser, first: BrowserContext, second: BrowserContext) -> str:
    """A training asked for at one server, done by a worker, seen at the other; returns the run's id."""
    page = show(first, f"{trial.url}/train?lang=en&recipe=quick_look")
    page.get_by_role("button", name=TEXT("page.train.start")).click()
    until(lambda: len(trial.store.runs()) == 1, 30, "a run in the shared folder")
    (run,) = trial.store.runs()
    until(run.worker_path.exists, 120, "a worker to begin")
    owner = Owner.model_validate_json(run.worker_path.read_bytes())
    ancestors = {process.pid for process in psutil.Process(owner.process_id).parents()}
    workers = {trial.process(f"worker-{number}") for number in (1, 2)}
    servers = {trial.process(f"dashboard-{number}") for number in (1, 2)}
    assert ancestors & workers, f"Expected a Dask worker among {ancestors}; they are {workers}."
    assert not ancestors & servers
    # The same visitor at the other server.
    other = opened(browser, [cookie(first, VISITOR), cookie(second, SERVER)])
    page = show(other, f"{trial.url}/train?lang=en")
    assert cookie(other, SERVER)["value"] == cookie(second, SERVER)["value"]
    assert run.id in page.url, page.url
    expect(page.get_by_role("heading", name=TEXT("page.train.title_finished"))).to_be_visible(
        timeout=TRAIN_SECONDS * 1_000
    )
    result = run.result()
    assert result is not None
    assert result.state == "finished", result
    # Somebody else sees nothing of it.
    page = show(second, f"{trial.url}/runs?lang=en")
    expect(page.get_by_text(TEXT("page.runs.none"))).to_be_visible()
    return run.id


def lose_server(trial: Trial, visitor: BrowserContext) -> None:
    """Kills the server that a visitor is with."""
    # Caddy names a server in its cookie by a hash of its address.
    places = {
        hmac.new(b"", f"127.0.0.1:{trial.port + place}".encode(), "sha256").hexdigest(): place for place in (1, 2)
    }
    lost = places[str(cookie(visitor, SERVER)["value"])]
    psutil.Process(trial.process(f"dashboard-{lost}")).kill()
    until(lambda: not answers(trial, lost), 20, "the server to be gone")


def answered(lead: Page, student: Page, number: int) -> None:
    """A question: asked by the teacher, answered by the student, and seen by the teacher."""
    if not lead.locator(".st-key-class_ask button").is_visible():
        lead.locator(".st-key-class_choose summary").click()
    lead.locator(".st-key-class_ask button").click()
    expect(lead.get_by_role("heading", name=re.compile(f"Question {number},"))).to_be_visible()
    field = student.locator("input[data-part=answer]")
    expect(field).to_be_editable()
    expect(field).to_have_value("")
    field.fill("123456")
    student.get_by_role("button", name=TEXT("page.class.card.check")).click()
    expect(student.locator("[data-part=said]")).to_contain_text(TEXT("question.verdict.wrong"))
    expect(lead.locator(".class-spread i")).to_have_count(1)


def one_server_is_lost(trial: Trial, teacher: BrowserContext, student: BrowserContext, run_id: str) -> None:
    """Kills the teacher's server in a lesson; the link and the cookie lead on at the other one, where runs are, too."""
    before = cookie(teacher, SERVER)["value"]
    lead = show(teacher, f"{trial.url}/class?lang=en")
    lead.locator(".st-key-class_open button").click()
    lead.wait_for_url(re.compile("class=[0-9]{6}"))
    (code,) = re.findall("class=([0-9]{6})", lead.url)
    seat = show(student, f"{trial.url}/class?lang=en&class={code}")
    answered(lead, seat, 1)
    lose_server(trial, teacher)
    lead = show(teacher, lead.url)
    assert cookie(teacher, SERVER)["value"] != before
    expect(lead.locator(".class-spread i")).to_have_count(1)
    answered(lead, seat, 2)
    page = show(teacher, f"{trial.url}/runs?lang=en")
    expect(page.locator(f".st-key-run-line-{run_id}")).to_be_visible()


def main() -> None:
    """Looks at everything; an exception is what was not right."""
    trial = Trial(int(sys.argv[1]), Path(sys.argv[2]))
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with step("everything answers"):
        until(lambda: all(answers(trial, place) for place in range(4)), START_SECONDS, "all servers to answer")
    with step("refusals"):
        refusals(trial)
    expect.set_options(timeout=WAIT_SECONDS * 1_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        with step("pages through Caddy, both servers, each visitor with one"):
            first, second = both_servers(trial, browser)
        with step("a training: asked for at one server, done by a worker, seen at the other"):
            run_id = trained_by_a_worker(trial, browser, first, second)
        with step("a lesson at both servers, one of which is lost"):
            one_server_is_lost(trial, first, second, run_id)
        browser.close()
    print("All of it works.")


if __name__ == "__main__":
    main()
