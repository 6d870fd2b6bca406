"""Whether shapes, parameters and multiply-adds agree with Keras, and how soon the Build page answers a widget.

The configurations are drawn at random from a fixed seed over the whole range of every field. Keras's side is written
from the configuration's fields, without the project's plan; its multiply-adds follow from its kernels' and outputs'
shapes. The page's widgets are clicked in turn with a page whose choice changes a single word.
"""

import contextlib
import io
import math
from collections.abc import Iterator
from functools import partial
from itertools import cycle
from typing import Any

import numpy as np
from playwright.sync_api import Page

from benchmarks.browser import Mark, change, chromium, new_page, other_words, page_with_choice, painted_at
from benchmarks.report import Figure, Report, Sample, alternate
from benchmarks.server import APP, EMPTY_CHOICE, serve
from explainer.network import NetworkConfig, keras_source
from explainer.network.layer_rows import layer_rows
from tests.oracles.random_networks import random_network

SEED = 20_261
CONFIGURATIONS = 500

TABLE = Mark("table.summary", answered=True, settled=False)
"""The last part of the page that a widget changes; what stands above it was sent before."""

WIDGETS = (
    ("strides_en", 1),
    ("padding_en", 1),
    ("pooling_en", 2),
    ("strides_en", 0),
    ("padding_en", 0),
    ("pooling_en", 1),
)
"""The first block's fields, and which of their options is clicked, there and back."""


def measure(repeats: int = 20) -> Report:
    """Compares the configurations with Keras, and clicks through widgets.

    Args:
        repeats: Clicks on each page.
    """
    agreeing = sum(agrees(config) for config in configurations(CONFIGURATIONS))
    with serve(APP) as dashboard, serve(EMPTY_CHOICE) as empty, chromium() as browser:
        page = new_page(browser)
        page.goto(f"{dashboard.url}/build?lang=en")
        painted_at(page, Mark("table.summary"))
        sides = {
            "a widget of the form": _widgets(page),
            "another word": other_words(page_with_choice(browser, empty.url)),
        }
        for clicks in sides.values():
            for _ in WIDGETS:  # the first answers load what later ones have
                next(clicks)
        values = alternate({name: partial(next, clicks) for name, clicks in sides.items()}, repeats)
    widget, word = (Sample(name, measured) for name, measured in values.items())
    return report(agreeing, widget, word)


def report(agreeing: int, widget: Sample, word: Sample) -> Report:
    """What follows from the number of configurations that agree, and the milliseconds of each click."""
    return Report(
        "build",
        (widget, word),
        (
            Figure("configurations that agree with Keras", agreeing, at_least=CONFIGURATIONS, unit="configurations"),
            Figure("answer to a widget", widget.median, at_most=150, unit="ms"),
            Figure("answer to a widget / empty page", widget.median / word.median),
        ),
    )


def configurations(count: int) -> Iterator[NetworkConfig]:
    """Networks that can be built, the same ones each time."""
    generator = np.random.default_rng(SEED)
    return (random_network(generator) for _ in range(count))


def agrees(config: NetworkConfig) -> bool:
    """Whether every layer has Keras's shape and parameters, and the multiply-adds of Keras's kernels."""
    ours = [
        (row.settings.keras_name, row.output_shape, row.layer.parameters, row.layer.multiply_adds)
        for row in layer_rows(config)
    ]
    return ours == [
        (type(layer).__name__, tuple(layer.output.shape[1:]), layer.count_params(), _multiply_adds(layer))
        for layer in _keras_layers(config)
    ]


def _multiply_adds(layer: Any) -> int:
    """Every weight of a kernel is used once at each place of the output."""
    if not hasattr(layer, "kernel"):
        return 0
    return math.prod(layer.kernel.shape) * math.prod(layer.output.shape[1:-1])


def _keras_layers(config: NetworkConfig) -> list[Any]:
    """The layers that the shown code makes."""
    space: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(keras_source(config), space)
    layers: list[Any] = space["model"].layers
    return layers


def _widgets(page: Page) -> Iterator[float]:
    for field, place in cycle(WIDGETS):
        option = page.locator(f".st-key-build_0_{field}").get_by_role("radio").nth(place)
        yield change(page, TABLE, option.click)
