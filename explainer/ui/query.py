"""Conversion of a visitor's choices to query parameters and back, as pure functions.

A choice is a field of `Session`; its annotation says how a link writes it. `PAGES` says which pages' links contain it.
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
"""The choices that the links of all pages contain."""


@dataclass(frozen=True)
class _Parameter:
    """A query parameter's name, if it is not the field's name."""

    name: str


def _term(text: str) -> str:
    try:
        if text in glossary(FALLBACK_LANGUAGE):
            return text
    except ExplainerError as error:
        # Without a readable glossary no term is known. The pages that need it report the error.
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
"""An index into any stage's numbers: at most 28×28 cells of 256 maps."""


@dataclass(frozen=True)
class Session:
    """A visitor's choices: small values only, never models or activations.

    Attributes:
        language: A key of `LANGUAGES`.
        stage: Name of the walkthrough's stage; `None` for the first.
        filter: The chosen feature map, unit or class, from 0; `None` for the stage's default. The same applies to
            `channel` (an input map), `row` and `column` (an output cell).
        run: Id of the training run that is shown; `None` for none.
        recipe: Name of the recipe to train with, `"own"` for `training`; `None` for the page's default.
        network: The network to train, edited on the Build page; `None` for that of the model in use.
        training: The visitor's own training settings; used if `recipe` is `"own"`.
        seed: The seed of the training run; `None` for a random one each time.
        trail: The path by which a score is traced back to pixels; `None` for no path.
        compare: The models to compare; `None` for the page's default.
        tour: The current stop of a tour or lesson; `None` for none.
        present: `True` in present mode (large, without the sidebar), else `None`.
        term: The term that the glossary explains; `None` for none.
        lab: Which of `LABS` is open; `None` for the first.
        convolution: The settings of the lab's convolution; `None` for the defaults. The same applies to `pooling`,
            `shift` and `update` (the lab's optimizers).
        browse: The images on the Data page; `None` for those around the image in use.
        line: The chosen line of the article's script, and after a full stop its argument; `None` for the first.
        evaluation: The view of the Evaluate page; `None` for the default.
        against: The model that is compared on the Evaluate page; `None` for the page's default.
        view: The view of the map of images; `None` for the default.
        edit: The changes by hand to the filter on the Filters page; `None` for none.
        look: The view of the Attribution page; `None` for the default.
        question: Number of the stage's question that is asked before its picture is shown, from 0; `None` for none.
        learning: The view of the learning step; `None` for the whole step.
        batch: The images of the learning step's batch; `None` for the default.
        start: The weights before the learning step: `"zero"` for all 0, `None` for those of the model in use.
        played: The steps that the model has taken since its epoch; `None` for none.
        weight: The chosen weight of the stage; `None` for the one with the largest gradient.
        classroom: Code of the class that the visitor has joined; `None` for none.
        teacher: The secret that identifies the class's teacher; it is removed from the link at once.
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
        """The visitor's own settings; `None` if a built-in recipe is chosen, or if they exceed the limits."""
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
        remembered: The choices for all parameters that the link does not contain.

    Returns:
        The choices, and the names of the invalid parameters, which are ignored.
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
    """The names of the choices that a link contains."""
    present = set(parameters)
    return {name for name, parameter in _PARAMETERS.items() if parameter in present}


def render(session: Session, names: tuple[str, ...] = SHARED) -> dict[str, str]:
    """Writes choices as query parameters. Choices that are `None` are left out."""
    written = {name: _VALUES[name].written(getattr(session, name)) for name in _HINTS if name in names}
    return {_PARAMETERS[name]: word for name, word in written.items() if word is not None}


def experiment(config: NetworkConfig, recipe: Recipe, seed: int | None = None) -> dict[str, Any]:
    """The choices with which the Train page offers to train a network.

    A button passes them to `session.change` and goes to `pages/train.py`. (A link alone could not reset a seed that was
    chosen before, because `render` leaves out choices that are `None`.)

    Args:
        recipe: The training settings. If they differ from the built-in recipe of that name, they become own settings.
        seed: The seed; `None` for a random one each time.

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
