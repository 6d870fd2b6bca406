"""The numbers in what is said of a network, against Keras's own."""

import math

import numpy as np
from numpy.typing import NDArray

from tests.oracles.claims_network import SIDE, Truth
from tests.oracles.claims_shown import Sentence

LITTLE = 0.05
"""A difference between two shares that is hardly worth a word."""
EDGE = 1e-4
"""Nearer to that, rounding decides."""
FAINT = 1e-6
"""Numbers this close to a black image's do not answer."""


def unlike(truth: Truth, sentence: Sentence) -> str | None:
    """What is wrong with a sentence's numbers; `""` if nothing is, `None` if it has none that Keras knows."""
    if sentence.identifier.startswith("component.pooling.shift_"):
        return _unlike_shift(truth, sentence)
    if sentence.identifier.startswith("component.receptive.hatched"):
        return _unlike_hatched(truth, sentence)
    if sentence.stage.kind == "input" or sentence.stage.settings.is_function:
        return None
    known = _known(truth, sentence)
    compared = {name: _plain(value) for name, value in sentence.values.items() if name in known}
    wrong = {name: value for name, value in compared.items() if value != _plain(known[name])}
    return None if not compared else f"{wrong}, but Keras has {known}" if wrong else ""


def _plain(value: object) -> str:
    """A number as text, without what sets thousands apart."""
    return str(value).replace(",", "")


def _known(truth: Truth, sentence: Sentence) -> dict[str, object]:
    """What placeholders must say, by name, as far as Keras knows."""
    stage, layer = sentence.stage, truth.layer(sentence.stage)
    given, returned = truth.input_shape(stage), tuple(layer.output.shape[1:])
    known: dict[str, object] = {
        "channels": given[-1],
        "inputs": math.prod(given),
        "outputs": math.prod(returned),
        "filters": returned[-1],
        "units": returned[-1],
        "parameters": layer.count_params(),
        "frozen": sum(math.prod(weight.shape) for weight in layer.non_trainable_weights),
    }
    if len(given) == 3:
        known |= {"rows": given[0], "columns": given[1], "cells": given[0] * given[1]}
    if stage.window is not None:
        size, _, _ = truth.window(stage)
        known |= {"window": size, "area": size * size, "size": size, "strides": truth.window(stage)[1]}
    if hasattr(layer, "rate"):
        known["rate"] = f"{100 * layer.rate:.0f}\u00a0%"
    # In the overview the columns count what they show.
    return known | {"count": returned[-1]}


def _unlike_shift(truth: Truth, sentence: Sentence) -> str:
    stage, place = sentence.stage, int(str(sentence.values["filter"]))
    before = truth.config.stages[truth.config.stages.index(stage) - 1]
    shares = [_alike(truth.outputs(one)[..., place]) for one in (before, stage)]
    verdict = sentence.identifier.removeprefix("component.pooling.shift_")
    if None in shares or verdict == "silent":
        return "" if (None in shares) == (verdict == "silent") else f"shares {shares}"
    first, second = (float(str(share)) for share in shares)
    gain = second - first
    if abs(abs(gain) - LITTLE) < EDGE:
        return ""
    expected = "same" if abs(gain) < LITTLE else "rises" if gain > 0 else "falls"
    return "" if verdict == expected else f"shares {shares}"


def _alike(maps: NDArray[np.float32]) -> float | None:
    """The cosine of a map and that of the moved image, both less that of a black one."""
    one, other, none = (np.asarray(values, dtype=np.float64).ravel() for values in maps)
    one, other = one - none, other - none
    if min(np.abs(one).max(), np.abs(other).max()) <= FAINT:
        return None
    return float(np.dot(one, other) / math.sqrt(np.dot(one, one) * np.dot(other, other)))


def _unlike_hatched(truth: Truth, sentence: Sentence) -> str:
    rows, columns = truth.reaches[sentence.stage.layer] if sentence.stage.kind != "input" else (np.eye(SIDE),) * 2
    seen = np.outer(rows.any(axis=0), columns.any(axis=0))
    count = int(str(sentence.values["count"]))
    if sentence.identifier.endswith("hatched"):
        return "" if count == int((~seen).sum()) else f"{(~seen).sum()} pixels are unseen"
    expected = np.zeros((SIDE, SIDE), dtype=bool)
    expected[: SIDE - count, : SIDE - count] = True
    return "" if (seen == expected).all() else f"other pixels are unseen than the last {count} lines"
