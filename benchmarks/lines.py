"""From choosing a line of the article's script until its notes are painted, and whether the scripts give what is shown.

Lines are chosen by click and by key; a value is changed and changed back, which the server answers. The same click is
made on a page whose choice changes a single word. The scripts are those of random networks and recipes; each is run by
a Python of its own, in a folder with the bundled data, as somebody would who took it home.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import get_args

import numpy as np
from playwright.sync_api import Page

from benchmarks.browser import Mark, change, chromium, new_page, other_words, page_with_choice, painted_at
from benchmarks.report import Figure, Report, Sample, alternate
from benchmarks.server import APP, EMPTY_CHOICE, serve
from explainer import mnist
from explainer.lessons.outputs import summary_text
from explainer.lessons.script import bundled_script
from explainer.network import NetworkConfig
from explainer.network.layer_rows import layer_rows
from explainer.optimizers import ALL, optimizer
from explainer.training.recipes.recipe import Loss, Recipe
from explainer.training.worker.printed_lines import KerasLines
from tests.oracles.random_networks import random_network

SEED = 20_261
SCRIPTS = 20
PANEL = Mark(".article-panel", fresh=True, settled=False)
"""The notes name the line that they were painted for."""
ANSWERED = Mark(".article .script", answered=True, settled=False)
LINES = ("conv2d_1", "fit", "load_data", "compile", "conv2d_2", "summary", "reshape_train", "dense_1")
FIELD = "Change kernel_size"
SIZES = ("4", "2")
"""Places of the kernel sizes that are chosen in turn: 5×5 and 3×3."""

REPORT = "\nimport json\nprint(json.dumps([[layer.name, list(layer.output.shape)] for layer in model.layers]))\n"


def measure(repeats: int = 20) -> Report:
    """Chooses lines and changes a value on the page, and runs the scripts.

    Args:
        repeats: Changes of each kind.
    """
    with serve(APP) as dashboard, serve(EMPTY_CHOICE) as empty, chromium() as browser:
        clicked, keyed, changed = (new_page(browser) for _ in range(3))
        for page in (clicked, keyed, changed):
            page.goto(f"{dashboard.url}/article?lang=en&line=conv2d_1")
            painted_at(page, PANEL)
        sides = {
            "a line, by click": _clicks(clicked),
            "a line, by key": _keys(keyed),
            "a value, until the script follows": _values(changed),
            "another word": other_words(page_with_choice(browser, empty.url)),
        }
        for side in sides.values():  # the first answers load what later ones have
            for _ in LINES:
                next(side)
        values = alternate({name: partial(next, side) for name, side in sides.items()}, repeats)
    with tempfile.TemporaryDirectory() as folder:
        right = sum(not differences(*drawn, Path(folder)) for drawn in random_scripts(SCRIPTS))
    return report(right, *(Sample(name, measured) for name, measured in values.items()))


def report(right: int, click: Sample, key: Sample, value: Sample, word: Sample) -> Report:
    """What follows from the number of scripts that give what is shown, and the milliseconds of each change."""
    return Report(
        "lines",
        (click, key, value, word),
        (
            Figure("change of line, by click", click.median, at_most=150, unit="ms"),
            Figure("change of line, by key", key.median, at_most=150, unit="ms"),
            Figure("change of a value", value.median, unit="ms"),
            Figure("change of a value / empty page", value.median / word.median),
            Figure("scripts that run and give what is shown", right, at_least=SCRIPTS, unit="scripts"),
        ),
    )


def random_scripts(count: int) -> Iterator[tuple[NetworkConfig, Recipe]]:
    """Small networks and short recipes, the same ones each time."""
    generator = np.random.default_rng(SEED)
    for _ in range(count):
        kind = ALL[generator.integers(len(ALL))]
        rate = float(generator.choice((0.01, kind.model_fields["learning_rate"].default)))
        recipe = Recipe(
            name="own",
            epochs=int(generator.integers(1, 3)),
            batch_size=int(generator.choice((16, 32, 64))),
            optimizer=optimizer(kind.optimizer_name(), learning_rate=rate),
            loss=get_args(Loss)[generator.integers(2)],
            training_images=int(generator.integers(100, 300)),
        )
        yield random_network(generator, limits={"filters": 8, "units": 32}), recipe


def differences(config: NetworkConfig, recipe: Recipe, folder: Path) -> list[str]:
    """Runs a script as it is taken home, and compares it with what the page shows.

    Args:
        folder: An empty folder, or one that this was called with before.

    Returns:
        What is not as shown; empty if all is.
    """
    data = folder / "mnist.npz"
    if not data.exists():
        data.write_bytes(mnist.DEFAULT_PATH.read_bytes())
    finished = subprocess.run(
        [sys.executable, "-c", bundled_script(config, recipe, {}) + REPORT],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONIOENCODING": "utf-8", "COLUMNS": "80"},
        check=False,
    )
    if finished.returncode:
        return [finished.stderr]
    terminal = KerasLines()
    terminal.write(finished.stdout)
    *lines, layers = terminal.take()
    printed = "\n".join(lines)
    shapes = [[row.keras_name, [None, *row.output_shape]] for row in layer_rows(config)]
    # Of a single epoch, Keras prints no number.
    counted = f"Epoch {recipe.epochs}/{recipe.epochs}" if recipe.epochs > 1 else ""
    checks = {
        "summary": summary_text(config) in printed,
        "shapes": json.loads(layers) == shapes,
        "epochs": counted in printed,
        "updates": f"{recipe.batches}/{recipe.batches}" in finished.stdout,
        "evaluation": "313/313 " in printed,
    }
    return [name for name, holds in checks.items() if not holds]


def _clicks(page: Page) -> Iterator[float]:
    for line in cycle(LINES[1:] + LINES[:1]):
        target = page.locator(f"#line-{line} .row-number").first
        yield change(page, PANEL, target.click)


def _keys(page: Page) -> Iterator[float]:
    page.locator(".script").focus()
    for key in cycle(["ArrowDown"] * 6 + ["ArrowUp"] * 6):
        yield change(page, PANEL, partial(page.keyboard.press, key), "keydown")


def _values(page: Page) -> Iterator[float]:
    for size in cycle(SIZES):
        yield change(page, ANSWERED, partial(page.get_by_label(FIELD).select_option, size), "input")
