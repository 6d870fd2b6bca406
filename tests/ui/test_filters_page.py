"""The page of a filter up close: what its links say, what is marked, and a change that is kept."""

from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from explainer import mnist
from explainer.errors import ExplainerError
from explainer.filters.ablation import Ablation
from explainer.filters.responses import Patch, Responses
from explainer.jobs import Job, Jobs
from explainer.mnist import CLASSES
from explainer.network import ARTICLE, network
from explainer.receptive import Area
from explainer.text import Text
from explainer.tracing import as_weights
from explainer.training.models.weights import load_weights
from explainer.training.store.names import read_name
from explainer.training.store.run_store import RunStore
from explainer.ui import caches
from explainer.ui.filters import computations
from explainer.ui.filters.close_up import what
from explainer.ui.filters.computations import ACCURACY, RESPONSES, WORTH
from explainer.ui.pictures import filterseen, filterworth
from explainer.ui.pictures.filterbench import FilterInUse
from explainer.ui.pictures.filterseen import Known
from explainer.ui.pictures.filterworth import Panel, rank_words, spare_words
from explainer.ui.stage_words import stage_label
from tests.ui.pages import VISITOR, Open, button, words

FILTERS = 64
LEARNED = np.full(CLASSES, 990)


def responses(filters: int = FILTERS) -> Responses:
    patch = Patch(18, 2, 3, 0.5, Area(2, 4, 3, 5, 9))
    likeness = np.eye(filters, dtype=np.float32)
    likeness[1, 2] = likeness[2, 1] = 0.99
    return Responses(
        patches=((patch,),) * filters,
        class_maps=np.ones((CLASSES, 26, 26, filters), np.float32),
        least=np.zeros(filters, np.float32),
        largest=np.arange(1, filters + 1).astype(np.float32),
        likeness=likeness,
        windows=6_760_000,
    )


def worth(filters: int = FILTERS) -> Ablation:
    without = np.tile(LEARNED, (filters, 1))
    without[0, 3] -= 7
    without[1, 3] += 2
    return Ablation(LEARNED, without)


class AtOnce(Jobs):
    """Has everything computed already."""

    def __init__(self, over: bool = True) -> None:
        super().__init__(most_kept=8)
        self.over = over
        self.results: dict[int, Any] = {ACCURACY: LEARNED, RESPONSES: responses(), WORTH: worth()}

    def ask(self, key: Hashable, urgency: int, begin: Callable[[], Any], *, owner: str | None = None) -> Job:
        del key, begin, owner
        result = self.results[urgency] if self.over else None
        return Job(urgency, progress=0.5, result=result, is_over=self.over)


@pytest.fixture
def jobs(monkeypatch: pytest.MonkeyPatch) -> AtOnce:
    at_once = AtOnce()
    monkeypatch.setattr(caches, "filter_jobs", lambda: at_once)
    return at_once


def test_a_filter_opens_with_what_is_known(open_page: Open, jobs: AtOnce, language: str) -> None:
    app = open_page("filters", lang=language, stage="activation_1", filter="1", edit="6~0")
    assert not app.error
    assert not app.warning
    text = Text(language)
    label = text("stage.conv2d.label", number=text("stage.numbered", number=1))
    assert app.title[0].value == text("page.filters.title", filter=1, stage=label)
    assert "filter=2" in app.markdown[0].value
    assert button(app, "page.filters.keep", language)
    assert app.query_params["edit"] == "6~0"


def test_while_it_is_computed_the_page_is_there(open_page: Open, jobs: AtOnce) -> None:
    jobs.over = False
    app = open_page("filters", lang="en", filter="1")
    assert not app.error
    assert app.title[0].value.startswith("Filter 1")


@pytest.mark.parametrize(
    ("parameters", "named"),
    [
        ({"filter": "64"}, "filter"),
        ({"edit": "9~0"}, "link changes weights"),
        ({"stage": "nonsense"}, "“nonsense”. Its first convolution"),
    ],
)
def test_what_the_model_does_not_have_is_said_and_forgotten(
    open_page: Open, jobs: AtOnce, parameters: dict[str, str], named: str
) -> None:
    app = open_page("filters", lang="en", **{"stage": "conv2d_1"} | parameters)
    assert not app.error
    assert len(app.warning) == 1
    assert named in app.warning[0].value
    assert not parameters.keys() & app.query_params.keys()


@pytest.mark.parametrize(("stage", "is_said"), [("pooling2d_1", True), ("dense_1", True), ("activation_2", False)])
def test_a_stage_without_filters_is_said_and_kept(
    open_page: Open, jobs: AtOnce, language: str, stage: str, is_said: bool
) -> None:
    app = open_page("filters", lang=language, stage=stage)
    text = Text(language)
    asked = stage_label(text, ARTICLE, next(each for each in ARTICLE.stages if each.name == stage))
    assert [said.value for said in app.info] == [text("page.filters.without_filters", stage=asked)] * is_said
    assert app.query_params["stage"] == stage


def test_a_change_is_kept_as_a_model_of_ones_own(open_page: Open, jobs: AtOnce, store: RunStore) -> None:
    app = open_page("filters", lang="en", stage="conv2d_1", filter="5", edit="b~-40.0~250.6~-1500")
    button(app, "page.filters.keep").click().run()
    assert not app.error
    (run,) = store.runs()
    assert run.request().visitor == VISITOR
    assert run.request().config == caches.bundle().config
    assert read_name(run) == "Filter 5 of Conv 1 changed"
    result = run.result()
    assert result is not None
    assert result.test_accuracy == LEARNED.sum() / 10_000
    kept = load_weights(run, run.checkpoints()[-1])
    learned = load_weights(caches.bundle(), caches.bundle().checkpoints()[-1])
    expected = learned["conv2d_1"].kernel.copy()
    expected[0, 0, 0, 5], expected[2, 0, 0, 5] = 0.25, -1.5
    assert np.array_equal(kept["conv2d_1"].kernel, expected)
    biases = learned["conv2d_1"].bias.copy()
    biases[5] = -0.04
    assert np.array_equal(kept["conv2d_1"].bias, biases)
    assert np.array_equal(kept["logits"].kernel, learned["logits"].kernel)
    assert app.query_params["model"] == run.id
    assert "edit" not in app.query_params
    assert len(app.success) == 1


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        ("0~250", "One weight changed to 0.250"),
        ("b~-40", "Bias changed to \u22120.040"),
        ("0~250.6~0", "With 2 weights changed"),
        ("b~-40.0~250", "With 2 weights and biases changed"),
    ],
)
def test_the_change_is_called_what_it_is(
    open_page: Open, jobs: AtOnce, monkeypatch: pytest.MonkeyPatch, edit: str, said: str
) -> None:
    panels: list[Panel] = []
    scene = filterworth.scene

    def recorded(panel: Panel, images: int, text: Text) -> filterworth.Meta:
        panels.append(panel)
        return scene(panel, images, text)

    monkeypatch.setattr(filterworth, "scene", recorded)
    open_page("filters", lang="en", stage="conv2d_1", filter="5", edit=edit)
    assert panels[0].changed is not None
    assert panels[0].changed[0] == said


def test_a_model_before_its_training_is_not_kept(open_page: Open, jobs: AtOnce) -> None:
    app = open_page("filters", lang="en", stage="conv2d_1", filter="5", edit="0~250", model="bundled@0")
    assert not app.error
    assert all(each.label != Text("en")("page.filters.keep") for each in app.button)


def test_without_the_data_set_it_says_so(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise ExplainerError("mnist_missing", "Expected it; received none.", folder="assets", file="mnist.npz")

    monkeypatch.setattr(mnist, "load", missing)
    app = open_page("filters", lang="en")
    assert len(app.error) == 1


@pytest.mark.parametrize(("limit", "said"), [("QUICK", "too_large"), ("BEARABLE", "too_large_each")])
def test_of_large_networks_less_is_computed(
    open_page: Open, jobs: AtOnce, monkeypatch: pytest.MonkeyPatch, limit: str, said: str
) -> None:
    monkeypatch.setattr(computations, f"{limit}_MULTIPLY_ADDS", 1_000)
    app = open_page("filters", lang="en", stage="conv2d_1", filter="5", edit="0~250")
    assert not app.error
    assert Text("en")(f"page.filters.{said}") in words(app)
    button(app, "page.filters.keep").click().run()
    assert len(app.success) == 1


@pytest.mark.parametrize("stage", ["conv2d_2", "activation_2"])
def test_the_walkthrough_leads_there(open_page: Open, stage: str) -> None:
    app = open_page("walkthrough", lang="en", stage=stage, filter="7")
    words = Text("en")("page.filters.enter", filter=7)
    (link,) = (link.proto for link in app.get("page_link") if link.proto.label == words)
    assert f"stage={stage}" in link.query_string
    assert "filter=7" in link.query_string


def test_elsewhere_it_does_not(open_page: Open) -> None:
    app = open_page("walkthrough", lang="en", stage="pooling2d_1", filter="7")
    assert all("filters" not in link.proto.page for link in app.get("page_link") if "up close" in link.proto.label[:9])


def test_what_is_said_of_a_filters_worth_is_so() -> None:
    text, found = Text("en"), worth(4)
    for filter_index, change, rank in ((0, "\u22127", 1), (3, "±0", 2), (1, "+2", 4)):
        words = rank_words(text, found, filter_index)
        names = {"filter": filter_index, "change": change, "rank": rank, "count": 4}
        assert words in (text("page.filters.rank", **names), text("page.filters.rank_shared", **names))
    assert "3 filters" in spare_words(text, found)
    assert spare_words(text, Ablation(LEARNED, LEARNED[None] - 1)) == text("page.filters.spare_none")
    assert spare_words(text, Ablation(LEARNED, np.stack([LEARNED, LEARNED - 1]))) == text("page.filters.spare_one")
    assert spare_words(text, Ablation(LEARNED, LEARNED[None])) == text("page.filters.spare_all")


@pytest.mark.parametrize(
    ("network_word", "stage", "variant"),
    [
        ("c4_max2", "conv2d_1", "pixels"),
        ("c1_max2_c2_max2", "conv2d_2", "one"),
        ("c3_max2_c2_max2", "conv2d_2", "many"),
    ],
)
def test_what_it_looks_for_fits_its_input(network_word: str, stage: str, variant: str) -> None:
    config = network(network_word)
    arrays = [np.full(shape, 0.1, np.float32) for each in config.stages for shape in each.weight_shapes]
    convolution = next(each for each in config.stages if each.name == stage)
    subject = FilterInUse(convolution, convolution, 0, 0, None, as_weights(config, arrays))
    text = Text("en")
    expected = text(f"page.filters.what_{variant}", channels=convolution.input_shape[-1])
    assert what(text, config, subject, is_trained=True) == expected


def test_weights_that_learned_nothing_look_for_nothing() -> None:
    config = network("c4_max2")
    kernel = np.tile(np.array([-1.0, 0.0, 1.0], np.float32), (3, 1))[..., None, None]
    arrays = [np.full(shape, 0.1, np.float32) for each in config.stages for shape in each.weight_shapes]
    arrays[0] = np.broadcast_to(kernel, arrays[0].shape)
    convolution = next(each for each in config.stages if each.name == "conv2d_1")
    subject = FilterInUse(convolution, convolution, 0, 0, None, as_weights(config, arrays))
    text = Text("en")
    assert what(text, config, subject, is_trained=True) == text("page.filters.what_right")
    assert what(text, config, subject, is_trained=False) == text("page.filters.what_pixels")


def test_what_is_right_is_counted_and_compared() -> None:
    changed = ("change", LEARNED - 1)
    panel = Panel(
        index=0, filters=4, learned=LEARNED, changed=changed, worth=worth(4), progress=1.0, evaluation="evaluate"
    )
    found = filterworth.scene(panel, 10_000, Text("en"))["rows"]
    rows = {row["name"]: (row["accuracy"], row["right"]) for row in found}
    assert rows == {
        "learned": ("99.00\u00a0%", "9,900 right"),
        "changed": ("98.90\u00a0%", "\u221210 images"),
        "off": ("98.93\u00a0%", "\u22127 images"),
    }


def test_each_patch_is_shown_with_its_image() -> None:
    dataset = mnist.load()
    meta, arrays = filterseen.scene(Known(responses(4), worth(4)), 0, dataset, "image-{}".format, Text("en"))
    (patch,) = meta["patches"]
    assert (patch["address"], patch["top"], patch["left"], patch["height"]) == ("image-18", 2, 3, 3)
    assert patch["label"] == f"label {dataset.y_test[18]}"
    assert np.array_equal(arrays["images"][0], dataset.x_test[18])
    assert [digit["change"] for digit in meta["digits"]] == [0, 0, 0, -7, 0, 0, 0, 0, 0, 0]
    assert meta["digits"][3]["words"] == "\u22127 right"


def test_a_silent_filter_is_excited_by_nothing() -> None:
    dataset, text = mnist.load(), Text("en")
    found = replace(responses(4), largest=np.array([1, 1, 1, 0], np.float32))
    meta, arrays = filterseen.scene(Known(found, None), 3, dataset, str, text)
    assert meta["patches"] == []
    assert arrays["images"].shape == (0, 28, 28)
    assert meta["note"] == text("page.filters.silent_here")
