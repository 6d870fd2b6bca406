"""A visitor's choices as a link, and back: pure functions.

A choice is a field of `Session`, annotated with how a link writes it. Which page's links carry it, `PAGES` says.
"""

# Without postponed annotations: those of `Session` are values.
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal, get_type_hints

from explainer.attribution.view import AttributionView
from explainer.embedding.view import EmbeddingView
from explainer.errors import ExplainerError
from explainer.evaluation.view import EvaluationView
from explainer.filters.edits import FilterEdit
from explainer.laboratory.settings import ConvolutionSetting, PoolingSetting, Shift, Update
from explainer.learning.view import VIEWS, BatchChoice, PlayedSteps, WeightPlace
from explainer.lessons.glossary import glossary
from explainer.lessons.tour import TourStop
from explainer.link_words import Value, number, one_of, value_of
from explainer.mnist import IMAGE_SIZE
from explainer.network import Architecture, NetworkConfig
from explainer.network.notation import read_network, write_network
from explainer.survey import Browse
from explainer.text import DEFAULT_LANGUAGE, FALLBACK_LANGUAGE, LANGUAGES
from explainer.training.recipes.recipe import OWN, RECIPES, Recipe
from explainer.training.recipes.settings import read_settings, write_settings
from explainer.training.store.records import MAX_SEED
from explainer.ui.references import (
    BUNDLED_MODEL,
    FIRST_TEST_IMAGE,
    RUN_ID,
    Compared,
    ImageReference,
    LedgerPath,
    ModelReference,
)

LABS = ("convolution", "pooling", "shift", "optimizers")
"""The experiments of the lab, in order."""

SHARED = ("language", "model", "image", "tour", "present", "classroom")
"""The choices that every page's link carries."""


@dataclass(frozen=True)
class _Parameter:
    """What a link calls a choice, where that is not the field's name."""

    name: str


def _term(text: str) -> str:
    try:
        if text in glossary(FALLBACK_LANGUAGE):
            return text
    except ExplainerError as error:
        # Without readable lessons no term is known; the page that needs them says so.
        raise ValueError(str(error)) from error
    raise ValueError(f"Expected a term of the glossary; received {text!r}.")


def _read(read: Callable[[str], Any]) -> Callable[[str], Any]:
    def value(text: str) -> Any:
        found = read(text)
        if found is None:
            raise ValueError(f"Expected a word that {read.__name__} reads; received {text!r}.")
        return found

    return value


def _language(code: str) -> str:
    if code not in LANGUAGES:
        raise ValueError(f"Expected one of {list(LANGUAGES)}; received {code!r}.")
    return code


_INDEX = number("[0-9]{1,10}", range(IMAGE_SIZE**2 * 256))
"""Up to the places of the longest row of numbers: 28×28 places of 256 maps."""


@dataclass(frozen=True)
class Session:
    """A visitor's choices: small values only, never models or activations.

    Attributes:
        language: A key of `LANGUAGES`.
        stage: Name of the walkthrough's stage; `None` for the first.
        filter: The chosen feature map, unit or class, from 0; `None` for the stage's own choice. Likewise `channel`
            (an input map), `row` and `column` (an output cell).
        run: Id of the training run whose result is shown; `None` for none.
        recipe: Name of the recipe to train by, `"own"` for `training`; `None` for the page's own choice.
        network: The network to train, as the Build page has it; `None` for that of the model in use.
        training: One's own training settings; they count if `recipe` is `"own"`.
        seed: Start of every random number of the training; `None` for another each time.
        trail: Which way a score is followed back; `None` where it is not.
        compare: Which models are compared; `None` for the page's own choice.
        tour: The stop of the tour or lesson that the visitor is on; `None` if they are on none.
        present: Whether the page is shown to a class, large and without the sidebar; `None` if not.
        term: The term that the glossary explains; `None` for none.
        lab: Which of `LABS` is open; `None` for the first.
        convolution: The convolution in the lab; `None` for its start. Likewise `pooling`.
        browse: Which images of the data set are looked at; `None` for those around the image in use.
        shift: By how much the digit in the lab is moved; `None` for the start.
        update: Which update of the lab's optimizers is looked at; `None` for the start.
        line: The chosen line of the article's script, and after a full stop its argument; `None` for the first.
        evaluation: What is looked at of the evaluation; `None` for the start.
        against: The model whose answers stand beside those of the model in use; `None` for the page's own choice.
        view: Which map of the images is looked at; `None` for the start.
        edit: What is changed by hand in the filter that is shown up close; `None` for nothing.
        look: What is looked at of where the model looked; `None` for the start.
        question: Which question of the stage is asked before it is shown, from 0; `None` for none.
        learning: What is looked at of a step of training; `None` for the whole of it.
        batch: Which images the step is taken with; `None` for the start.
        start: With which weights the step begins: all 0, or, with `None`, those of the model in use.
        played: Which steps the model has taken since its epoch; `None` for none.
        weight: Which weight of the stage is looked at; `None` for the one with the largest gradient.
        classroom: Code of the class that the visitor takes part in; `None` for none.
        teacher: The secret that makes them its teacher; it does not stay in the link.
    """

    language: Annotated[str, Value("[A-Za-z-]{2,12}", _language), _Parameter("lang")] = DEFAULT_LANGUAGE
    model: ModelReference = BUNDLED_MODEL
    image: ImageReference = FIRST_TEST_IMAGE
    stage: Annotated[str | None, Value("[a-z0-9_]{1,40}")] = None
    filter: Annotated[int | None, _INDEX] = None
    channel: Annotated[int | None, _INDEX] = None
    row: Annotated[int | None, _INDEX] = None
    column: Annotated[int | None, _INDEX] = None
    run: Annotated[str | None, RUN_ID] = None
    recipe: Annotated[str | None, one_of((*RECIPES, OWN))] = None
    network: Annotated[Architecture | None, Value(".*", _read(read_network), write_network)] = None
    training: Annotated[Recipe | None, Value(".*", _read(read_settings), write_settings)] = None
    seed: Annotated[int | None, number("[0-9]{1,10}", range(MAX_SEED + 1))] = None
    trail: LedgerPath | None = None
    compare: Compared | None = None
    tour: TourStop | None = None
    present: Annotated[Literal[True] | None, one_of({"1": True})] = None
    term: Annotated[str | None, Value("[a-z0-9_]{1,80}", _term)] = None
    lab: Annotated[str | None, one_of(LABS)] = None
    convolution: ConvolutionSetting | None = None
    pooling: PoolingSetting | None = None
    shift: Shift | None = None
    update: Update | None = None
    line: Annotated[str | None, Value(r"[a-z0-9_]{1,40}(?:\.[A-Za-z0-9_]{1,40}\.[A-Za-z0-9_\[\]]{1,40})?")] = None
    browse: Browse | None = None
    evaluation: Annotated[EvaluationView | None, Value(".+", EvaluationView.read)] = None
    against: ModelReference | None = None
    view: Annotated[EmbeddingView | None, _Parameter("map")] = None
    edit: FilterEdit | None = None
    look: AttributionView | None = None
    question: Annotated[int | None, _INDEX] = None
    learning: Annotated[str | None, one_of(VIEWS), _Parameter("view")] = None
    batch: BatchChoice | None = None
    start: Annotated[Literal["zero"] | None, one_of({"zero": "zero"})] = None
    played: PlayedSteps | None = None
    weight: WeightPlace | None = None
    classroom: Annotated[str | None, Value("[0-9]{6}"), _Parameter("class")] = None
    teacher: Annotated[str | None, Value("[A-Za-z0-9_-]{32}")] = None

    @property
    def own_recipe(self) -> Recipe | None:
        """That of one's own settings; `None` if another one is chosen, or if they ask for too much."""
        training = self.training if self.recipe == OWN else None
        return training if training is None or training.excess is None else None


_HINTS = get_type_hints(Session, include_extras=True)
_VALUES = {name: value_of(hint) for name, hint in _HINTS.items()}
_PARAMETERS = {
    name: next((one.name for one in getattr(hint, "__metadata__", ()) if isinstance(one, _Parameter)), name)
    for name, hint in _HINTS.items()
}


def parse(parameters: Mapping[str, str], remembered: Session) -> tuple[Session, tuple[str, ...]]:
    """Reads choices from a link.

    Args:
        parameters: The query string; unknown names are ignored.
        remembered: What holds for everything the link does not say.

    Returns:
        The choices, and the names of the parameters whose values made no sense and were ignored.
    """
    changes: dict[str, Any] = {}
    problems: list[str] = []
    for name, parameter in _PARAMETERS.items():
        value = parameters.get(parameter)
        if value is None:
            continue
        try:
            changes[name] = _VALUES[name].parse(value)
        except ValueError:
            problems.append(parameter)
    return replace(remembered, **changes), tuple(problems)


def carried(parameters: Iterable[str]) -> set[str]:
    """The choices that a link carries."""
    present = set(parameters)
    return {name for name, parameter in _PARAMETERS.items() if parameter in present}


def render(session: Session, names: tuple[str, ...] = SHARED) -> dict[str, str]:
    """Writes choices as query parameters. Returns the parameters; choices that were not made are left out."""
    written = {name: _VALUES[name].written(getattr(session, name)) for name in _HINTS if name in names}
    return {_PARAMETERS[name]: word for name, word in written.items() if word is not None}


def experiment(config: NetworkConfig, recipe: Recipe, seed: int | None = None) -> dict[str, Any]:
    """The choices that lay a training out on the Train page, where it is to be looked at and started.

    A button passes them to `session.change` and goes to `pages/train.py`. (A link alone could not take a seed back
    that was chosen before: `render` leaves out what was not chosen.)

    Args:
        recipe: How to train it. One that is not as the built-in one of its name is laid out as one's own.
        seed: Start of every random number; `None` for another each time.

    Returns:
        Fields of `Session` by name.
    """
    settings = recipe.own
    known = RECIPES.get(recipe.name)
    is_own = known is None or known.own != settings
    return {
        "run": None,
        "network": config,
        "recipe": OWN if is_own else recipe.name,
        "training": settings if is_own else None,
        "seed": seed,
    }
