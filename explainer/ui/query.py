"""A visitor's choices as a link, and back: pure functions.

A choice is a field of `Session`, annotated with how a link writes it. Which page's links carry it, `PAGES` says.
"""

# Without postponed annotations: those of `Session` are values.
import re
from collections.abc import Callable, Container, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal, get_type_hints

from explainer.attribution.looking import Look
from explainer.embedding.viewing import View as MapView
from explainer.errors import ExplainerError
from explainer.evaluation.viewing import View
from explainer.filters.edits import FilterEdit
from explainer.laboratory.notation import read_convolution, read_pooling, write_convolution, write_pooling
from explainer.laboratory.settings import ConvolutionSetting, PoolingSetting, Shift, Update
from explainer.lessons.glossary import glossary
from explainer.lessons.tour import count
from explainer.mnist import IMAGE_SIZE
from explainer.network import Architecture, NetworkConfig
from explainer.network.notation import read_network, write_network
from explainer.survey import Browse
from explainer.text import DEFAULT_LANGUAGE, FALLBACK_LANGUAGE, LANGUAGES
from explainer.training.recipes.recipe import OWN, RECIPES, Recipe
from explainer.training.recipes.settings import read_settings, write_settings
from explainer.training.store.records import MAX_SEED
from explainer.ui.references import BUNDLED_MODEL, FIRST_TEST_IMAGE, Compared, ImageReference, ModelReference, Trail

LABS = ("convolution", "pooling", "shift", "optimizers")
"""The experiments of the lab, in order."""

SHARED = ("language", "model", "image", "tour", "present")
"""The choices that every page's link carries."""


@dataclass(frozen=True)
class _Choice:
    """How a link writes a field of `Session`.

    Attributes:
        read: What a link's value means; `None` if it makes no sense.
        parameter: What a link calls it, if not by the field's name.
    """

    read: Callable[[str], Any]
    write: Callable[[Any], str] = str
    parameter: str | None = None


def _one_of(values: Callable[[], Container[str]]) -> Callable[[str], str | None]:
    def read(value: str) -> str | None:
        # Without readable lessons no term is known; the page that needs them says so.
        with suppress(ExplainerError):
            return value if value in values() else None
        return None

    return read


def _matching(pattern: str) -> Callable[[str], str | None]:
    compiled = re.compile(pattern, re.ASCII)
    return lambda value: value if compiled.fullmatch(value) else None


def _whole(lowest: int, highest: Callable[[], int]) -> Callable[[str], int | None]:
    def read(value: str) -> int | None:
        if not (value.isascii() and value.isdecimal() and len(value) <= len(str(MAX_SEED))):
            return None
        with suppress(ExplainerError):
            return int(value) if lowest <= int(value) <= highest() else None
        return None

    return read


_index = _whole(0, lambda: IMAGE_SIZE**2 * 256 - 1)
"""Up to the places of the longest row of numbers: 28×28 places of 256 maps."""


_LINE = r"[a-z0-9_]{1,40}(\.[A-Za-z0-9_]{1,40}\.[A-Za-z0-9_\[\]]{1,40})?"
_PRESENT = _Choice({"1": True}.get, write=lambda _: "1")


@dataclass(frozen=True)
class Session:
    """A visitor's choices: small values only, never models or activations.

    Attributes:
        language: A key of `LANGUAGES`.
        model: The model in use.
        image: The image in use.
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
        tour: The stop of the tour, from 1; `None` off the tour.
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
    """

    language: Annotated[str, _Choice(_one_of(lambda: LANGUAGES), parameter="lang")] = DEFAULT_LANGUAGE
    model: Annotated[ModelReference, _Choice(ModelReference.parse)] = BUNDLED_MODEL
    image: Annotated[ImageReference, _Choice(ImageReference.parse)] = FIRST_TEST_IMAGE
    stage: Annotated[str | None, _Choice(_matching("[a-z0-9_]{1,40}"))] = None
    filter: Annotated[int | None, _Choice(_index)] = None
    channel: Annotated[int | None, _Choice(_index)] = None
    row: Annotated[int | None, _Choice(_index)] = None
    column: Annotated[int | None, _Choice(_index)] = None
    run: Annotated[str | None, _Choice(_matching("[0-9a-f]{24}"))] = None
    recipe: Annotated[str | None, _Choice(_one_of(lambda: (*RECIPES, OWN)))] = None
    network: Annotated[Architecture | None, _Choice(read_network, write=write_network)] = None
    training: Annotated[Recipe | None, _Choice(read_settings, write=write_settings)] = None
    seed: Annotated[int | None, _Choice(_whole(0, lambda: MAX_SEED))] = None
    trail: Annotated[Trail | None, _Choice(Trail.parse)] = None
    compare: Annotated[Compared | None, _Choice(Compared.parse)] = None
    tour: Annotated[int | None, _Choice(_whole(1, count))] = None
    present: Annotated[Literal[True] | None, _PRESENT] = None
    term: Annotated[str | None, _Choice(_one_of(lambda: glossary(FALLBACK_LANGUAGE)))] = None
    lab: Annotated[str | None, _Choice(_one_of(lambda: LABS))] = None
    convolution: Annotated[ConvolutionSetting | None, _Choice(read_convolution, write=write_convolution)] = None
    pooling: Annotated[PoolingSetting | None, _Choice(read_pooling, write=write_pooling)] = None
    shift: Annotated[Shift | None, _Choice(Shift.parse)] = None
    update: Annotated[Update | None, _Choice(Update.parse)] = None
    line: Annotated[str | None, _Choice(_matching(_LINE))] = None
    browse: Annotated[Browse | None, _Choice(Browse.parse)] = None
    evaluation: Annotated[View | None, _Choice(View.parse)] = None
    against: Annotated[ModelReference | None, _Choice(ModelReference.parse)] = None
    view: Annotated[MapView | None, _Choice(MapView.parse, parameter="map")] = None
    edit: Annotated[FilterEdit | None, _Choice(FilterEdit.parse)] = None
    look: Annotated[Look | None, _Choice(Look.parse)] = None
    question: Annotated[int | None, _Choice(_index)] = None

    @property
    def own_recipe(self) -> Recipe | None:
        """That of one's own settings; `None` if another one is chosen, or if they ask for too much."""
        training = self.training if self.recipe == OWN else None
        return training if training is None or training.excess is None else None


_CHOICES: Mapping[str, _Choice] = {
    name: annotated.__metadata__[0] for name, annotated in get_type_hints(Session, include_extras=True).items()
}
_PARAMETERS = {name: choice.parameter or name for name, choice in _CHOICES.items()}


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
        parsed = _CHOICES[name].read(value)
        if parsed is None:
            problems.append(parameter)
        else:
            changes[name] = parsed
    return replace(remembered, **changes), tuple(problems)


def carried(parameters: Iterable[str]) -> set[str]:
    """The choices that a link carries."""
    present = set(parameters)
    return {name for name, parameter in _PARAMETERS.items() if parameter in present}


def render(session: Session, names: tuple[str, ...] = SHARED) -> dict[str, str]:
    """Writes choices as query parameters.

    Returns:
        The parameters; choices that were not made are left out.
    """
    chosen = {name: getattr(session, name) for name in _CHOICES if name in names}
    return {_PARAMETERS[name]: _CHOICES[name].write(value) for name, value in chosen.items() if value is not None}


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
