"""A visitor's choices as a link, and back: pure functions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import Any, Literal, Self

from explainer.errors import ExplainerError
from explainer.laboratory.notation import read_convolution, read_pooling, write_convolution, write_pooling
from explainer.laboratory.settings import ConvolutionSetting, PoolingSetting, Shift, Update
from explainer.lessons.glossary import glossary
from explainer.lessons.tour import count
from explainer.network import Architecture, NetworkConfig
from explainer.network.notation import read_network, write_network
from explainer.survey import Browse
from explainer.text import DEFAULT_LANGUAGE, FALLBACK_LANGUAGE, LANGUAGES
from explainer.training.recipes.recipe import OWN, RECIPES, Recipe
from explainer.training.recipes.settings import TrainingSettings, read_settings, write_settings
from explainer.training.store.records import MAX_SEED

BUNDLED = "bundled"
LATEST = "latest"
STRONGEST = "strongest"
PRESENT = "1"

_MODEL = re.compile(r"(bundled|[0-9a-f]{24})(?:@([0-9]{1,3}))?")
_IMAGE = re.compile(r"(?:(test|train)-([0-9]{1,5})|(drawing)-([0-9a-f]{12}|latest))")
_STAGE = re.compile(r"[a-z0-9_]{1,40}")
_INDEX = re.compile(r"[0-9]{1,5}|1[0-9]{5}|200[0-9]{3}")
"""Up to the places of the longest row of numbers: 28×28 places of 256 maps."""
_LINE = re.compile(r"[a-z0-9_]{1,40}(\.[A-Za-z0-9_]{1,40}\.[A-Za-z0-9_\[\]]{1,40})?", re.ASCII)
_SEED = re.compile(r"[0-9]{1,10}", re.ASCII)
_RUN = re.compile(r"[0-9a-f]{24}")
_TRAIL = re.compile(r"([0-9])-([0-9])((?:\.[0-9]{1,6}){0,32})")


@dataclass(frozen=True)
class ModelReference:
    """Which weights are in use.

    Attributes:
        run: A run's id, or `"bundled"`.
        epoch: The epoch, 0 before training; `None` for the last.
    """

    run: str = BUNDLED
    epoch: int | None = None

    @classmethod
    def parse(cls, value: str) -> Self | None:
        """Reads `bundled`, a run's id, or either with `@EPOCH`."""
        match = _MODEL.fullmatch(value)
        if match is None:
            return None
        return cls(match[1], None if match[2] is None else int(match[2]))

    def __str__(self) -> str:
        return self.run if self.epoch is None else f"{self.run}@{self.epoch}"


@dataclass(frozen=True)
class ImageReference:
    """Which image is in use.

    Attributes:
        source: `"test"`, `"train"` or `"drawing"`.
        key: The image's index, from 0, or the drawing's id; `LATEST` for what the visitor has drawn last.
    """

    source: Literal["test", "train", "drawing"] = "test"
    key: int | str = 0

    @classmethod
    def parse(cls, value: str) -> Self | None:
        """Reads `test-18`, `train-5`, `drawing-latest` or `drawing-` and twelve hexadecimal digits."""
        match = _IMAGE.fullmatch(value)
        if match is None:
            return None
        if match[3]:
            return cls("drawing", match[4])
        index = int(match[2])
        if match[1] == "test":
            return cls("test", index) if index < 10_000 else None
        return cls("train", index) if index < 60_000 else None

    def __str__(self) -> str:
        return f"{self.source}-{self.key}"


@dataclass(frozen=True)
class Trail:
    """Which way a score is followed back to the pixels.

    Attributes:
        classes: The two classes that are compared; `None` for the prediction and the runner-up.
        choices: Which part is followed at each step, in order; where they end, the strongest.
    """

    classes: tuple[int, int] | None = None
    choices: tuple[int, ...] = ()

    @classmethod
    def parse(cls, value: str) -> Self | None:
        """Reads `strongest`, or two classes and the parts, such as `7-9.13.65`."""
        if value == STRONGEST:
            return cls()
        match = _TRAIL.fullmatch(value)
        if match is None or match[1] == match[2] or not value.isascii():
            return None
        return cls((int(match[1]), int(match[2])), tuple(int(part) for part in match[3].split(".")[1:]))

    def __str__(self) -> str:
        if self.classes is None:
            return STRONGEST
        return ".".join(map(str, (f"{self.classes[0]}-{self.classes[1]}", *self.choices)))


LABS = ("convolution", "pooling", "shift", "optimizers")
"""The experiments of the lab, in order."""

MOST_COMPARED = 5


@dataclass(frozen=True)
class Compared:
    """Which models are compared.

    Attributes:
        models: Up to five, each once; the first is called A.
    """

    models: tuple[ModelReference, ...] = ()

    @classmethod
    def parse(cls, value: str) -> Self | None:
        """Reads one to five models, as in `bundled,0123456789abcdef01234567@3`."""
        models = [ModelReference.parse(part) for part in value.split(",")]
        known = tuple(model for model in models if model is not None)
        if len(known) != len(models) or len(set(known)) != len(models) or len(models) > MOST_COMPARED:
            return None
        return cls(known)

    def __str__(self) -> str:
        return ",".join(map(str, self.models))


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
        question: Which question of the stage is asked before it is shown, from 0; `None` for none.
    """

    language: str = DEFAULT_LANGUAGE
    model: ModelReference = ModelReference()
    image: ImageReference = ImageReference()
    stage: str | None = None
    filter: int | None = None
    channel: int | None = None
    row: int | None = None
    column: int | None = None
    run: str | None = None
    recipe: str | None = None
    network: Architecture | None = None
    training: TrainingSettings | None = None
    seed: int | None = None
    trail: Trail | None = None
    compare: Compared | None = None
    tour: int | None = None
    present: Literal[True] | None = None
    term: str | None = None
    lab: str | None = None
    convolution: ConvolutionSetting | None = None
    pooling: PoolingSetting | None = None
    shift: Shift | None = None
    update: Update | None = None
    line: str | None = None
    browse: Browse | None = None
    question: int | None = None


SHARED = ("language", "model", "image", "tour", "present")
"""The choices that every page's link carries."""

LINKED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "walkthrough": ("stage", "filter", "channel", "row", "column", "trail", "question"),
        "article": ("line", "network", "recipe", "training"),
        "build": ("network",),
        "train": ("run", "recipe", "network", "training", "seed"),
        "time_machine": ("filter",),
        "runs": ("run",),
        "compare": ("compare",),
        "glossary": ("term",),
        "data": ("browse",),
        "lab": ("lab", "convolution", "pooling", "shift", "update"),
    }
)
"""What a page's link carries besides."""


def _language(value: str) -> str | None:
    return value if value in LANGUAGES else None


def _stage(value: str) -> str | None:
    return value if _STAGE.fullmatch(value) else None


def _line(value: str) -> str | None:
    return value if _LINE.fullmatch(value) else None


def _run(value: str) -> str | None:
    return value if _RUN.fullmatch(value) else None


def _recipe(value: str) -> str | None:
    return value if value in RECIPES or value == OWN else None


def _seed(value: str) -> int | None:
    return int(value) if _SEED.fullmatch(value) and int(value) <= MAX_SEED else None


def _present(value: str) -> Literal[True] | None:
    return True if value == PRESENT else None


def _stop(value: str) -> int | None:
    # Without readable lessons no stop and no term is known; the page that needs them says so.
    with suppress(ExplainerError):
        return int(value) if _INDEX.fullmatch(value) and 1 <= int(value) <= count() else None
    return None


def _term(value: str) -> str | None:
    with suppress(ExplainerError):
        return value if value in glossary(FALLBACK_LANGUAGE) else None
    return None


def _lab(value: str) -> str | None:
    return value if value in LABS else None


def _index(value: str) -> int | None:
    return int(value) if _INDEX.fullmatch(value) else None


_READERS: Mapping[str, Callable[[str], Any]] = {
    "language": _language,
    "model": ModelReference.parse,
    "image": ImageReference.parse,
    "stage": _stage,
    "filter": _index,
    "channel": _index,
    "row": _index,
    "column": _index,
    "run": _run,
    "recipe": _recipe,
    "network": read_network,
    "training": read_settings,
    "seed": _seed,
    "trail": Trail.parse,
    "compare": Compared.parse,
    "tour": _stop,
    "present": _present,
    "term": _term,
    "lab": _lab,
    "convolution": read_convolution,
    "pooling": read_pooling,
    "shift": Shift.parse,
    "update": Update.parse,
    "line": _line,
    "browse": Browse.parse,
    "question": _index,
}
_WRITERS: Mapping[str, Callable[[Any], str]] = {
    "network": write_network,
    "training": write_settings,
    "convolution": write_convolution,
    "pooling": write_pooling,
    "present": lambda _: PRESENT,
}
"""How choices are written whose `str` is not what a link carries."""

_PARAMETERS = {name: "lang" if name == "language" else name for name in _READERS}


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
    for name, reader in _READERS.items():
        value = parameters.get(_PARAMETERS[name])
        if value is None:
            continue
        parsed = reader(value)
        if parsed is None:
            problems.append(_PARAMETERS[name])
        else:
            changes[name] = parsed
    return replace(remembered, **changes), tuple(problems)


def carried(parameters: Iterable[str]) -> set[str]:
    """The choices that a link carries.

    Args:
        parameters: Names of its query parameters.
    """
    present = set(parameters)
    return {name for name, parameter in _PARAMETERS.items() if parameter in present}


def render(session: Session, names: tuple[str, ...] = SHARED) -> dict[str, str]:
    """Writes choices as query parameters.

    Args:
        session: The choices.
        names: Which of them.

    Returns:
        The parameters; choices that were not made are left out.
    """
    chosen = {field.name: getattr(session, field.name) for field in fields(session) if field.name in names}
    return {_PARAMETERS[name]: _WRITERS.get(name, str)(value) for name, value in chosen.items() if value is not None}


def experiment(config: NetworkConfig, recipe: Recipe, seed: int | None = None) -> dict[str, Any]:
    """The choices that lay a training out on the Train page, where it is to be looked at and started.

    A button passes them to `session.change` and goes to `pages/train.py`. (A link alone could not take a seed back
    that was chosen before: `render` leaves out what was not chosen.)

    Args:
        config: The network.
        recipe: How to train it. One that is not as the built-in one of its name is laid out as one's own.
        seed: Start of every random number; `None` for another each time.

    Returns:
        Fields of `Session` by name.
    """
    settings = TrainingSettings.of(recipe)
    known = RECIPES.get(recipe.name)
    is_own = known is None or TrainingSettings.of(known) != settings
    return {
        "run": None,
        "network": config,
        "recipe": OWN if is_own else recipe.name,
        "training": settings if is_own else None,
        "seed": seed,
    }
