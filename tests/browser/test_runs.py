"""The Runs page in a real browser: a line is pressed anywhere, and what is taken home comes back."""

import json
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect

from explainer.text import ORIGINALS, Text
from explainer.training.models.bundle import DEFAULT_DIRECTORY
from explainer.training.store.names import write_name
from explainer.training.store.run import Run
from explainer.training.store.run_store import RunStore
from tests.browser.conftest import Visit
from tests.browser.test_accessibility import findings
from tests.ui.trainings import begun, dead, ended

VISITOR = "visitor-of-the-runs-test"


@pytest.fixture
def run(server: str, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A finished run of the visitor in the server's store."""
    made = begun(RunStore(tmp_path_factory.getbasetemp() / "server0" / "runs"), dead(), epochs=2, visitor=VISITOR)
    made.model_path.write_bytes(b"a model")
    return ended(made, "finished", epoch=2, test_accuracy=0.9875)


@pytest.mark.parametrize(("width", "scheme", "language"), [(390, "dark", "ja")])
def test_what_is_taken_home_comes_back(
    visit: Visit, server: str, run: Run, tmp_path: Path, width: int, scheme: str, language: str
) -> None:
    visitor = visit(width=width, color_scheme=scheme, accept_downloads=True)
    visitor.context.add_cookies([{"name": "inside_a_cnn_visitor", "value": VISITOR, "url": server}])
    page = visitor.open(f"runs?lang={language}")
    line = page.locator(f".st-key-run-line-{run.id}")
    corner = line.bounding_box()
    # Not the name, but the far end of the line.
    page.mouse.click(corner["x"] + corner["width"] - 8, corner["y"] + corner["height"] - 8)
    page.wait_for_url(f"**run={run.id}**")
    visitor.settle()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert findings(page) == []
    files = {}
    for kind in ("model", "configuration", "notebook"):
        with page.expect_download() as download:
            page.locator(f".st-key-download_{kind} button:visible").click()
        files[kind] = tmp_path / download.value.suggested_filename
        download.value.save_as(files[kind])
        visitor.settle()
    assert files["model"].read_bytes() == b"a model"
    notebook = json.loads(files["notebook"].read_text())
    assert any("set_random_seed(42)" in "".join(cell["source"]) for cell in notebook["cells"])
    page.set_input_files("[data-testid=stFileUploader] input", files["configuration"])
    page.get_by_text(Text(language)("page.runs.to_train_brought")).wait_for()
    visitor.settle()


@pytest.mark.parametrize("language", ORIGINALS)
def test_a_download_that_fails_is_told_in_the_visitors_language(
    visit: Visit, server: str, run: Run, language: str
) -> None:
    visitor = visit()
    visitor.context.add_cookies([{"name": "inside_a_cnn_visitor", "value": VISITOR, "url": server}])
    page = visitor.open(f"runs?lang={language}&run={run.id}")
    run.model_path.unlink()
    page.locator(".st-key-download_model button:visible").click()
    told = page.get_by_test_id("stDownloadButtonError")
    told.wait_for()
    words = told.evaluate("(element) => getComputedStyle(element, '::after').content")
    assert json.loads(words) == Text(language)("page.runs.download_failed")
    assert told.evaluate("(element) => getComputedStyle(element).fontSize") == "0px"


def test_who_comes_back_finds_what_was_in_use(visit: Visit, server: str, run: Run) -> None:
    shutil.copy(DEFAULT_DIRECTORY / "epoch-05.weights.h5", run.checkpoint_path(2))
    visitor = visit("ja-JP")
    visitor.context.add_cookies([{"name": "inside_a_cnn_visitor", "value": VISITOR, "url": server}])
    page = visitor.open(f"?lang=en&model={run.id}&image=test-18")
    in_use = page.locator(".st-key-in-use strong").first.inner_text()
    page.close()
    visitor.page = visitor.context.new_page()
    page = visitor.open("draw")
    assert page.locator(".st-key-in-use strong").first.inner_text() == in_use
    assert f"model={run.id}" in page.url
    assert "image=test-18" in page.url
    assert "lang=en" in page.url


def test_a_name_is_no_link_anywhere(visit: Visit, server: str, run: Run) -> None:
    write_name(run, "www.example.com https://b.example a@c.example HTTP://d")
    shutil.copy(DEFAULT_DIRECTORY / "epoch-05.weights.h5", run.checkpoint_path(2))
    visitor = visit()
    visitor.context.add_cookies([{"name": "inside_a_cnn_visitor", "value": VISITOR, "url": server}])
    for path in ("runs?lang=en", f"?lang=en&model={run.id}", "train?lang=en"):
        page = visitor.open(path)
        page.get_by_text("www").first.wait_for(state="attached")
        expect(page.locator("a[href*=example]")).to_have_count(0)
