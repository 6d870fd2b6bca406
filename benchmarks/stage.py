"""From a click on another map, or on another stage, until the server has answered and the picture is painted.

The same is done on a page that on each change runs one `predict` per layer and shows its maps as Plotly heatmaps
(the usual way), and on one whose choice changes a single word.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import cycle

from playwright.sync_api import Locator, Page

from benchmarks.browser import (
    CHOICES,
    STAGE,
    STAGE_PICTURE,
    Mark,
    change,
    choice,
    chromium,
    new_page,
    other_words,
    page_with_choice,
    painted_at,
)
from benchmarks.report import Figure, Report, Sample, alternate
from benchmarks.server import APP, EMPTY_CHOICE, USUAL_STAGES, serve

PICTURE = Mark(".picture", within=STAGE_PICTURE, answered=True, settled=False)
"""A stage's picture names the map that it shows."""

OPENED = replace(STAGE, settled=False)
HEATMAP = ".js-plotly-plot .hm image"
ONE_HEATMAP = Mark(HEATMAP, fresh=True, settled=False)

PATIENCE_SECONDS = 180.0
"""The usual way's first page loads TensorFlow and builds seven models."""

MAPS = (3, 40, 17, 8, 25, 51, 11, 30)
STAGES = (4, 3, 6, 8, 10, 11, 7, 2, 5, 1)
"""Places of the stages that are visited, from the first convolution on and back to it."""

LAYERS = (("conv2d_2", 32), ("pooling2d_1", 64), ("pooling2d_2", 32), ("conv2d_1", 64))
"""The layers that have maps, and how many, from the first convolution on and back to it."""


def measure(repeats: int = 20) -> Report:
    """Changes the map and the stage on each page, in turn.

    Args:
        repeats: Changes of each kind on each page.
    """
    with serve(APP) as dashboard, serve(USUAL_STAGES) as usual, serve(EMPTY_CHOICE) as empty, chromium() as browser:
        maps, stages, usual_maps, usual_layers = (new_page(browser) for _ in range(4))
        for page in (maps, stages):
            page.goto(f"{dashboard.url}/walkthrough?stage=conv2d_1&filter=0&lang=en")
            painted_at(page, STAGE)
        for page in (usual_maps, usual_layers):
            page.goto(usual.url)
            painted_at(page, Mark(HEATMAP, count=1 + 64, patience=PATIENCE_SECONDS))
        usual_choices = (choice(usual_maps, str(number), 1) for number in CHOICES)
        sides = {
            "another map": _clicks(maps, PICTURE, map(maps.locator(".strip-map").nth, MAPS)),
            "another stage": _clicks(stages, OPENED, map(stages.locator(".rail .stop").nth, STAGES)),
            "another map, usual way": _clicks(usual_maps, ONE_HEATMAP, usual_choices),
            "another layer, usual way": _layer_clicks(usual_layers),
            "another word": other_words(page_with_choice(browser, empty.url)),
        }
        for _ in STAGES:  # the first visit of a stage loads what later ones have
            next(sides["another stage"])
        for _ in LAYERS:
            next(sides["another layer, usual way"])
        for name in ("another map", "another map, usual way", "another word"):
            next(sides[name])
        values = alternate({name: partial(next, clicks) for name, clicks in sides.items()}, repeats)
    return report(*(Sample(name, measured) for name, measured in values.items()))


def _clicks(page: Page, mark: Mark, targets: Iterator[Locator]) -> Iterator[float]:
    """Clicks one target after the other, over and over, and yields the milliseconds until each is answered."""
    for target in cycle(targets):
        yield change(page, mark, target.click)


def _layer_clicks(page: Page) -> Iterator[float]:
    for layer, maps in cycle(LAYERS):
        painted = Mark(HEATMAP, count=1 + maps, fresh=True, settled=False)
        yield change(page, painted, choice(page, layer).click)


def report(
    map_change: Sample, stage_change: Sample, usual_map: Sample, usual_layer: Sample, word_change: Sample
) -> Report:
    """What follows from the milliseconds of each change: ours, those of the usual way, and an empty page's."""
    return Report(
        "stage",
        (map_change, stage_change, usual_map, usual_layer, word_change),
        (
            Figure("change of filter", map_change.median, at_most=150, unit="ms"),
            Figure("change of stage", stage_change.median, at_most=150, unit="ms"),
            Figure("usual way / change of filter", usual_map.median / map_change.median, at_least=5),
            Figure("usual way / change of stage", usual_layer.median / stage_change.median, at_least=5),
            Figure("change of filter / empty page", map_change.median / word_change.median),
            Figure("change of stage / empty page", stage_change.median / word_change.median),
        ),
    )
