"""The step of training on the page: its batch and gradients, the watched image, and the selected weight."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from explainer import mnist
from explainer.learning.backpropagation import Step, batch_of
from explainer.learning.batches import drawn, most_images
from explainer.learning.update import OptimizerState, fresh_state, zeroed
from explainer.learning.view import BatchChoice, WeightPlace
from explainer.mnist import Images, scale, unscale
from explainer.network import NetworkConfig, Stage
from explainer.text import Text
from explainer.training.recipes.recipe import Recipe
from explainer.ui import caches, many_images, session
from explainer.ui.frame import Frame
from explainer.ui.model_keys import Learned
from explainer.ui.models import configuration_of
from explainer.ui.numbers import probability
from explainer.ui.stage_words import stage_label

TEXT = "page.learning_step"
MOST_PLAYED_MULTIPLY_ADDS = 50_000_000
"""Per image: many steps of larger networks would delay other visitors by minutes."""


@dataclass(frozen=True, eq=False)
class StepInUse:
    """One step of training with the visitor's choices.

    Attributes:
        model: The network and the weights before the step: those in use, after some more steps, or zeros.
        state: The optimizer's state before the step.
        key: A CRC-32 of the batch's pixels and labels.
        images: `(images, 28, 28)`, 0 to 255.
        asked: The requested number of images; the batch has fewer if they are too many to compute.
        lacks_mistake: Whether a misclassified image was requested and none was found.
    """

    frame: Frame
    model: Learned
    state: OptimizerState
    choice: BatchChoice
    recipe: Recipe
    step: Step
    key: int
    images: Images
    asked: int
    lacks_mistake: bool

    @property
    def text(self) -> Text:
        """The catalogue."""
        return self.frame.text

    @property
    def config(self) -> NetworkConfig:
        """The network."""
        return self.step.config

    @property
    def is_zeroed(self) -> bool:
        """Whether all trainable weights are 0, instead of those of the model in use."""
        return _starts_with_zeros(self.frame)

    @property
    def left_out(self) -> int:
        """The number of requested images that are not in the batch, because they are too many to compute."""
        return max(min(self.asked, self.recipe.training_images) - len(self.images), 0)

    @property
    def watched(self) -> int:
        """The index of the watched image in the batch."""
        return min(self.choice.watched, len(self.images) - 1)

    @cached_property
    def weight(self) -> WeightInUse:
        """The weight in the link; if the network has no such weight, the one with the largest gradient."""
        stage = weighing_stage(self.config, self.frame.session.stage)
        gradients = self.step.weight_gradients[stage.name]
        chosen = self.frame.session.weight
        roles = trainable_roles(stage)
        if chosen is not None and chosen.role in roles:
            shape = gradients[chosen.role].shape
            if len(chosen.index) == len(shape) and all(
                place < size for place, size in zip(chosen.index, shape, strict=True)
            ):
                return WeightInUse(self.step, stage, chosen.role, chosen.index)
            roles = [chosen.role]
        return WeightInUse(self.step, stage, roles[0], strongest(gradients[roles[0]]))

    def loss_with(self, by: float | None) -> float:
        """The mean loss of the batch in `float64`.

        Args:
            by: The number added to the selected weight; `None` for no change.
        """
        place = None if by is None else self.weight.place
        return caches.loss_with(self.model, self.key, place, by or 0.0, self.step)

    @cached_property
    def image_names(self) -> list[str]:
        """A name for each image, with its label and the network's answer."""
        known = zip(self.step.batch.labels, self.step.probabilities, strict=True)
        return [
            self.text(
                f"{TEXT}.image_{'right' if int(answers.argmax()) == label else 'wrong'}",
                place=place,
                label=label,
                read=int(answers.argmax()),
                probability=probability(float(answers[label])),
            )
            for place, (label, answers) in enumerate(known)
        ]

    def named(self, stage: Stage) -> str:
        """A stage's short name."""
        return stage_label(self.text, self.config, stage)

    def watched_map(self, stage: Stage) -> int:
        """The output map of a stage to show: the one that the weight affects, else that of the largest gradients.

        Args:
            stage: A stage with maps.
        """
        stages = self.config.stages
        own = self.weight
        place = stages.index(stage) - stages.index(own.stage)
        between = stages[stages.index(own.stage) + 1 : stages.index(stage) + 1]
        follows = place >= 0 and not any(other.settings.mixes_channels for other in between)
        if follows and all(other.channels == own.stage.channels for other in between):
            return own.stage.settings.output_map(own.role, own.index)
        gradients = self.step.gradients[stage.name][self.watched]
        return int(np.abs(gradients).sum(axis=(0, 1)).argmax())


@dataclass(frozen=True, eq=False)
class WeightInUse:
    """One weight with its gradients.

    Attributes:
        role: The name of the stage's weight array.
        index: The index in that array.
    """

    step: Step
    stage: Stage
    role: str
    index: tuple[int, ...]

    @property
    def value(self) -> float:
        """The weight."""
        return float(self.step.weights[self.stage.name][self.role][self.index])

    @property
    def gradient(self) -> float:
        """The gradient that the update uses: the mean of the images' gradients, as TensorFlow has it."""
        return float(self.step.weight_gradients[self.stage.name][self.role][self.index])

    @property
    def place(self) -> tuple[str, str, tuple[int, ...]]:
        """The weight's place as `Losses` expects it."""
        return self.stage.name, self.role, self.index

    @cached_property
    def pulls(self) -> np.ndarray:
        """The gradient of each image's loss, `(images,)`."""
        return self.step.pulls(self.stage, self.role, self.index)


def way_back(stage: Stage) -> str:
    """The catalogue's name for the way that a gradient passes back through a stage."""
    settings = stage.settings
    if settings.is_pooling:
        return settings.rule
    return "gate" if settings.is_function and settings.passes_nothing_back(-np.ones(1)).any() else settings.kind


def trainable_roles(stage: Stage) -> list[str]:
    """The roles of a stage's trainable weights."""
    return [role for role in stage.settings.roles if role not in stage.settings.non_trainable_roles]


def weighing_stages(config: NetworkConfig) -> list[Stage]:
    """The stages with trainable weights."""
    return [stage for stage in config.stages if trainable_roles(stage)]


def weighing_stage(config: NetworkConfig, name: str | None) -> Stage:
    """The named stage if it has trainable weights, else the nearest such stage before it, else the first one."""
    names = [stage.name for stage in config.stages]
    found = weighing_stages(config)
    if name not in names:
        return found[0]
    before = [stage for stage in found if names.index(stage.name) <= names.index(name)]
    return before[-1] if before else found[0]


def strongest(gradients: np.ndarray) -> tuple[int, ...]:
    """The index of the largest absolute gradient."""
    return tuple(int(axis) for axis in np.unravel_index(int(np.abs(gradients).argmax()), gradients.shape))


def step_in_use(frame: Frame) -> StepInUse:
    """Computes the step in the link with the model in use.

    Raises:
        ExplainerError: If the run cannot be read.
    """
    choice = frame.session.batch or BatchChoice()
    recipe = configuration_of(frame.model).recipe
    model, state = _before_the_step(frame, recipe)
    asked = choice.size or recipe.batch_size
    size = min(asked, most_images(model.config))
    dataset = mnist.load()
    indices = drawn(choice.number, size, recipe.training_images)
    pixels, labels = scale(dataset.x_train[indices]), dataset.y_train[indices].tolist()
    lacks_mistake = False
    if choice.first == "mistake":
        found = many_images.misclassified_image(model, choice.number, recipe.training_images)
        lacks_mistake = found is None
        if found is not None:
            pixels[0], labels[0] = scale(dataset.x_train[found]), int(dataset.y_train[found])
    if choice.first == "own":
        own = frame.image
        pixels[0], labels[0] = own.pixels, (choice.label or 0) if own.label is None else own.label
    batch = batch_of(model.config, pixels, labels, choice.number)
    key = zlib.crc32(pixels.tobytes() + bytes(labels))
    return StepInUse(
        frame=frame,
        model=model,
        state=state,
        choice=choice,
        recipe=recipe,
        step=caches.step(model, key, batch),
        key=key,
        images=unscale(pixels),
        asked=asked,
        lacks_mistake=lacks_mistake,
    )


def _before_the_step(frame: Frame, recipe: Recipe) -> tuple[Learned, OptimizerState]:
    """The network and the optimizer's state before the step: as in use, after the link's steps, or with zeros."""
    model, played = frame.model, frame.session.played
    if _starts_with_zeros(frame):
        zeros = Learned(owner="zeros", epoch=0, config=model.config, weights=zeroed(model.config, model.weights))
        return zeros, fresh_state(model.config, recipe.optimizer)
    if played is None or model.config.multiply_adds > MOST_PLAYED_MULTIPLY_ADDS:
        return model.learned, caches.optimizer_state(model.stored, recipe)
    found = caches.played(model.stored, played, recipe)
    weights, start = found.weights, model.learned
    return Learned(owner=start.owner, epoch=start.epoch, config=start.config, weights=weights), found.state


def _starts_with_zeros(frame: Frame) -> bool:
    """Whether the link sets all weights to 0; the view of many steps always starts from the model in use."""
    return frame.session.start == "zero" and frame.session.learning != "play"


def choose_batch(choice: BatchChoice, **changes: object) -> None:
    """Changes the batch of the step."""
    session.change(batch=replace(choice, **changes))  # type: ignore[arg-type]


def choose_weight(stage: Stage, role: str, index: tuple[int, ...]) -> None:
    """Selects another weight."""
    session.change(stage=stage.name, weight=WeightPlace(role, index), filter=None, row=None, column=None)
