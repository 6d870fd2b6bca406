"""A server for the tests of whole pages."""

import subprocess
import sys
import zlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import psutil
import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from explainer.classroom import LiveClassrooms
from explainer.jobs import Jobs
from explainer.text import ORIGINALS
from explainer.training.queue.run_queue import RunQueue
from explainer.training.store.owners import Owner
from explainer.training.store.run_store import RunStore
from explainer.ui import caches
from tests.networks import tracer_of
from tests.ui.pages import ROOT, SCRIPTS, VISITOR, Open

OF_THE_STORE = (
    *(caches.queue, caches.classrooms, caches.own_sets, caches.drawings, caches.tours),
    *(caches.filter_jobs, caches.learning_jobs, caches.map_jobs, caches.speeds),
)
"""What a server keeps that is not the same for every store."""


@pytest.fixture(scope="session", autouse=True)
def _done_once() -> Iterator[None]:
    """What takes long and comes out the same for every test is done once.

    Streamlit reads the descriptions of all installed packages anew for every `AppTest`; a network is compiled anew for
    every store, since what the server keeps is cleared.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        patch.setattr(caches, "Tracer", tracer_of)
        yield


@pytest.fixture(scope="session", autouse=True)
def _ends_well() -> Iterator[None]:
    """A test fails as soon as a page ends in an exception, so no test asks for that."""
    run = AppTest._run

    def checked(app: AppTest, *arguments: Any, **options: Any) -> AppTest:
        after = run(app, *arguments, **options)
        assert not after.exception, after.exception
        return after

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(AppTest, "_run", checked)
        yield


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunStore]:
    """The server's store, with no runs yet, a queue that hands nothing out, and nothing computed in the background.

    What else the server keeps does not depend on the store, or is kept by what tells its weights from others.
    """
    monkeypatch.setenv("EXPLAINER_RUNS", str(tmp_path / "runs"))
    monkeypatch.setenv("EXPLAINER_LOG", str(tmp_path / "log.txt"))
    monkeypatch.setattr(RunQueue, "start", lambda queue: queue)
    monkeypatch.setattr(Jobs, "start", lambda _: None)
    monkeypatch.setattr(LiveClassrooms, "start", lambda classrooms: classrooms)
    _forget()
    yield RunStore(tmp_path / "runs")
    _forget()


def _forget() -> None:
    for kept in OF_THE_STORE:
        kept.clear()


@pytest.fixture
def language(request: pytest.FixtureRequest) -> str:
    """One of the languages, for a test of what is the same in all: half of the tests have the one, half the other."""
    names = sorted(ORIGINALS)
    return names[zlib.crc32(request.node.nodeid.encode()) % len(names)]


@pytest.fixture
def open_page(store: RunStore) -> Open:
    """Opens a page the way a deep link does."""

    def opened(page: str, *, visitor: str = VISITOR, **parameters: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        app.session_state["visitor"] = visitor
        for name, value in parameters.items():
            app.query_params[name] = value
        return (app if page == "overview" else app.switch_page(SCRIPTS[page])).run()

    return opened


@pytest.fixture
def open_train(open_page: Open) -> Open:
    """Opens the Train page in a language, English by default."""

    def opened(language: str = "en", **parameters: str) -> AppTest:
        return open_page("train", lang=language, **parameters)

    return opened


@pytest.fixture
def living() -> Iterator[Owner]:
    """A process that lives as long as the test."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        created = psutil.Process(process.pid).create_time()
        current = Owner.current()
        yield current.model_copy(update={"process_id": process.pid, "process_created": created})
