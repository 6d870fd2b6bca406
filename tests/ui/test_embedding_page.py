"""The map of the test images: what is said of it, which point is open, and what others wait for."""

import time
from collections.abc import Callable, Hashable
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from explainer import mnist
from explainer.embedding.axes import NEAREST, amid_nearest, principal_axes
from explainer.errors import ExplainerError
from explainer.evaluation.scores import Evaluation
from explainer.jobs import Job, Jobs
from explainer.predicting import Predictions
from explainer.resembling import MOST_NUMBERS
from explainer.text import Text
from explainer.ui import caches, many_images, models, piecewise
from explainer.ui.drawings import reference_to
from explainer.ui.embedding import space as space_module
from explainer.ui.embedding.space import progress_words
from explainer.ui.numbers import percent
from explainer.ui.pictures import embedding
from explainer.ui.pictures.embedding import Plane, within_square
from explainer.ui.references import ModelReference
from tests.ui.pages import JAPANESE, Open, button, html, words

IMAGES, NUMBERS = 10_000, 128
LABELS = mnist.load().y_test
WRONG = 1_014
ALIKE = {"pca": 0.5, "tsne": 0.95}


def answers() -> np.ndarray:
    found = np.eye(10, dtype=np.float32)[LABELS] * 0.9 + 0.01
    found[WRONG] = np.roll(found[WRONG], 1)
    return found


def vectors(numbers: int = NUMBERS) -> np.ndarray:
    middles, noise = (np.random.default_rng(seed) for seed in (0, 1))
    return (middles.normal(size=(10, numbers))[LABELS] + 0.1 * noise.normal(size=(IMAGES, numbers))).astype(np.float16)


PLANE = np.random.default_rng(2).normal(size=(IMAGES, 2)).astype(np.float32)


class Maps(Jobs):
    """Maps that are computed already, are waited for, or failed."""

    def __init__(self) -> None:
        super().__init__(most_kept=8)
        self.job = Job(0, result=PLANE, is_over=True)
        self.forgotten = 0

    def ask(self, key: Hashable, urgency: int, begin: Callable[[], Any], *, owner: str | None = None) -> Job:
        del key, urgency, begin, owner
        return self.job

    def result(self, key: Hashable) -> Any:
        del key
        return self.job.result

    def forget(self, key: Hashable) -> None:
        del key
        self.forgotten += 1


@pytest.fixture(autouse=True)
def known(monkeypatch: pytest.MonkeyPatch) -> dict[str, np.ndarray]:
    """What is computed of 10,000 images takes seconds; here it is known, and all of it in one look."""
    many_images.axes.clear()
    monkeypatch.setattr(piecewise, "BUDGET_SECONDS", 300.0)
    found = {"vectors": vectors()}

    def part_of(array: np.ndarray, part: int) -> np.ndarray:
        return array[part * 1_000 : (part + 1) * 1_000]

    def alike(key: Any, *_: object) -> float:
        return ALIKE.get(key[0], 0.7 if key == ("pixels",) else 0.9)

    said = answers()
    monkeypatch.setattr(many_images, "predictions", lambda *key: Predictions(*[part_of(said, key[1])] * 2))
    monkeypatch.setattr(many_images, "hidden_vectors", lambda *key: part_of(found["vectors"], key[1]))
    monkeypatch.setattr(many_images, "neighbour_agreement", alike)
    return found


@pytest.fixture
def maps(monkeypatch: pytest.MonkeyPatch) -> Maps:
    found = Maps()
    monkeypatch.setattr(caches, "map_jobs", lambda: found)
    return found


def captions(app: AppTest) -> list[str]:
    return [part.value for part in app.caption]


def test_it_says_how_much_two_axes_hold(open_page: Open, known: dict[str, np.ndarray], language: str) -> None:
    app, text = open_page("embedding", lang=language), Text(language)
    assert not app.error
    assert not app.warning
    values = np.linalg.svd(known["vectors"].astype(np.float64) - known["vectors"].mean(0), compute_uv=False) ** 2
    assert f"**{percent(values[:2].sum() / values.sum())}**" in words(app)
    assert text("page.embedding.by_network_more", before="70.0\u00a0%", after="90.0\u00a0%") in words(app)
    assert text("page.embedding.on_map_less", before="90.0\u00a0%", after="50.0\u00a0%") in words(app)
    assert text("page.embedding.column_missing") in captions(app)
    assert f'<th scope="row">{text("page.embedding.row_vectors", count=NUMBERS)}</th><td>90.0\u00a0%</td>' in html(app)
    if language == "en":
        assert JAPANESE.search(words(app)) is None


def test_a_map_by_tsne_is_shown_with_what_it_keeps(open_page: Open, maps: Maps, language: str) -> None:
    app, text = open_page("embedding", lang=language, map=f"tsne-{WRONG}"), Text(language)
    assert not app.error
    assert text("page.embedding.on_map_more", before="90.0\u00a0%", after="95.0\u00a0%") in words(app)
    assert text("page.embedding.column_missing") not in captions(app)
    assert app.number_input(key=f"embedding_index_{language}").value == WRONG
    button(app, "page.embedding.use", language).click().run()
    assert app.query_params["image"] == f"test-{WRONG}"
    app.number_input(key=f"embedding_index_{language}").set_value(18).run()
    assert app.query_params["map"] == "tsne-18"
    links = [link.proto.query_string for link in app.get("page_link") if "evaluation=" in link.proto.query_string]
    assert [f"label{LABELS[18]}-answer{LABELS[18]}" in link for link in links] == [True]


def test_while_a_map_is_computed_the_rest_is_there(open_page: Open, maps: Maps) -> None:
    maps.job = Job(0, progress=0.5, turn=1, began=time.monotonic())
    app = open_page("embedding", lang="en", map="tsne")
    assert not app.error
    assert Text("en")("page.embedding.meanwhile") in captions(app)
    assert '<td class="shown">–</td>' in html(app)


def test_a_map_that_failed_can_be_asked_for_again(open_page: Open, maps: Maps) -> None:
    maps.job = Job(0, error=ExplainerError("embedding_ended", "Expected positions; received none."), is_over=True)
    app = open_page("embedding", lang="en", map="tsne")
    assert [error.value for error in app.error] == [Text("en")("error.embedding_ended")]
    button(app, "page.embedding.again").click().run()
    assert maps.forgotten == 1


@pytest.mark.parametrize(("way", "said"), [("pca", "landed_pca"), ("tsne", "landed_tsne")])
def test_a_drawing_lands_on_the_map(open_page: Open, maps: Maps, known: Any, way: str, said: str) -> None:
    drawing = mnist.scale(mnist.load().x_train[5])
    app = open_page("embedding", lang="en", map=way, image=str(reference_to(drawing)))
    assert not app.error
    shown = words(app)
    start = Text("en")(f"page.embedding.{said}", count=NEAREST, same=0, label=0)[:90]
    assert start in shown
    assert Text("en")("page.embedding.none_opened") in captions(app)
    if way == "tsne":
        own = models.find(ModelReference()).trace(drawing).input_of("logits")
        _, near = amid_nearest(known["vectors"], PLANE, own.ravel())
        counts = np.bincount(LABELS[near], minlength=10)
        assert f"Of these {NEAREST}, {counts.max()} have the label {counts.argmax()}." in shown


@pytest.mark.parametrize(
    ("space", "said"),
    [
        (np.ones((IMAGES, 1), np.float16), "single"),
        (np.ones((IMAGES, 5), np.float16), "constant"),
        (np.full((IMAGES, 5), np.inf, np.float16), "not_finite"),
        (None, "too_long"),
    ],
)
def test_where_there_is_no_map_it_says_why(
    open_page: Open, known: dict[str, np.ndarray], monkeypatch: pytest.MonkeyPatch, space: Any, said: str
) -> None:
    if space is None:
        monkeypatch.setattr(space_module, "is_short_enough", lambda _: False)
    else:
        known["vectors"] = space
    app = open_page("embedding", lang="en")
    assert not app.error
    assert [info.value for info in app.info] == [Text("en")(f"page.embedding.{said}", most=MOST_NUMBERS)]
    app.segmented_control(key="embedding_space_en").set_value("pixels").run()
    assert not app.info
    assert app.query_params["map"] == "pca-pixels"


def test_two_numbers_lose_nothing(open_page: Open, known: dict[str, np.ndarray]) -> None:
    known["vectors"] = vectors(2)
    app = open_page("embedding", lang="en")
    assert "nothing is lost" in words(app)


def test_nonsense_in_the_link_is_said(open_page: Open) -> None:
    app = open_page("overview", lang="en", map="umap")
    assert not app.error
    assert "map" in app.warning[0].value


def test_it_is_said_whose_turn_it_is_and_how_long_it_takes() -> None:
    text = Text("en")
    assert progress_words(text, Job(0), 2) == text("page.embedding.waiting", count=2)
    assert progress_words(text, Job(0, progress=0.05), 0) == text("page.embedding.beginning")
    job = Job(0, progress=0.25, began=time.monotonic() - 10)
    assert "step 250 of 1,000, about 30 seconds left" in progress_words(text, job, 0)


def test_a_plane_keeps_its_proportions_and_points_up() -> None:
    found = within_square(np.array([[0, 0], [4, 0], [4, 2]], np.float32))
    assert found.tolist() == [[0, 0.75], [1, 0.75], [1, 0.25]]
    assert within_square(np.zeros((3, 2), np.float32)).tolist() == [[0.5, 0.5]] * 3


def test_each_label_stands_in_the_middle_of_its_images() -> None:
    said = answers()
    evaluation = Evaluation(Predictions(said, said), LABELS)
    axes = principal_axes(vectors())
    plane = Plane(name="map", positions=axes.positions, own=axes.positions[7], own_name="own", opened=WRONG)
    meta, arrays = embedding.scene(plane, evaluation, Text("en"))
    assert meta["mistakes"] == 1
    assert arrays["answers"][WRONG] != arrays["labels"][WRONG]
    assert meta["own"]["place"] == pytest.approx(arrays["positions"][7].tolist())
    assert [group["images"] for group in meta["groups"]] == np.bincount(LABELS).tolist()
    expected = np.median(arrays["positions"][LABELS == 3], axis=0)
    assert meta["groups"][3]["middle"] == pytest.approx(expected.tolist())


def test_evaluate_leads_there(open_page: Open) -> None:
    links = [link.proto.label for link in open_page("evaluate", lang="en").get("page_link")]
    assert Text("en")("page.evaluate.to_map") in links


def test_each_tab_waits_for_a_map_of_its_own(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs = Jobs(most_kept=8, in_turns=False)
    monkeypatch.setattr(caches, "map_jobs", lambda: jobs)
    first = open_page("embedding", lang="en", map="tsne")
    second = open_page("embedding", lang="en", map="tsne-pixels")
    waiting = Text("en")("page.embedding.waiting", count=1)
    for tab, ahead in ((first, False), (second, True)) * 2:
        tab.run()
        assert (waiting in [bar.proto.text for bar in tab.get("progress")]) == ahead


def test_a_map_that_waits_finds_its_numbers_when_it_begins(
    open_page: Open, monkeypatch: pytest.MonkeyPatch, known: dict[str, np.ndarray]
) -> None:
    begun: dict[Hashable, Any] = {}

    def ask(_: Jobs, key: Hashable, __: int, begin: Any, **___: object) -> Job:
        begun[key] = begin.args[0]
        return Job(0)

    monkeypatch.setattr(Jobs, "ask", ask)
    for view in ("tsne", "tsne-pixels"):
        assert not open_page("embedding", lang="en", map=view).exception
    of_vectors, of_pixels = (gather() for gather in begun.values())
    assert np.array_equal(of_vectors, known["vectors"])
    assert np.array_equal(of_pixels, mnist.load().x_test.reshape(IMAGES, -1))
