"""What each kind of stage has to show of one cell, by the `data-part` of its numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from benchmarks.parity_page import EXACT, Findings, PageNumbers, Part
from benchmarks.reference import Array, Reference, likenesses, products, terms, window
from explainer.network import Stage
from explainer.network.kinds.batch_normalization import EPSILON

LEDGER = "ledger"
OVERVIEW = "overview"
FAINT = 1e-4
"""Maps that differ less from a black image's may count as silent: some of it is float32's noise."""
STRONGEST = 4
"""Contributions that the overview writes out."""


@dataclass(frozen=True)
class Cell:
    """What a page is asked to show.

    Attributes:
        stage: The stage.
        filter: Its map, unit or class; of a flatten stage the place in the row; of a ledger the first class.
        channel: The map of its input that is opened.
        row: The cell's row.
        column: Its column.
        label: The image's true class.
        second: The class that a ledger compares the first one with.
        picture: Which picture it is, if it is not the stage's own.
    """

    stage: Stage
    filter: int
    channel: int
    row: int
    column: int
    label: int
    second: int = 0
    picture: str | None = None

    @property
    def kind(self) -> str:
        """What kind of picture it is."""
        return self.picture or self.stage.kind


@dataclass(frozen=True)
class Truth:
    """What is known of the cell.

    Attributes:
        reference: The network.
        outputs: What each of its stages returns.
        inputs: What the stage reads.
        output: What it returns.
    """

    reference: Reference
    outputs: Mapping[str, Array]
    inputs: Array
    output: Array


def check(parts: Iterable[Part], cell: Cell, reference: Reference, outputs: Mapping[str, Array]) -> Findings:
    """Compares a page with Keras and NumPy.

    Args:
        parts: The page's numbers.
        cell: What it was asked to show.
        reference: The network.
        outputs: What its stages return for the image.
    """
    truth = Truth(reference, outputs, outputs[reference.before(cell.stage.name)], outputs[cell.stage.name])
    # Before and after an activation or a pooling a number keeps its colour, and its decimals.
    read = cell.stage.settings.is_shown_live
    decimals = 3 if cell.kind == OVERVIEW else decimals_for(truth.inputs if read else truth.output)
    page = PageNumbers(parts, decimals)
    CHECKS[cell.kind](page, cell, truth)
    return page.findings


def decimals_for(array: Array) -> int:
    """The decimals of numbers, the largest of which has such a size: the more before the point, the fewer after it."""
    limit = float(np.abs(array).max(initial=0.0))
    return 1 if limit >= 100 else 2 if limit >= 10 else 3


def _input(page: PageNumbers, cell: Cell, truth: Truth) -> None:
    page.total("value", float(truth.output[cell.row, cell.column, 0]), decimals=3)


def _convolution(page: PageNumbers, cell: Cell, truth: Truth) -> None:
    kernel, bias = truth.reference.weights[cell.stage.layer]
    place = (cell.row, cell.column, cell.filter)
    added = products(truth.inputs, kernel, cell.stage, (cell.row, cell.column), cell.filter)
    size, total = float(np.abs(added).sum()), float(truth.output[place])
    page.total("total", total, size)
    page.total("keras", total, size, EXACT)
    page.total("activation", float(truth.outputs[truth.reference.after(cell.stage.name)][place]), size)
    page.part("sum", float(added.sum()), size)
    page.total("bias", float(bias[cell.filter]))
    page.row("product", added[..., cell.channel].ravel())
    page.sum("total", "sum", "bias")
    if truth.inputs.shape[-1] == 1:
        page.sum("sum", "product")
        return
    page.part("partial", float(added[..., cell.channel].sum()))
    page.sum("partial", "product")
    sums = added.sum(axis=(0, 1))
    page.row("channel", sums)
    page.sum("sum", "channel")
    if silent := int((sums == 0).sum()):
        page.total("nothing", silent, decimals=0)
    elif page.has("nothing"):
        page.findings.faults.append("nothing: on the page, but every map adds something")


def _activation(page: PageNumbers, cell: Cell, truth: Truth) -> None:
    place = (cell.row, cell.column, cell.filter) if truth.output.ndim == 3 else (cell.filter,)
    page.total("before", float(truth.inputs[place]))
    page.total("after", float(truth.output[place]))


def _pooling(page: PageNumbers, cell: Cell, truth: Truth) -> None:
    values, inside = window(truth.inputs, cell.stage, cell.row, cell.column)
    page.total("total", float(truth.output[cell.row, cell.column, cell.filter]))
    page.row("term", values[inside][:, cell.filter], rounded=True)
    if cell.stage.kind == "max_pooling2d":
        page.largest("total", "term")
    _alike(page, cell, truth)


def _alike(page: PageNumbers, cell: Cell, truth: Truth) -> None:
    sides = likenesses(truth.reference, cell.stage, truth.outputs, cell.filter)
    weakest = min(side.strength for side in sides)
    if weakest == 0 and page.has("alike"):
        page.findings.faults.append("alike: on the page, but there is nothing to compare")
    elif weakest > FAINT or page.has("alike"):
        page.row("alike", [100 * side.cosine for side in sides], [100 * side.spread for side in sides], 0, rounded=True)


def _normalization(page: PageNumbers, cell: Cell, truth: Truth) -> None:
    place = (cell.row, cell.column, cell.filter)
    value, total = float(truth.inputs[place]), float(truth.output[place])
    gamma, beta, mean, variance = (float(array[cell.filter]) for array in truth.reference.weights[cell.stage.layer])
    spread = float(np.sqrt(variance + EPSILON))
    normalized = (value - mean) / spread
    decimals = min(decimals_for(truth.inputs), decimals_for(truth.output))
    entered = max(1.0, float(np.abs(truth.inputs).max()))
    size = entered / spread * abs(gamma) + abs(beta)
    for name, exact in {"gamma": gamma, "moving_mean": mean, "moving_variance": variance}.items():
        page.total(name, exact, decimals=page.decimals_of(name))
    page.total("value", value, entered, page.decimals_of("value"))
    page.part("difference", value - mean, entered, page.decimals_of("difference"))
    page.part("spread", spread, decimals=page.decimals_of("spread"))
    page.part("normalized", normalized, entered / spread, page.decimals_of("normalized"))
    page.part("scaled", normalized * gamma, size, decimals)
    page.total("beta", beta, decimals=decimals)
    page.total("total", total, size, decimals)
    page.total("keras", total, size, EXACT)
    page.sum("value", "moving_mean", "difference")
    page.sum("total", "scaled", "beta")
    page.calculated("normalized", lambda parts: parts["difference"] / parts["spread"])
    page.calculated("scaled", lambda parts: parts["normalized"] * parts["gamma"])


def _whole_map(page: PageNumbers, cell: Cell, truth: Truth) -> None:
    values = truth.inputs[..., cell.filter].astype(np.float64)
    decimals, size = decimals_for(truth.inputs), float(np.abs(values).sum())
    page.total("total", float(truth.output[cell.filter]), size / values.size, decimals)
    page.total("keras", float(truth.output[cell.filter]), size / values.size, EXACT)
    page.total("count", values.size, decimals=0)
    page.part("sum", float(values.sum()), size, decimals)
    page.calculated("total", lambda parts: parts["sum"] / parts["count"], within=0.5)
    if page.has("term"):
        page.row("term", values.ravel(), decimals=decimals)
        page.sum("sum", "term")


def _flatten(page: PageNumbers, cell: Cell, truth: Truth) -> None:
    page.total("index", cell.filter, decimals=0)
    page.total("value", float(truth.output[cell.filter]), decimals=3)


def _dense(page: PageNumbers, cell: Cell, truth: Truth) -> None:
    kernel, bias = truth.reference.weights[cell.stage.layer]
    added = terms(truth.inputs, kernel, cell.filter)
    size, total = float(np.abs(added).sum()), float(truth.output[cell.filter])
    sums = {"positive": float(added[added > 0].sum()), "negative": float(added[added < 0].sum())}
    decimals = page.decimals_of("total", "positive", "negative", "bias")  # small terms have more
    page.total("total", total, size, decimals)
    page.total("keras", total, size, EXACT)
    for name, exact in sums.items():
        page.part(name, exact, size, decimals)
    page.total("bias", float(bias[cell.filter]), decimals=decimals)
    page.sum("total", "positive", "negative", "bias")
    present = [name for name, exact in sums.items() if exact]
    if not present:
        return
    page.totals("input", truth.inputs, 3)
    page.totals("weight", kernel[:, cell.filter], 4)
    page.row("term", added, decimals=decimals)
    groups = page.groups("term")
    if len(groups) != len(present):
        page.findings.faults.append(f"term: {len(groups)} groups for {' and '.join(present)}")
        return
    for name, group in zip(present, groups, strict=True):
        page.only(partial(_is_in, name, group)).sum(name, "term", "rest")


def _is_in(name: str, group: int, part: Part) -> bool:
    return part.name == name or part.group == group


def _softmax(page: PageNumbers, cell: Cell, truth: Truth) -> None:
    probabilities = truth.output.astype(np.float64)
    page.totals("logit", truth.inputs, 3)
    page.total("keras", probabilities[cell.filter], decimals=EXACT)
    page.share("share", probabilities[cell.filter])
    page.row("probability", 100 * probabilities, decimals=2, rounded=True)
    page.total("total", 100.0, decimals=0)
    logits = truth.reference.stages[truth.reference.before(cell.stage.name)]
    kernel, _ = truth.reference.weights[logits.layer]
    sizes = np.abs(truth.outputs[truth.reference.before(logits.name)][:, np.newaxis] * kernel).sum(axis=0)
    exact = np.exp(truth.inputs.astype(np.float64))
    decimals = page.decimals_of("sum", "exponential")
    if not page.is_near("sum", float(exact.sum()), float(exact @ sizes), decimals):
        exact /= exact.max()  # very large or very small scores are shown less the largest one
    page.total("sum", float(exact.sum()), float(exact @ sizes), decimals)
    page.row("exponential", exact, exact * sizes, decimals, rounded=True)
    shifted = truth.inputs.astype(np.float64) - truth.inputs.max()
    loss = float(np.log(np.exp(shifted).sum()) - shifted[cell.label])
    page.part("loss", loss, float(sizes.max()), page.decimals_of("loss"))


def _ledger(page: PageNumbers, cell: Cell, truth: Truth) -> None:
    scores = {"first": cell.filter, "second": cell.second}
    heads = page.only(lambda part: part.node == f"logits:{cell.filter}")
    decimals = heads.decimals_of("total")
    for side, digit in scores.items():
        heads.only(lambda part, side=side: part.name == "total" and part.side == side).total(
            "total", float(truth.output[digit]), decimals=decimals
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
    exact = float(truth.outputs[name][index])
    if stage.kind == "input":
        column.total("head", exact, decimals=decimals)
        return
    if stage.kind != "conv2d":  # the share of one channel is no number of Keras's
        column.total("head", exact, decimals=decimals)
        column.total("keras", exact, decimals=EXACT)
    if stage.kind == "activation":
        before = float(truth.outputs[truth.reference.before(name)][index])
        column.total("total", before, decimals=decimals)
        column.total("activation", exact, decimals=decimals)
    for gridded in (False, True):
        lines = column.only(lambda part, gridded=gridded: part.name != "part" or part.gridded == gridded)
        if lines.has("part", "total"):
            names = ("part", "bias") if gridded else ("part", "others", "bias")
            lines.sum("total", *names)


def _overview(page: PageNumbers, cell: Cell, truth: Truth) -> None:  # noqa: ARG001 (it shows what it likes)
    """What adds most to the strongest number of the last convolution, or of the unit that decides the answer."""
    reference, outputs = truth.reference, truth.outputs
    convolutions = [stage for stage in reference.stages.values() if stage.kind == "conv2d"]
    dense = [stage for stage in reference.stages.values() if stage.kind == "dense"]
    if convolutions:
        stage = convolutions[-1]
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
    return next((stage for stage in block if stage.window is not None and not stage.settings.weighs), None)


def _example(output: Array, pooling: Stage | None) -> tuple[int, int, int]:
    """The strongest cell of the strongest map, of those whose strongest cell a pooling window reaches if there are any.

    Args:
        output: The convolution's, `(rows, columns, maps)`.
        pooling: The pooling of its block.
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


CHECKS: dict[str, Callable[[PageNumbers, Cell, Truth], None]] = {
    "input": _input,
    "conv2d": _convolution,
    "activation": _activation,
    "max_pooling2d": _pooling,
    "average_pooling2d": _pooling,
    "batch_normalization": _normalization,
    "flatten": _flatten,
    "global_average_pooling2d": _whole_map,
    "dense": _dense,
    "softmax": _softmax,
    LEDGER: _ledger,
    OVERVIEW: _overview,
}
