"""A number of a stage is found by typing its place, and read with all of its digits."""

import re

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from explainer import mnist
from explainer.training.models.bundle import load_bundle
from explainer.training.models.weights import load_weights
from explainer.ui.numbers import MINUS
from tests.networks import tracer_of
from tests.ui.pages import Open


def typed(app: AppTest) -> np.float32:
    """The number that is shown."""
    found = [re.search(rf"\*\*({MINUS}?[0-9.]+)\*\*$", part.value) for part in app.markdown]
    (value,) = (match[1] for match in found if match)
    return np.float32(value.replace(MINUS, "-"))


@pytest.mark.parametrize(
    ("stage", "place"), [("conv2d_1", (12, 5, 7)), ("dense_1", (61,)), ("logits", (4,)), ("softmax", (9,))]
)
def test_what_is_typed_is_what_keras_returned(open_page: Open, stage: str, place: tuple[int, ...]) -> None:
    bundle = load_bundle()
    output = tracer_of(bundle.config).trace(mnist.scale(mnist.load().x_test[42]), load_weights(bundle))[stage].output
    app = open_page("walkthrough", lang="en", stage=stage, image="test-42")
    assert not app.number_input
    app.session_state["typed_cell"] = True
    app.run()
    for name, value in zip(("filter", "row", "column"), place, strict=False):
        next(field for field in app.number_input if f"_{name}_" in str(field.key)).set_value(value).run()
    filter_, *cell = place
    assert typed(app) == pytest.approx(output[(*cell, filter_)], rel=1e-5)
