"""Guided experiments: trainings that differ in one thing, each repeated with several seeds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from explainer.comparing import Design
from explainer.experiments.twins import TwinValue, twin
from explainer.network import ARTICLE, NetworkConfig, network, replaced
from explainer.optimizers import COMPARED, Adam
from explainer.training.recipes.recipe import OWN, Recipe

SEEDS = (7, 8, 9)
"""Each training of an experiment is done once with each of them: one alone may be luck."""


def _overfitting(word: str) -> Design:
    """217,194 parameters for 500 images; evaluating the test images each time would take longer than all else."""
    return Design(
        config=network(word),
        recipe=Recipe(
            name="overfitting",
            epochs=40,
            batch_size=16,
            optimizer=Adam(learning_rate=0.001),
            training_images=500,
            validation_images=1_000,
            evaluate_each_epoch=False,
        ),
        seed=SEEDS[0],
    )


OVERFITTING: Mapping[str, Design] = MappingProxyType(
    {
        "without": _overfitting("c32_max2_c32_max2_d256"),
        "with": _overfitting("c32_max2_drop0.25_c32_max2_drop0.25_d256_drop0.5"),
    }
)
"""Few images, a large network, many epochs; and the same with dropout. Each takes half a minute on two cores."""


OPTIMIZER_PREFIX = "optimizer_"
"""Before the name of each variant, what its recipe is called."""


def with_each_optimizer(config: NetworkConfig) -> dict[str, Design]:
    """Short trainings that differ in the optimizer only: same start values, same batches."""
    # A tenth of the images, twice: each takes some seconds, and all but the slowest have learned much by then.
    return {
        name: Design(
            config,
            Recipe(
                name=f"{OPTIMIZER_PREFIX}{name}", epochs=2, batch_size=64, optimizer=optimizer, training_images=6_000
            ),
            SEEDS[0],
        )
        for name, optimizer in COMPARED.items()
    }


BASE = Design(ARTICLE, Recipe(name=OWN, epochs=3, training_images=6_000), SEEDS[0])
"""The article's network with a tenth of the images: what most experiments change one thing about."""


@dataclass(frozen=True)
class Variant:
    """One training of an experiment.

    Attributes:
        value: What it has otherwise than the others.
        design: The whole training, with the first seed.
        has_raw_pixels: Whether it learns from pixels of 0 to 255, not divided by 255. Pages give every network pixels
            of 0 to 1, so such a training is in no run.
    """

    value: TwinValue
    design: Design
    has_raw_pixels: bool = False

    def with_seed(self, seed: int) -> Variant:
        """The same training with another seed."""
        return replace(self, design=replace(self.design, seed=seed))


def _twins(name: str, values: Sequence[TwinValue]) -> tuple[Variant, ...]:
    return tuple(Variant(value, twin(BASE, name, value)) for value in values)


def _kernels(sizes: Sequence[int]) -> tuple[Variant, ...]:
    """All convolutions have kernels of the same size: one alone would leave most of the work to the others."""
    return tuple(Variant(size, replace(BASE, config=_with_kernels(BASE.config, size))) for size in sizes)


def _with_kernels(config: NetworkConfig, size: int) -> NetworkConfig:
    return NetworkConfig(layers=tuple(replaced(layer, kernel_size=size) for layer in config.layers))


EXPERIMENTS: Mapping[str, tuple[Variant, ...]] = MappingProxyType(
    {
        "filters": _twins("filters", (4, 8, 16, 32, 64, 128)),
        "kernel_size": _kernels((1, 2, 3, 4, 5, 6, 7)),
        "units": _twins("units", (16, 32, 64, 128, 256, 512)),
        "scaling": (Variant("with", BASE), Variant("without", BASE, has_raw_pixels=True)),
        "batch_size": _twins("batch_size", (8, 16, 32, 64, 128, 256)),
        "optimizers": tuple(Variant(name, design) for name, design in with_each_optimizer(ARTICLE).items()),
        "overfitting": tuple(Variant(name, design) for name, design in OVERFITTING.items()),
    }
)
"""The experiments whose results ship with the project, in the order in which they are shown."""

REFERENCE: Mapping[str, TwinValue] = MappingProxyType(
    {
        "filters": 64,
        "kernel_size": 3,
        "units": 128,
        "scaling": "with",
        "batch_size": 32,
        "optimizers": Adam.optimizer_name(),
        "overfitting": "without",
    }
)
"""What the other variants of each are compared with: the article's value, where it has one."""
