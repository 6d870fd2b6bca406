"""Links to random images, stages, maps and cells of networks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from explainer.network import NetworkConfig
from tests.oracles.parity_cell import Cell
from tests.oracles.parity_checks import CHECKS
from tests.oracles.parity_pictures import LEDGER, OVERVIEW
from tests.oracles.reference import Array

Choice = TypeVar("Choice")
PICTURES = (LEDGER, LEDGER, OVERVIEW)
"""What is looked at of every network besides: two scores followed back, twice, and the whole network."""


@dataclass(frozen=True)
class Case:
    """A link to open.

    Attributes:
        network: Place of the network among all.
        image: Place among the test images.
        cell: What the page is asked to show.
    """

    network: int
    image: int
    cell: Cell

    def link(self, run: str) -> str:
        """The link from the server's address on, for the run that has the network."""
        cell = self.cell
        words: dict[str, object] = {"model": run, "image": f"test-{self.image}", "lang": "en"}
        if cell.kind == OVERVIEW:
            return _link("", words)
        words["stage"] = cell.stage.name
        if cell.kind == LEDGER:
            return _link("walkthrough", {**words, "trail": f"{cell.filter}-{cell.second}"})
        words["filter"] = cell.filter
        if cell.kind == "conv2d":
            words["channel"] = cell.channel
        if len(cell.stage.output_shape) > 1:
            words |= {"row": cell.row, "column": cell.column}
        return _link("walkthrough", words)


def _link(page: str, words: Mapping[str, object]) -> str:
    return f"{page}?{'&'.join(f'{name}={value}' for name, value in words.items())}"


def random_cases(
    generator: np.random.Generator, configs: Sequence[NetworkConfig], labels: Array, count: int
) -> list[Case]:
    """Random images, stages, maps and cells, as many of each network, one network after the other.

    Every kind of stage is as likely as any other. After the stages of a network come the pictures that belong to none.

    Args:
        labels: The true classes of the test images.
        count: How many stages; not counted are `PICTURES` of every network.
    """
    cases = []
    for network, config in enumerate(configs):
        kinds = sorted({stage.kind for stage in config.stages} & set(CHECKS))
        stages = len(range(network, count, len(configs)))
        pictures = PICTURES if stages else ()
        for kind in (*(_one_of(generator, kinds) for _ in range(stages)), *pictures):
            image = int(generator.integers(len(labels)))
            cases.append(Case(network, image, _random_cell(generator, config, kind, int(labels[image]))))
    return cases


def _one_of(generator: np.random.Generator, choices: Sequence[Choice]) -> Choice:
    return choices[int(generator.integers(len(choices)))]


def _random_cell(generator: np.random.Generator, config: NetworkConfig, kind: str, label: int) -> Cell:
    stages = [stage for stage in config.stages if stage.kind == kind]
    stage = config.stages[-2] if kind in PICTURES else _one_of(generator, stages)
    rows, columns = stage.output_shape[:2] if len(stage.output_shape) == 3 else (1, 1)
    first = int(generator.integers(stage.output_shape[-1]))
    return Cell(
        stage=stage,
        filter=first,
        channel=int(generator.integers(stage.input_shape[-1])) if kind == "conv2d" else 0,
        row=int(generator.integers(rows)),
        column=int(generator.integers(columns)),
        label=label,
        second=(first + int(generator.integers(1, 10))) % 10,
        picture=kind if kind in PICTURES else None,
    )
