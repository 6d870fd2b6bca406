"""The Compare page in a real browser: two epochs of the bundled model side by side, and who is right where."""

import re

import pytest
from playwright.sync_api import expect

from explainer import mnist
from explainer.network.models import keras_model
from explainer.training.models.bundle import load_bundle
from explainer.training.models.weights import load_weights
from tests.browser.conftest import Visit

PLACE = "compare?compare=bundled@0,bundled&image=test-18"


@pytest.mark.parametrize(("width", "scheme", "language"), [(390, "dark", "ja")])
def test_one_image_in_two_networks(visit: Visit, width: int, scheme: str, language: str) -> None:
    page = visit(width=width, color_scheme=scheme).open(f"{PLACE}&lang={language}")
    answers = page.locator(".answer-says strong")
    expect(answers).to_have_text([str(answer_after(epoch)) for epoch in (0, 5)])
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_who_is_right_where_is_computed_while_the_page_is_there(visit: Visit) -> None:
    page = visit().open(f"{PLACE}&lang=en")
    first = page.locator(".thumb").first
    expect(first).to_be_visible(timeout=60_000)
    first.click()
    page.wait_for_url(re.compile(r"image=test-(?!18(&|$))"))


def answer_after(epoch: int) -> int:
    """Keras's own answer to test image 18."""
    bundle = load_bundle()
    model = keras_model(bundle.config)
    learned = load_weights(bundle, epoch)
    model.set_weights([array for layer in learned.values() for array in (layer.kernel, layer.bias)])
    image = mnist.add_channel(mnist.scale(mnist.load().x_test[18:19]))
    return int(model.predict(image, verbose=0).argmax())
