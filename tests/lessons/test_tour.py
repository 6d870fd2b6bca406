"""Tours and lessons lead to what there is, and what they claim of their models and images is so."""

import numpy as np
import pytest

from explainer import mnist
from explainer.lessons.tour import Stop, stops, title, tours
from explainer.mnist import scale
from explainer.network import ARTICLE
from explainer.shifting import StageShift, follow, shifted
from explainer.text import LANGUAGES
from explainer.training.models.bundle import load_bundle
from explainer.training.models.weights import load_weights
from explainer.ui.pages import PAGES
from explainer.ui.query import SHARED, Session, carried, parse
from tests.networks import tracer_of

STOPS = stops("en")


def test_a_lesson_is_short_and_has_a_title_in_every_language() -> None:
    for lesson in tours()[1:]:
        assert 3 <= len(stops("en", lesson)) <= 6
        assert all(title(language, lesson) for language in LANGUAGES)


@pytest.mark.parametrize("stop", [stop for tour in tours() for stop in stops("en", tour)], ids=lambda stop: stop.title)
def test_a_stop_leads_to_what_there_is(stop: Stop) -> None:
    _, problems = parse(stop.link, Session())
    assert not problems
    assert stop.page in PAGES
    assert carried(stop.link) <= {*SHARED, *PAGES[stop.page].choices} - {"tour"}
    assert len(carried(stop.link)) == len(stop.link)
    assert stop.link.get("stage", "input") in {stage.name for stage in ARTICLE.stages}


def test_the_ledger_is_one_of_the_first_stops() -> None:
    assert 8 <= len(STOPS) <= 14
    assert any("trail" in stop.link for stop in STOPS[:3])


def test_every_page_is_visited_that_needs_nothing_of_the_visitors_own() -> None:
    later = {"build", "train", "learning_step", "lab", "compare", "runs", "glossary"}
    for_teachers = {"lesson_plan", "classroom", "class"}
    assert {stop.page for stop in STOPS} == PAGES.keys() - later - for_teachers


def test_the_kernel_to_drag_has_nine_weights() -> None:
    (stop,) = (stop for stop in STOPS if stop.page == "filters")
    (stage,) = (stage for stage in ARTICLE.stages if stage.name == stop.link["stage"])
    assert np.prod(stage.weight_shapes[0][:-1]) == 9


def test_what_is_claimed_of_the_image_is_so() -> None:
    assert {stop.link.get("image", "test-18") for stop in STOPS} == {"test-18"}
    assert {stop.link["model"] for stop in STOPS} == {"bundled"}
    bundle, data = load_bundle(), mnist.load()
    tracer = tracer_of(bundle.config)
    image, label = mnist.scale(data.x_test[18]), int(data.y_test[18])
    answers = [tracer.trace(image, load_weights(bundle, epoch)) for epoch in bundle.checkpoints()]
    order = np.argsort(-answers[-1].probabilities)
    assert (label, *order[:2]) == (3, 3, 8)
    assert answers[-1].probabilities[8] > 0.2
    assert answers[0].prediction != label
    assert answers[1].prediction != label
    assert {answer.prediction for answer in answers[2:]} == {label}


def _shift(right: int) -> tuple[dict[str, StageShift], int]:
    """What becomes of the 7 of the lesson on shifts, stage by stage, and what is predicted of it."""
    bundle, image = load_bundle(), scale(mnist.load().x_test[0])
    tracer, weights = tracer_of(bundle.config), load_weights(bundle, bundle.checkpoints()[-1])
    images = image, shifted(image, right), np.zeros_like(image)
    before, after, blank = (tracer.trace(pixels, weights) for pixels in images)
    return {found.stage.name: found for found in follow(before, after, blank, right=right, down=0)}, after.prediction


def test_what_is_claimed_of_the_shifted_digit_is_so() -> None:
    lesson = stops("en", "shift")
    assert {(stop.link["model"], stop.link["image"]) for stop in lesson} == {("bundled", "test-0")}
    assert mnist.load().y_test[0] == 7
    once, prediction = _shift(1)
    convolution, pooling = once["activation_1"], once["pooling2d_1"]
    assert convolution.moved_along == len(convolution.alike) == 64
    assert (round(convolution.typical or 0, 2), round(pooling.typical or 0, 2)) == (0.68, 0.83)
    twice, other_prediction = _shift(2)
    assert (twice["pooling2d_1"].cells, twice["pooling2d_1"].moved_along) == ((0, 1), 64)
    assert round(twice["pooling2d_1"].typical or 0, 2) == 0.56
    assert prediction == other_prediction == 7
