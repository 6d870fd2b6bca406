"""The Runs page in a real browser: a line is pressed anywhere, and what is taken home comes back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from explainer.text import Text
from explainer.training.run import Run
from explainer.training.store import RunStore
from tests.browser.test_accessibility import findings
from tests.ui.trainings import begun, dead, ended

VISITOR = "visitor-of-the-runs-test"


@pytest.fixture
def run(server: str, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A finished run of the visitor in the server's store."""
    made = begun(RunStore(tmp_path_factory.getbasetemp() / "server0" / "runs"), dead(), epochs=2, visitor=VISITOR)
    made.model_path.write_bytes(b"a model")
    return ended(made, "finished", epoch=2, test_accuracy=0.9875)


@pytest.mark.parametrize(("width", "scheme", "language"), [(390, "dark", "ja"), (1400, "light", "en")])
def test_what_is_taken_home_comes_back(
    visit: Callable[..., object], server: str, run: Run, tmp_path: Path, width: int, scheme: str, language: str
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
    assert files["model"].read_bytes() == b"a model"
    notebook = json.loads(files["notebook"].read_text())
    assert any("set_random_seed(42)" in "".join(cell["source"]) for cell in notebook["cells"])
    page.set_input_files("[data-testid=stFileUploader] input", files["configuration"])
    page.get_by_text(Text(language)("page.runs.to_train_brought")).wait_for()
    visitor.settle()
