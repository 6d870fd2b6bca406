"""What the pictures that belong to no stage have to show: a score followed back, and the whole network."""

import numpy as np

from explainer.network import Stage
from explainer.network.kinds.batch_normalization import EPSILON
from tests.oracles.parity_cell import Cell, Truth
from tests.oracles.parity_page import EXACT, PageNumbers
from tests.oracles.reference import Array, Reference, products, terms, window

LEDGER = "ledger"
OVERVIEW = "overview"
STRONGEST = 4
"""Contributions that the overview writes out."""


def ledger(page: PageNumbers, cell: Cell, truth: Truth) -> None:
    """Two scores, and what they come from: the totals are Keras's, and every column adds up."""
    scores = {"first": cell.filter, "second": cell.second}
    heads = page.only(lambda part: part.node == f"logits:{cell.filter}")
    decimals = heads.decimals_of("total")
    for side, digit in scores.items():
        heads.only(lambda part, side=side: part.name == "total" and part.side == side).total(
            "total", float(truth.output[digit]), size_of(truth, cell.stage.name, (digit,)), decimals
        )
    for side in (*scores, "difference"):
        heads.only(lambda part, side=side: part.side == side).sum("total", "part", "others", "bias")
    heads.differences()
    for node in page.nodes()[1:]:
        _ledger_column(page.only(lambda part, node=node: part.node == node), node, truth, decimals)


def _ledger_column(column: PageNumbers, node: str, truth: Truth, decimals: int) -> None:
    """One step of a score: its parts add up, and what it ends in is Keras's."""
    name, _, place = node.partition(":")
    index = tuple(map(int, place.split(",")))
    stage = truth.reference.stages[name]
    exact, size = float(truth.outputs[name][index]), size_of(truth, name, index)
    if stage.kind == "input":
        column.total("head", exact, decimals=decimals)
        return
    if stage.kind != "conv2d":  # the share of one channel is no number of Keras's
        column.total("head", exact, size, decimals)
        column.total("keras", exact, size, EXACT)
    if stage.kind == "activation":
        before = float(truth.outputs[truth.reference.before(name)][index])
        column.total("total", before, size, decimals)
        column.total("activation", exact, size, decimals)
    for gridded in (False, True):
        lines = column.only(lambda part, gridded=gridded: part.name != "part" or part.gridded == gridded)
        if lines.has("part", "total"):
            names = ("part", "bias") if gridded else ("part", "others", "bias")
            lines.sum("total", *names)


def size_of(truth: Truth, name: str, index: tuple[int, ...]) -> float:
    """The sum of the sizes of what a number was added up from, by the last stage before it that adds up.

    Args:
        name: The stage that returned the number.
        index: Its place in that stage's output.
    """
    reference, stage = truth.reference, truth.reference.stages[name]
    if stage.kind == "input":
        return 1.0
    before = reference.before(name)
    inputs, weights = truth.outputs[before], reference.weights.get(stage.layer, [])
    if stage.kind == "dense":
        return float(np.abs(terms(inputs, weights[0], index[0])).sum())
    if stage.kind == "conv2d":
        return float(np.abs(products(inputs, weights[0], stage, index[:2], index[2])).sum())
    if stage.kind == "batch_normalization":
        gamma, beta, _, variance = (abs(float(array[index[-1]])) for array in weights)
        return size_of(truth, before, index) * gamma / float(np.sqrt(variance + EPSILON)) + beta
    return max(size_of(truth, before, origin) for origin in _origins(stage, index))


def _origins(stage: Stage, index: tuple[int, ...]) -> list[tuple[int, ...]]:
    """The numbers before a stage, of which one of its numbers is the largest, the mean, a function or a copy."""
    if stage.keeps_places:
        return [tuple(map(int, np.unravel_index(index[0], stage.input_shape)))]
    if stage.window is None and not stage.flattens:
        return [index]
    places = np.moveaxis(np.indices(stage.input_shape[:2]), 0, -1)
    if stage.window is not None:
        values, inside = window(places, stage, *index[:2])
        places = values[inside]
    return [(int(row), int(column), index[-1]) for row, column in places.reshape(-1, 2)]


def overview(page: PageNumbers, cell: Cell, truth: Truth) -> None:
    """What adds most to the strongest number of the first convolution, or of the unit that decides the answer."""
    reference, outputs = truth.reference, truth.outputs
    convolutions = [stage for stage in reference.stages.values() if stage.window and stage.settings.has_kernel]
    dense = [stage for stage in reference.stages.values() if stage.kind == "dense"]
    if convolutions:
        stage = convolutions[0]
        output = outputs[stage.name]
        row, column, focus = _example(output, _pooling_after(stage, reference))
        kernel, bias = reference.weights[stage.layer]
        added = products(outputs[reference.before(stage.name)], kernel, stage, (row, column), focus).sum(axis=(0, 1))
    else:
        answer = int(outputs["logits"].argmax())
        weighed = terms(outputs[reference.before("logits")], reference.weights[dense[-1].layer][0], answer)
        stage, focus = (dense[-2], int(np.abs(weighed).argmax())) if len(dense) > 1 else (dense[-1], answer)
        output = outputs[stage.name]
        kernel, bias = reference.weights[stage.layer]
        added = terms(outputs[reference.before(stage.name)], kernel, focus)
    ordered = added[np.argsort(-np.abs(added), kind="stable")]
    size = float(np.abs(added).sum())
    page.total("total", float(output[..., focus].max() if output.ndim == 3 else output[focus]), size)
    page.row("term", ordered[:STRONGEST])
    page.total("bias", float(bias[focus]))
    if len(ordered) > STRONGEST:
        page.part("others", float(ordered[STRONGEST:].sum()), size)
    page.sum("total", "term", "others", "bias")


def _pooling_after(convolution: Stage, reference: Reference) -> Stage | None:
    block = [stage for stage in reference.stages.values() if stage.block == convolution.block]
    return next((stage for stage in block if stage.settings.is_pooling), None)


def _example(output: Array, pooling: Stage | None) -> tuple[int, int, int]:
    """The strongest cell of the strongest map, of those whose strongest cell a pooling window reaches if there are any.

    Args:
        output: The convolution's, `(rows, columns, maps)`.
    """
    rows, columns, maps = output.shape
    places = output.reshape(rows * columns, maps).argmax(axis=0)
    reached = np.ones(maps, dtype=bool) if pooling is None else np.isin(places, list(_reached_places(pooling)))
    strengths = output.reshape(rows * columns, maps)[places, np.arange(maps)]
    focus = int(np.where(reached | ~reached.any(), strengths, -np.inf).argmax())
    row, column = divmod(int(places[focus]), columns)
    return row, column, focus


def _reached_places(pooling: Stage) -> set[int]:
    """The cells of a map, numbered row by row, that lie in at least one window."""
    rows, columns, _ = pooling.input_shape
    numbered = np.arange(rows * columns).reshape(rows, columns, 1)
    reached: set[int] = set()
    for row, column in np.ndindex(*pooling.output_shape[:2]):
        values, inside = window(numbered, pooling, row, column)
        reached.update(values[inside].astype(int).ravel().tolist())
    return reached
