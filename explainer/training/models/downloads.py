"""What can be taken home of a run: each file is read only when somebody asks for it."""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from explainer.training.models.configuration import configuration_json
from explainer.training.models.weights import without_optimizer
from explainer.training.recipes.script import training_script
from explainer.training.store.paths import OWN_DIGITS
from explainer.training.store.records import Request
from explainer.training.store.run import Run

Words = Callable[[], Mapping[str, str]]

NOTEBOOK_PARTS = ("introduction", "data", "network", "training", "result")


@dataclass(frozen=True)
class Download:
    """A file to take home.

    Attributes:
        kind: `"model"`, `"weights"`, `"history"`, `"own_digits"`, `"configuration"` or `"notebook"`.
        file_name: What the browser is to call it.
    """

    kind: str
    file_name: str
    mime: str
    read: Callable[[], bytes]


def downloads(run: Run, request: Request, words: Words, *, is_own: bool) -> list[Download]:
    """What there is to take home of a run; nothing that is missing, and nothing is read yet.

    Args:
        words: Gives the notebook's sentences; see `notebook`.
        is_own: Whether it is for whoever asked for the run: nobody else gets what they have drawn.
    """
    short = f"cnn-{run.id[:6]}"
    found = []
    if run.model_path.is_file():
        found.append(Download("model", f"{short}.keras", "application/zip", run.model_path.read_bytes))
    weights = _newest_weights(run)
    if weights is not None:
        name = f"{short}-{weights.name}"
        lean = functools.partial(without_optimizer, weights, request.config)
        found.append(Download("weights", name, "application/x-hdf5", lean))
    if run.history_path.is_file():
        found.append(Download("history", f"{short}-history.csv", "text/csv", run.history_path.read_bytes))
    if is_own and run.own_digits_path.is_file():
        # Under the name by which the notebook looks for it.
        found.append(Download("own_digits", OWN_DIGITS, "application/octet-stream", run.own_digits_path.read_bytes))
    found.append(
        Download(
            "configuration", f"{short}.json", "application/json", lambda: configuration_json(request).encode("utf-8")
        )
    )
    if request.recipe.is_known:
        name, mime = f"{short}.ipynb", "application/x-ipynb+json"
        found.append(Download("notebook", name, mime, lambda: notebook(request, words()).encode("utf-8")))
    return found


def notebook(request: Request, words: Mapping[str, str]) -> str:
    """A notebook that does a run again: the data, the network, the training with the same seed, the result.

    Args:
        words: The sentences over the cells as Markdown, for each of `NOTEBOOK_PARTS`.

    Returns:
        The notebook as JSON.
    """
    script = training_script(request.config, request.recipe, request.seed)
    code = {
        "introduction": [script.imports],
        "data": [script.seed, script.data],
        "network": [script.network],
        "training": [script.training],
        "result": [script.result],
    }
    cells = []
    for part in NOTEBOOK_PARTS:
        cells.append(new_markdown_cell(words[part], id=f"{part}-words"))
        cells += [new_code_cell(source, id=f"{part}-{number}") for number, source in enumerate(code[part], start=1)]
    made = new_notebook(
        cells=cells,
        metadata={
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
    )
    return str(nbformat.writes(made)) + "\n"


def _newest_weights(run: Run) -> Path | None:
    epochs = run.checkpoints()
    return run.checkpoint_path(epochs[-1]) if epochs else None
