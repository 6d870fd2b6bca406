"""The evaluation of the 10,000 test images against a bare `model.predict`, and a cell of the matrix until it is open.

The evaluation is all that the page computes: the predictions in its parts, scores, calibration, thresholds. `predict`
gets images that are scaled already. A cell is opened by a click into the matrix, until its images are painted; beside
it, a choice on an otherwise empty page changes one word.
"""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import cycle

from playwright.sync_api import Page

from benchmarks.browser import (
    PAUSE_MILLISECONDS,
    Mark,
    chromium,
    milliseconds_after,
    new_page,
    other_words,
    page_with_choice,
    painted_at,
)
from benchmarks.report import Figure, Report, Sample, alternate, milliseconds, paired_ratio
from benchmarks.server import APP, EMPTY_CHOICE, serve
from explainer import mnist
from explainer.evaluation.abstaining import outcomes
from explainer.evaluation.calibration import calibration
from explainer.evaluation.scores import Evaluation
from explainer.network import keras_model
from explainer.predicting import Predictions, Predictor
from explainer.training.models.bundle import load_bundle
from explainer.training.models.weights import load_weights
from explainer.ui.many_images import PART_IMAGES

CELLS = ((6, 5), (8, 0), (3, 3), (5, 9), (4, 6), (2, 7))
"""Label and prediction of those that are opened in turn; one has a thousand images."""

MATRIX = ".st-key-evaluate-matrix .nsewdrag"
OPENED = Mark(".cards", within=".st-key-evaluate-cell", answered=True, settled=False)


def measure(repeats: int = 15) -> Report:
    """Evaluates and predicts in turn, then opens cells.

    Args:
        repeats: Evaluations, and clicks of each kind.
    """
    sides = _computations()
    for side in sides.values():  # the first call builds what later ones have
        side()
    computed = alternate(sides, repeats)
    with serve(APP) as dashboard, serve(EMPTY_CHOICE) as empty, chromium() as browser:
        page = new_page(browser)
        page.goto(f"{dashboard.url}/evaluate?lang=en")
        painted_at(page, Mark(".cards", count=3, fresh=True))
        painted_at(page, Mark("[class*=st-key-evaluate_reliability] .nsewdrag"))
        clicks = {"a cell": _cells(page), "another word": other_words(page_with_choice(browser, empty.url))}
        for moves in clicks.values():
            for _ in CELLS:
                next(moves)
        opened = alternate({name: partial(next, moves) for name, moves in clicks.items()}, repeats)
    return report(*(Sample(name, values) for name, values in (computed | opened).items()))


def report(evaluation: Sample, predict: Sample, cell: Sample, word: Sample) -> Report:
    """What follows from the milliseconds of each."""
    return Report(
        "evaluate",
        (evaluation, predict, cell, word),
        (
            Figure("evaluation / model.predict", paired_ratio(evaluation.values, predict.values), at_most=1.1),
            Figure("a cell of the matrix", cell.median, at_most=200, unit="ms"),
            Figure("a cell / empty page", cell.median / word.median),
        ),
    )


def _computations() -> dict[str, Callable[[], float]]:
    """Both ways to what is known of the test images; each returns its milliseconds."""
    bundle, dataset = load_bundle(), mnist.load()
    epoch = bundle.checkpoints()[-1]
    predictor, model = Predictor(bundle.config), keras_model(bundle.config)
    model.set_weights([array for layer in load_weights(bundle, epoch).values() for array in layer.values()])
    scaled = mnist.scale(dataset.x_test)[..., None]

    def evaluate() -> None:
        parts = [
            predictor.predictions(dataset.x_test[start : start + PART_IMAGES], load_weights(bundle, epoch))
            for start in range(0, len(dataset.x_test), PART_IMAGES)
        ]
        found = Evaluation(Predictions.joined(parts), dataset.y_test)
        if not found.accuracy > 0.98 or found.loss > 0.1 or len(found.mistakes()) != found.wrong:
            raise RuntimeError(f"Expected the bundled model's answers; received {found.right} right ones.")
        calibration(found)
        outcomes(found)

    return {
        "evaluation": partial(milliseconds, evaluate),
        "model.predict": partial(milliseconds, partial(model.predict, scaled, verbose=0)),
    }


def _cells(page: Page) -> Iterator[float]:
    """Opens cells, and yields the milliseconds until each one's images are painted."""
    for label, answer in cycle(CELLS):
        page.bring_to_front()
        box = page.locator(MATRIX).bounding_box()
        if box is None:
            raise RuntimeError("Expected a matrix on the page; received none.")
        x, y = box["x"] + box["width"] * (answer + 0.5) / 10, box["y"] + box["height"] * (label + 0.5) / 10
        page.mouse.move(x, y)
        page.wait_for_timeout(PAUSE_MILLISECONDS)
        yield milliseconds_after(page, "mousedown", OPENED, partial(page.mouse.click, x, y))
