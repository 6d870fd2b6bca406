"""Whatever finite numbers a model's weights are, each page shows them or says what is wrong."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

import h5py
import numpy as np
import numpy.typing as npt
import pytest
from streamlit.testing.v1 import AppTest

from explainer.network import keras_model, network
from explainer.text import LANGUAGES, Text
from explainer.training.models.weights import stored_arrays
from explainer.training.recipes.recipe import QUICK_LOOK
from explainer.training.store.progress import append_record
from explainer.training.store.records import EpochRecord, Request
from explainer.training.store.run import Run
from explainer.training.store.run_store import RunStore
from explainer.ui import caches, piecewise
from explainer.ui.pages import PAGES
from tests.ui.pages import Open, words
from tests.ui.trainings import ended

NETWORK = network("c3_bn_max2_d4")
Arrays = list[npt.NDArray[np.float32]]
Change = Callable[[Arrays], object]


def everywhere(value: float) -> Change:
    return lambda arrays: [array.fill(value) for array in arrays]


def times(factor: float) -> Change:
    return lambda arrays: [np.multiply(array, factor, out=array) for array in arrays]


def at(place: int, value: float, part: object = ...) -> Change:
    """Changes one of the arrays, or a part of it."""
    return lambda arrays: arrays[place].__setitem__(part, value)


def alternating(arrays: Arrays) -> None:
    for array in arrays:
        array.flat[:] = np.where(np.arange(array.size) % 2, 1e30, -1e30)


HUGE, TINY, MOST = 3.4e38, 1e-40, 1e14
MODELS: dict[str, Change] = {
    "all zero": everywhere(0.0),
    "all one": everywhere(1.0),
    "huge everywhere": everywhere(HUGE),
    "minus huge everywhere": everywhere(-HUGE),
    "denormal everywhere": everywhere(TINY),
    "a thousand million times": times(1e9),
    "a billionth": times(1e-9),
    "huge in the first layer": at(0, HUGE),
    "huge in the last layer": at(-2, HUGE),
    "huge bias": at(-1, HUGE),
    "one huge bias": at(-1, HUGE, 0),
    "one huge filter": at(0, HUGE, (..., 0)),
    "one huge weight": at(0, HUGE, (0, 0, 0, 0)),
    "one weight at the limit": at(0, MOST, (0, 0, 0, 0)),
    "biases at the limit": at(-1, MOST),
    "alternating signs": alternating,
    "negative variance": at(5, -1.0),
    "no variance": at(5, 0.0),
    "NaN in one layer": at(2, np.nan),
    "infinite in one layer": at(-2, np.inf),
}
QUICK = ("huge in the last layer", "one weight at the limit", "denormal everywhere")
QUICK_PAGES = ("overview", "evaluate", "attribution", "time_machine")


def made(store: RunStore, change: Change, first: Change | None = None) -> Run:
    """A run of two epochs, 0 and 1, whose weights were changed after the second, or after the first."""
    run = store.create(Request(config=NETWORK, recipe=QUICK_LOOK, seed=1), is_claimed=True)
    model = keras_model(NETWORK)
    for epoch in range(2):
        arrays = [np.array(array) for array in model.get_weights()]
        chosen = change if epoch else first
        if chosen is not None:
            chosen(arrays)
        write(run, epoch, arrays)
        append_record(run.progress_path, EpochRecord(epoch=epoch, batches=QUICK_LOOK.batches if epoch else 0))
    return ended(run, "finished", epoch=1, test_loss=2.3, test_accuracy=0.1, seconds=3.0)


def write(run: Run, epoch: int, arrays: Arrays) -> None:

    with h5py.File(run.checkpoint_path(epoch), "w") as file:
        for (place, _), array in zip(stored_arrays(NETWORK), arrays, strict=True):
            file[place] = array


def settled(app: AppTest) -> AppTest:
    """The page once all that it asked for in the background is over."""
    end = time.monotonic() + 60
    while any(not job.is_over for job in caches.filter_jobs()._jobs.values()) and time.monotonic() < end:
        time.sleep(0.2)
        app.run()
    return app


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(piecewise, "BUDGET_SECONDS", 300.0)


def surprised(open_page: Open, run: Run, pages: Iterable[str]) -> list[str]:
    """The pages that fail for a model."""
    sentences = [Text(language)("error.unexpected") for language in LANGUAGES]
    links = {"compare": {"compare": f"bundled,{run.id}"}, "evaluate": {"against": f"{run.id}@0"}}
    found = []
    for page in pages:
        app = open_page(page, lang="en", model=run.id, **links.get(page, {}))
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


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_model_of_huge_weights_is_explained_and_replaced(open_page: Open, store: RunStore, language: str) -> None:
    run = made(store, MODELS["huge in the last layer"])
    app = open_page("overview", lang=language, model=run.id)
    text = Text(language)
    assert not app.error
    assert [warning.value for warning in app.warning] == [
        f"{text('error.numbers_too_large')}  \n{text('frame.bundled_instead')}"
    ]
