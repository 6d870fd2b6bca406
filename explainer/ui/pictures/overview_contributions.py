"""Where the strongest number of every map and unit comes from: few numbers instead of all kernels."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainer.network import Stage
from explainer.network.kinds import LayerWeights

SHOWN = 4
"""Contributions written out in numbers."""

LINES = 14
"""Contributions drawn as lines."""

Floats = NDArray[np.float32]
Integers = NDArray[np.int32]


@dataclass(frozen=True)
class Contributions:
    """Per map (or unit) of a convolution or dense stage: what adds most to its strongest number.

    `value` = the first `SHOWN` of `terms` + `others` + `bias`, but for float error.

    Attributes:
        cells: Row and column of each map's largest number, `(outputs, 2)`; `(outputs, 0)` for a dense stage.
        feeders: Input maps (or input numbers) by the size of what they add, `(outputs, lines)`.
        terms: What they add, `(outputs, lines)`.
        others: What all inputs after the first `SHOWN` add together, `(outputs,)`.
        bias: `(outputs,)`.
        value: The pre-activation as Keras returned it, `(outputs,)`.
        kernels: The weights for the first `SHOWN` feeders, `(outputs, shown, kernel_size, kernel_size)`;
            `(outputs, shown)` for a dense stage.
        inputs: What a dense stage's first `SHOWN` feeders hold, `(outputs, shown)`; `(outputs, 0)` for a convolution.
    """

    cells: Integers
    feeders: Integers
    terms: Floats
    others: Floats
    bias: Floats
    value: Floats
    kernels: Floats
    inputs: Floats

    def arrays(self, name: str) -> dict[str, NDArray[Any]]:
        """The tables for a payload, called `NAME.cells` and so on."""
        return {f"{name}.{key}": table for key, table in vars(self).items()}


def contributions(stage: Stage, inputs: Floats, weights: LayerWeights, output: Floats) -> Contributions:
    """Account for the strongest cell of every feature map, or for every unit.

    Args:
        inputs: `(height, width, channels)` or `(inputs,)`.
        output: Its pre-activation, `(height, width, filters)` or `(units,)`.
    """
    count, numbers = output.shape[-1], np.arange(output.shape[-1])
    strongest = output.reshape(-1, count).argmax(axis=0)
    cells = np.zeros((count, output.ndim - 1), dtype=np.int32)
    if output.ndim > 1:
        cells[:] = np.stack(np.unravel_index(strongest, output.shape[:-1]), axis=1)
    settings = stage.settings
    places, terms, others = _strongest(
        settings.parts(inputs, weights, (*map(int, cell), number)).terms for number, cell in enumerate(cells)
    )
    sources = np.array([settings.source_map(number) or 0 for number in range(int(count))], dtype=np.int32)
    feeders, shown = places + sources[:, None], places[:, :SHOWN]
    # Inputs first, then outputs, then the cells of a kernel.
    kernels = np.moveaxis(settings.map_kernels(weights), (-2, -1), (0, 1))
    return Contributions(
        cells=cells,
        feeders=feeders,
        terms=terms,
        others=others,
        bias=weights.bias,
        value=output[(*cells.T, numbers)],
        kernels=kernels[shown, numbers[:, None]],
        inputs=inputs[feeders[:, :SHOWN]] if inputs.ndim == 1 else np.zeros((count, 0), dtype=np.float32),
    )


def _strongest(accounts: Iterator[NDArray[np.float64]]) -> tuple[Integers, Floats, Floats]:
    """The largest terms of each account in order of size, and the sum of those that are not written out."""
    feeders, terms, others = [], [], []
    for account in accounts:
        size = np.abs(account)
        # A wide network has 20,000 inputs a unit: no need to sort them all.
        largest = np.argpartition(-size, LINES)[:LINES] if len(size) > LINES else np.arange(len(size))
        order = largest[np.argsort(-size[largest], kind="stable")]
        feeders.append(order)
        terms.append(account[order])
        others.append(np.delete(account, order[:SHOWN]).sum())
    return np.array(feeders, dtype=np.int32), np.array(terms, dtype=np.float32), np.array(others, dtype=np.float32)


def pooled_cells(stage: Stage, cells: Integers, output: Floats) -> Integers:
    """Finds out which pooled cell sees a cell of each map.

    Args:
        cells: Row and column in each map of its input, `(channels, 2)`.
        output: What it returned, `(height, width, channels)`.

    Returns:
        Row and column of the pooled cell, `(channels, 2)`: the largest where windows overlap, -1 where none reaches.
    """
    found = np.full(cells.shape, -1, dtype=np.int32)
    for channel, cell in enumerate(cells):
        row_places, column_places = (_stops(stage, axis, int(place)) for axis, place in enumerate(cell))
        seen = [(row, column) for row in row_places for column in column_places]
        if seen:
            found[channel] = max(seen, key=lambda place: output[place[0], place[1], channel])
    return found


def _stops(stage: Stage, axis: int, place: int) -> range:
    """The places along one axis at which the window lies on a cell."""
    size, strides = stage.window_size, stage.strides or 1
    offset = place + stage.padding_before[axis]
    return range(max(-(-(offset - size + 1) // strides), 0), min(offset // strides, stage.output_shape[axis] - 1) + 1)
