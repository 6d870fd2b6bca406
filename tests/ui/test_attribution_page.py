"""The page that shows where the model looked: what its links say, what is said of its maps, and the ways there."""

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from explainer.attribution.grad_cam import GradCam, Gradients
from explainer.attribution.likeness import likeness, rank_correlation
from explainer.attribution.random_weights import SEEDS, random_weights
from explainer.network import Architecture, network
from explainer.text import Text
from explainer.tracing import Tracer
from explainer.training.models.bundle import load_bundle
from explainer.training.models.weights import load_weights
from explainer.ui import caches
from explainer.ui.attribution import grad_cam, occlusion
from explainer.ui.pictures import gradcam
from tests.ui.pages import Open, words


class Scenes:
    """What the pictures of the page were sent last, by component."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.meta: dict[str, Mapping[str, Any]] = {}
        self.arrays: dict[str, Mapping[str, Any]] = {}
        for module in (occlusion, grad_cam):
            monkeypatch.setattr(module, "mount", self.take)

    def take(self, name: str, meta: Mapping[str, Any], arrays: Mapping[str, Any], **_: object) -> None:
        self.meta[name], self.arrays[name] = meta, arrays


@pytest.fixture
def scenes(monkeypatch: pytest.MonkeyPatch) -> Scenes:
    monkeypatch.setattr("explainer.ui.piecewise.BUDGET_SECONDS", 60)
    return Scenes(monkeypatch)


def text_of(app: AppTest) -> str:
    """Without the marks of terms and of emphasis."""
    return re.sub(r"<span popover.*?</span></span></span>|<[^>]+>|\*\*", "", words(app))


def test_the_page_says_what_it_is_about(open_page: Open, scenes: Scenes, language: str) -> None:
    app = open_page("attribution", lang=language, image="test-18")
    assert not app.error
    assert not app.warning
    text = Text(language)
    assert app.title[0].value == text("page.attribution.title", digit=3)
    headers = [text(f"page.attribution.{part}") for part in ("covering", "gradients", "limits")]
    assert [header.value for header in app.header] == headers
    occluded, weighed = scenes.meta["occlusion"], scenes.meta["gradcam"]
    assert (occluded["digit"], occluded["size"], weighed["digit"]) == (3, 5, 3)
    # What is written of the strongest place is what the picture's numbers are.
    losses = np.float64(occluded["before"][0]) - scenes.arrays["occlusion"]["learned"]
    assert (occluded["row"], occluded["column"]) == np.unravel_index(losses.argmax(), losses.shape)
    bundle = load_bundle()
    trace = Tracer(bundle.config).trace(
        scenes.arrays["occlusion"]["image"], load_weights(bundle, bundle.checkpoints()[-1])
    )
    assert occluded["before"][0] == pytest.approx(float(trace.logits[3]), abs=1e-4)
    assert np.array_equal(scenes.arrays["gradcam"]["maps"], np.moveaxis(trace["activation_2"].output, -1, 0))
    assert weighed["weights"] == pytest.approx(scenes.arrays["gradcam"]["gradients"].mean(axis=(1, 2)), abs=1e-6)


def test_a_link_says_all_of_it(open_page: Open, scenes: Scenes) -> None:
    link = {"look": "8-3-20-4", "stage": "conv2d_1", "filter": "9", "row": "2", "column": "25"}
    app = open_page("attribution", lang="en", image="test-18", **link)
    assert not app.warning
    assert not app.error
    occluded, weighed = scenes.meta["occlusion"], scenes.meta["gradcam"]
    assert [occluded[name] for name in ("digit", "size", "row", "column")] == [8, 3, 20, 4]
    assert [weighed[name] for name in ("digit", "filter", "row", "column")] == [8, 9, 2, 25]
    assert scenes.arrays["gradcam"]["maps"].shape == (64, 26, 26)
    assert "score of the 8" in text_of(app)
    assert {app.query_params[name] for name in link} == {*link.values()}


def test_what_the_layer_does_not_have_is_said_and_forgotten(open_page: Open, scenes: Scenes) -> None:
    app = open_page("attribution", lang="en", stage="conv2d_2", filter="32", row="11", column="3")
    assert [next(word for word in ("filter", "row") if word in warning.value) for warning in app.warning]
    assert len(app.warning) == 2
    assert {"filter", "row"} & app.query_params.keys() == set()


def test_before_training_it_says_so(open_page: Open, scenes: Scenes) -> None:
    app = open_page("attribution", lang="en", model="bundled@0")
    assert Text("en")("page.attribution.untrained") in words(app)
    assert not app.error


def test_without_a_convolution_there_is_only_covering(
    open_page: Open, scenes: Scenes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Architecture, "convolutions", ())
    app = open_page("attribution", lang="en")
    assert [info.value for info in app.info] == [Text("en")("page.attribution.no_convolution")]
    assert set(scenes.meta) == {"occlusion"}


def test_while_it_is_computed_the_page_is_there(
    open_page: Open, scenes: Scenes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("explainer.ui.piecewise.BUDGET_SECONDS", 0)
    app = open_page("attribution", lang="en")
    assert not app.error
    assert "occlusion" not in scenes.meta
    assert "gradcam" in scenes.meta


@pytest.mark.parametrize(
    ("page", "link", "look"),
    [("walkthrough", {"stage": "softmax"}, "predicted-5"), ("walkthrough", {"stage": "logits", "trail": "8-3"}, "8-5")],
)
def test_the_scores_lead_there(open_page: Open, page: str, link: dict[str, str], look: str) -> None:
    app = open_page(page, lang="en", image="test-18", **link)
    label = Text("en")("page.attribution.enter")
    (found,) = (one.proto for one in app.get("page_link") if one.proto.label == label)
    assert f"look={look}" in found.query_string
    assert "image=test-18" in found.query_string


def test_the_page_leads_back_and_on(open_page: Open, scenes: Scenes) -> None:
    app = open_page("attribution", lang="en", image="test-18")
    links = {one.proto.label: one.proto.query_string for one in app.get("page_link")}
    assert "trail=3-8" in links[Text("en")("page.attribution.ledger", digit=3, other=8)]
    assert "stage=activation_2" in links[Text("en")("page.attribution.to_map", filter=scenes.meta["gradcam"]["filter"])]
    assert Text("en")("page.attribution.mistakes") in links


def test_what_is_said_rests_on_all_draws(open_page: Open, scenes: Scenes, language: str) -> None:
    open_page("attribution", lang=language, image="test-18", stage="conv2d_2")
    bundle = load_bundle()
    convolution = next(stage for stage in bundle.config.stages if stage.name == "conv2d_2")
    learned = load_weights(bundle, bundle.checkpoints()[-1])
    image = scenes.arrays["gradcam"]["image"]
    results = []
    for weights in (learned, *(random_weights(bundle.config, seed) for seed in SEEDS)):
        maps = Tracer(bundle.config).trace(image, weights)["activation_2"].output
        results.append(GradCam(maps, Gradients(bundle.config, convolution).of(maps, 3, weights)).result)
    found = likeness([rank_correlation(results[0], other) for other in results[1:]])
    numbers = {"agreeing": found.agreeing, "draws": len(found.correlations)}
    assert scenes.meta["gradcam"]["verdict"] == Text(language)(f"page.attribution.verdict_{found.verdict}", **numbers)


def test_a_model_that_learned_nothing_is_not_said_to_have(open_page: Open, scenes: Scenes) -> None:
    open_page("attribution", lang="en", model="bundled@0", image="test-18")
    assert scenes.meta["occlusion"]["verdict"] == Text("en")("page.attribution.verdict_unlearned")


@pytest.mark.parametrize("word", ["c1_max2", "c4-k5-s2-same_max2_c3_gap_d5", "c3_bn_avg2_d4"])
def test_pictures_hold_for_other_networks(word: str) -> None:
    config = network(word)
    convolution = next(stage for stage in config.stages if stage.name == "conv2d_1")
    shape = convolution.output_shape
    random = np.random.default_rng(4)
    found = GradCam(*(random.normal(size=shape).astype(np.float32) for _ in range(2)))
    view = gradcam.GradCamView(digit=1, output=convolution, kind="diverging", filter=0, row=0, column=0)
    image = random.random((28, 28)).astype(np.float32)
    meta, arrays = gradcam.scene(image, (found, found), view, config, ("a", "b"), Text("en"))
    assert len(meta["rows"]) == shape[0]
    assert len(meta["weights"]) == shape[2]
    parts = np.tensordot(meta["weights"], arrays["maps"], axes=1)
    assert np.allclose(parts, arrays["sums"], atol=1e-5)


def test_random_weights_are_kept_by_architecture() -> None:
    assert caches.initialized(network("c2_max2"), 0) is caches.initialized(network("c2_max2"), 0)


def test_a_stage_that_the_model_does_not_have_is_told(open_page: Open, scenes: Scenes, language: str) -> None:
    app = open_page("attribution", lang=language, stage="dropout")
    assert [said.value for said in app.warning] == [Text(language)("page.attribution.unknown_stage", stage="dropout")]
    assert "stage" not in app.query_params
    assert "gradcam" in scenes.meta
    assert not open_page("attribution", lang=language, stage="flatten").warning
