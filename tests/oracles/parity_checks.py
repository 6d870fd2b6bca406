"""What each kind of stage has to show of one cell, by the `data-part` of its numbers."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial

import numpy as np

from explainer.network.kinds.normalizing import EPSILON
from tests.oracles.parity_cell import Cell, Truth
from tests.oracles.parity_page import EXACT, Findings, PageNumbers, Part
from tests.oracles.parity_pictures import LEDGER, OVERVIEW, ledger, overview
from tests.oracles.reference import Array, Reference, likenesses, normalizing, products, terms, window

FAINT = 1e-4
"""Maps that differ less from a black image's may count as silent: some of it is float32's noise."""


def check(parts: Iterable[Part], cell: Cell, reference: Reference, outputs: Mapping[str, Array]) -> Findings:
    """Compares a page with Keras and NumPy.

    Args:
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
    page.row("product", added[..., cell.channel if added.shape[-1] > 1 else 0].ravel())
    page.sum("total", "sum", "bias")
    if added.shape[-1] == 1:
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
    gamma, beta, mean, variance = normalizing(truth.reference.weights[cell.stage.layer], truth.inputs, place)
    spread = float(np.sqrt(variance + EPSILON))
    normalized = (value - mean) / spread
    decimals = min(decimals_for(truth.inputs), decimals_for(truth.output))
    entered = max(1.0, float(np.abs(truth.inputs).max()))
    size = entered / spread * abs(gamma) + abs(beta)
    for name, exact in {"gamma": gamma, "mean": mean, "variance": variance}.items():
        page.total(name, exact, decimals=page.decimals_of(name))
    page.total("value", value, entered, page.decimals_of("value"))
    page.part("difference", value - mean, entered, page.decimals_of("difference"))
    page.part("spread", spread, decimals=page.decimals_of("spread"))
    page.part("normalized", normalized, entered / spread, page.decimals_of("normalized"))
    page.part("scaled", normalized * gamma, size, decimals)
    page.total("beta", beta, decimals=decimals)
    page.total("total", total, size, decimals)
    page.total("keras", total, size, EXACT)
    page.sum("value", "mean", "difference")
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


CHECKS: dict[str, Callable[[PageNumbers, Cell, Truth], None]] = {
    "input": _input,
    "conv2d": _convolution,
    "depthwise_conv2d": _convolution,
    "activation": _activation,
    "max_pooling2d": _pooling,
    "average_pooling2d": _pooling,
    "batch_normalization": _normalization,
    "layer_normalization": _normalization,
    "flatten": _flatten,
    "global_average_pooling2d": _whole_map,
    "dense": _dense,
    "softmax": _softmax,
    LEDGER: ledger,
    OVERVIEW: overview,
}
