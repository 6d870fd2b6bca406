"""The article's script for a network and a recipe, line by line.

Code that it shares with the downloaded scripts is in `explainer.network.source` and `explainer.training.recipes`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from explainer.mnist import CHANNEL_SOURCE, LOADING_SOURCE, SCALE_SOURCE
from explainer.network import INPUT_SOURCE, Architecture
from explainer.network.source import added, wrapped
from explainer.network.worked import LayerRow, worked
from explainer.training.recipes.recipe import Recipe
from explainer.training.recipes.script import NUMPY, compile_source, fit_source, label_lines, own_lines, recipe_imports

WIDTH = 60
"""Maximum characters per line, for the space beside the notes."""

SECTIONS = ("imports", "data", "network", "training")
BUNDLED_LOADING = """\
with np.load('mnist.npz') as data:
    x_train, y_train = data['x_train'], data['y_train']
    x_test, y_test = data['x_test'], data['y_test']"""
"""Replacement for `load_data()` in the downloaded script, which reads the same images from a local file."""


@dataclass(frozen=True)
class Line:
    """A statement of the script.

    Attributes:
        id: Its id in links; for a layer, the layer's name.
        lessons: Ids of its notes in `assets/lessons/article.<language>.toml`, the most specific first; they need not
            exist.
        section: One of `SECTIONS`.
        source: The statement, on several rows if it is long.
        layer: Name of the layer that it adds, or `None`.
    """

    id: str
    lessons: tuple[str, ...]
    section: str
    source: str
    layer: str | None = None


def article_lines(network: Architecture, recipe: Recipe) -> tuple[Line, ...]:
    """The script, statement by statement."""
    return (*_imports(network, recipe), *_data(recipe), *_network(network), *_training(recipe))


def article_script(network: Architecture, recipe: Recipe, headings: dict[str, str]) -> str:
    """The complete script, which downloads the data set with Keras.

    Args:
        headings: A comment above each section, by `SECTIONS`; optional.
    """
    paragraphs = []
    lines = article_lines(network, recipe)
    for section in SECTIONS:
        comment = [f"# {headings[section]}"] if section in headings else []
        paragraphs.append("\n".join([*comment, *(line.source for line in lines if line.section == section)]))
    return "\n\n".join(paragraphs) + "\n"


def bundled_script(network: Architecture, recipe: Recipe, headings: dict[str, str]) -> str:
    """The complete script, which reads a local file `mnist.npz` and needs no internet access.

    Args:
        headings: As in `article_script`.
    """
    script = article_script(network, recipe, headings)
    script = script.replace(f"{NUMPY}\n", "").replace("from keras.datasets import mnist", NUMPY)
    return script.replace(LOADING_SOURCE, BUNDLED_LOADING)


def _imports(network: Architecture, recipe: Recipe) -> Iterator[Line]:
    layers = dict.fromkeys(["Input", *(row.settings.keras_name for row in worked(network))])
    sources = {
        "import_numpy": NUMPY if recipe.own_digits else "",
        "import_mnist": "from keras.datasets import mnist",
        "import_to_categorical": "from keras.utils import to_categorical" if label_lines(recipe) else "",
        "import_sequential": "from keras.models import Sequential",
        "import_layers": wrapped(f"from keras.layers import ({', '.join(layers)})", WIDTH),
    }
    names = ("import_optimizer", "import_schedule")
    sources |= dict(zip(names, recipe_imports(recipe), strict=False))
    return (Line(name, (name,), "imports", source) for name, source in sources.items() if source)


def _data(recipe: Recipe) -> Iterator[Line]:
    yield Line("load_data", ("load_data",), "data", LOADING_SOURCE)
    ids = ("reshape_train", "reshape_test", "scale_train", "scale_test")
    for name, source in zip(ids, (*CHANNEL_SOURCE, *SCALE_SOURCE), strict=True):
        yield Line(name, (name.partition("_")[0],), "data", source)
    for name, source in zip(("labels_train", "labels_test"), label_lines(recipe), strict=False):
        yield Line(name, ("labels",), "data", source)
    for name, source in own_lines(recipe).items():
        lesson = name if name == "load_own" else name.partition("_")[0]
        yield Line(name, (lesson,), "data", source)


def _network(network: Architecture) -> Iterator[Line]:
    yield Line("sequential", ("sequential",), "network", "model = Sequential()")
    yield Line("input", ("input",), "network", added(INPUT_SOURCE))
    rows = worked(network)
    for row in rows:
        source = wrapped(added(row.settings.source), WIDTH)
        yield Line(row.layer.name, _lessons(row, is_last=row is rows[-1]), "network", source, row.layer.name)


def _lessons(row: LayerRow, *, is_last: bool) -> tuple[str, ...]:
    """The ids of a layer's notes: specific ones whose condition holds, then the general one."""
    kind, window = row.settings.kind, row.settings.window
    *before, channels = row.layer.input_shape
    *after, _ = row.layer.output_shape
    is_next = row.layer.number > 1
    is_single = window.size == 1 if window is not None else before == [1, 1]
    special = {
        "last": is_last,
        "single_one": is_single and channels == 1,
        "single": is_single,
        "kept": before == after,
        "next_one": is_next and channels == 1,
        "next": is_next,
    }
    return (*(f"{kind}_{name}" for name, holds in special.items() if holds), kind)


def _training(recipe: Recipe) -> Iterator[Line]:
    yield Line("compile", ("compile",), "training", wrapped(compile_source(recipe), WIDTH))
    yield Line("summary", ("summary",), "training", "model.summary()")
    yield Line("fit", ("fit",), "training", wrapped(fit_source(recipe), WIDTH))
    yield Line("evaluate", ("evaluate",), "training", "model.evaluate(x_test, y_test)")
