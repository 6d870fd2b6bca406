"""Whatever finite numbers a model's weights are, each page shows them or says what is wrong."""

import time
from collections.abc import Iterable

import pytest
from streamlit.testing.v1 import AppTest

from explainer.text import ORIGINALS, Text
from explainer.training.store.run import Run
from explainer.training.store.run_store import RunStore
from explainer.ui import caches, piecewise
from explainer.ui.pages import PAGES
from tests.oracles.extreme_models import MODELS, link, made, times
from tests.ui.pages import Open, words

QUICK = ("huge in the last layer", "one weight at the limit", "denormal everywhere")
QUICK_PAGES = ("overview", "evaluate", "attribution", "time_machine", "learning_step")


def settled(app: AppTest) -> AppTest:
    """The page once all that it asked for in the background is over."""
    end = time.monotonic() + 200
    while any(not job.is_over for job in caches.filter_jobs()._jobs.values()) and time.monotonic() < end:
        time.sleep(0.2)
        app.run()
    return app


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(piecewise, "BUDGET_SECONDS", 300.0)


def surprised(open_page: Open, run: Run, pages: Iterable[str]) -> list[str]:
    """The pages that fail for a model."""
    sentences = [Text(language)("error.unexpected") for language in ORIGINALS]
    found = []
    for page in pages:
        app = open_page(page, **link(page, run))
        if page == "filters":
            app = settled(app)
        if app.exception or any(sentence in words(app) for sentence in sentences):
            found.append(f"{page}: {[error.value for error in app.error]}")
    return found


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("name", QUICK)
def test_usual_pages_expect_extreme_models(open_page: Open, store: RunStore, name: str) -> None:
    assert surprised(open_page, made(store, MODELS[name]), QUICK_PAGES) == []


@pytest.mark.thorough
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("name", MODELS)
def test_all_pages_expect_extreme_models(open_page: Open, store: RunStore, name: str) -> None:
    assert surprised(open_page, made(store, MODELS[name]), PAGES) == []


@pytest.mark.parametrize("name", ["NaN in one layer", "huge bias"])
def test_pages_expect_one_such_epoch(open_page: Open, store: RunStore, name: str) -> None:
    run = made(store, times(1.0), MODELS[name])
    assert surprised(open_page, run, ("overview", "time_machine", "evaluate")) == []


@pytest.mark.parametrize("language", ORIGINALS)
def test_a_model_of_huge_weights_is_explained_and_replaced(open_page: Open, store: RunStore, language: str) -> None:
    run = made(store, MODELS["huge in the last layer"])
    app = open_page("overview", lang=language, model=run.id)
    text = Text(language)
    assert not app.error
    assert [warning.value for warning in app.warning] == [
        f"{text('error.numbers_too_large')}  \n{text('frame.bundled_instead')}"
    ]
