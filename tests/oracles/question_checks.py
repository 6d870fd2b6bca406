"""What questions are held to: Keras for the answers, plain NumPy for what each mistake makes of them."""

import math
from collections.abc import Callable, Mapping

import keras
import numpy as np
from numpy.typing import NDArray

from tests.oracles.question_cases import Case, activated
from tests.oracles.reference import Terms, normalizing

BESIDE = {"window_left": (0, -1), "window_right": (0, 1), "window_up": (-1, 0), "window_down": (1, 0)}
LISTED = 4
"""Of more than five terms, so many are listed one by one."""


def answer_of(case: Case) -> float:
    """The right answer, by Keras."""
    found = ANSWERS.get(case.question.name)
    return case.own if found is None else found(case)


def _after(case: Case) -> float:
    return float(case.outputs[case.reference.after(case.stage.name)][case.index])


def _with_strides(case: Case) -> float:
    changed = type(case.layer).from_config({**case.layer.get_config(), "strides": (case.strides, case.strides)})
    return float(changed.compute_output_shape((None, *case.stage.input_shape))[1])


def _place(case: Case) -> float:
    shape = case.stage.input_shape
    numbered = keras.layers.Flatten()(np.arange(math.prod(shape)).reshape(1, *shape))
    place = tuple(int(case.question.numbers[name]) for name in ("row", "column", "map"))
    return float(np.flatnonzero(np.asarray(numbered)[0] == np.ravel_multi_index(place, shape))[0])


def _divided(case: Case) -> NDArray[np.float64]:
    return np.asarray(case.inputs / float(case.question.numbers["divisor"]))


def _softmax(case: Case) -> NDArray[np.float64]:
    return np.asarray(keras.ops.softmax(_divided(case)))


def _winner(case: Case) -> float:
    """By a model whose last bias is larger."""
    arrays = case.model.get_weights()
    changed = keras.models.clone_model(case.model)
    bias = arrays[-1].copy()
    bias[int(case.question.numbers["raised"])] += float(case.question.numbers["gain"])
    changed.set_weights([*arrays[:-1], bias])
    return float(np.argmax(changed(case.outputs["input"][np.newaxis], training=False)[0]))


ANSWERS: Mapping[str, Callable[[Case], float]] = {
    "cell_after": _after,
    "cell_many_after": _after,
    "unit_after": _after,
    "size": lambda case: case.layer.output.shape[1],
    "strides": _with_strides,
    "place": _place,
    "length": lambda case: case.layer.output.shape[1],
    "means": lambda case: case.layer.output.shape[1],
    "amount": lambda case: math.prod(case.model.input_shape[1:]),
    **dict.fromkeys(
        (f"parameters_{kind}" for kind in ("window", "window_on_one", "all", "each")),
        lambda case: case.layer.count_params(),
    ),
    "winner": _winner,
    "probability": lambda case: 100 * case.own,
    "probability_divided": lambda case: 100 * float(_softmax(case)[case.index]),
}
"""By the question's name; of others, the answer is the number that Keras returned."""


def _moved(case: Case, name: str) -> float:
    shift, slow = BESIDE.get(name, (0, 0)), name not in BESIDE
    if case.stage.settings.has_kernel:
        return case.function(float(case.terms(shift, slow=slow).sum()) + case.bias)
    values = case.pooled(shift, slow=slow)
    return float(values.max() if case.question.name == "largest" else values.mean())


def _moving(name: str) -> Callable[[Case], float]:
    return lambda case: _moved(case, name)


def _listed(case: Case) -> float:
    sums = case.terms().sum(axis=0) if case.stage.window else case.terms()[:, 0]
    strongest = sums[np.argsort(-np.abs(sums), kind="stable")[:LISTED]]
    return case.function(float(strongest.sum()) + case.bias)


def _scaled(case: Case) -> tuple[float, float, float]:
    row, column, channel = case.index
    gamma, beta, mean, variance = normalizing(case.weights, case.inputs, (row, column, channel))
    factor = gamma / math.sqrt(variance + 0.001)
    return float(case.inputs[case.index]), factor, beta - mean * factor


def _shift_forgotten(case: Case) -> float:
    value, factor, _ = _scaled(case)
    return value * factor


def _factor_forgotten(case: Case) -> float:
    value, _, shift = _scaled(case)
    return value + shift


def _shift_first(case: Case) -> float:
    value, factor, shift = _scaled(case)
    return (value + shift) * factor


def _one_forgotten(case: Case) -> float:
    return (case.size - case.stage.window_size) // case.strides


def _rounded_up(case: Case) -> float:
    left = case.size - case.stage.window_size
    # Where the window moves by its own size, that is one division.
    whole = case.strides == case.stage.window_size
    return math.ceil(case.size / case.strides) if whole else math.ceil(left / case.strides) + 1


def _changed_scores(case: Case) -> NDArray[np.float64]:
    scores = case.inputs.copy()
    scores[int(case.question.numbers["raised"])] += float(case.question.numbers["gain"])
    return scores


def _map_by_map(case: Case) -> float:
    channels_first = np.moveaxis(np.arange(math.prod(case.stage.input_shape)).reshape(case.stage.input_shape), -1, 0)
    return float(np.flatnonzero(channels_first.ravel() == case.index[0])[0])


def _column_first(case: Case) -> float:
    turned = np.swapaxes(np.arange(math.prod(case.stage.input_shape)).reshape(case.stage.input_shape), 0, 1)
    return float(np.flatnonzero(turned.ravel() == case.index[0])[0])


def _biases(case: Case) -> int:
    return int(case.stage.settings.has_kernel)


def _of_input(name: str) -> Callable[[Case], float]:
    return lambda case: activated(name, float(case.inputs[case.index]))


MISTAKES: Mapping[str, Callable[[Case], float]] = {
    "sign": lambda case: -answer_of(case),
    "bias_forgotten": lambda case: case.function(float(case.terms().sum())),
    "minus_ignored": lambda case: case.function(float(np.abs(_shares(case)).sum()) + case.bias),
    "others_forgotten": _listed,
    "kernel_turned": lambda case: case.function(float(case.terms(turned=True).sum()) + case.bias),
    "function_early": lambda case: activated(str(case.stage.activation), case.own),
    "function_forgotten": lambda case: (
        float(case.inputs[case.index]) if case.stage.settings.is_function else float(case.terms().sum()) + case.bias
    ),
    "both_forgotten": lambda case: float(case.terms().sum()),
    "bias_last": lambda case: case.function(float(case.terms().sum())) + case.bias,
    **{name: _moving(name) for name in (*BESIDE, "strides_forgotten")},
    "shift_forgotten": _shift_forgotten,
    "factor_forgotten": _factor_forgotten,
    "shift_first": _shift_first,
    "minus_dropped": lambda case: abs(float(case.inputs[case.index])),
    "cut_at_zero": _of_input("relu"),
    "as_tanh": _of_input("tanh"),
    "as_sigmoid": _of_input("sigmoid"),
    "as_leaky": _of_input("leaky_relu"),
    "mean_taken": lambda case: float(case.pooled().mean()),
    "all_added": lambda case: float(case.pooled().sum()),
    "smallest_taken": lambda case: float(case.pooled().min()),
    "not_divided": lambda case: float(_averaged(case).sum()),
    "largest_taken": lambda case: float(_averaged(case).max()),
    "padding_counted": lambda case: float(case.pooled().sum()) / case.stage.window_size**2,
    "side_divided": lambda case: float(_averaged(case).sum()) / case.size,
    "not_scaled": lambda case: 255 * case.own,
    "inverted": lambda case: 1 - case.own,
    "as_percentage": lambda case: 100 * case.own,
    "dropped": lambda _: 0.0,
    "shrunk": lambda case: case.own * (1 - case.layer.rate),
    "stretched": lambda case: case.own / (1 - case.layer.rate),
    "map_by_map": _map_by_map,
    "column_first": _column_first,
    "from_one": lambda case: case.index[0] + 1,
    "map_forgotten": lambda case: case.index[0] - case.index[0] % case.stage.input_shape[-1],
    "change_ignored": lambda case: case.layer.output.shape[1],
    "raise_ignored": lambda case: float(np.argmax(case.inputs)),
    "raised_wins": lambda case: float(case.question.numbers["raised"]),
    "second_best": lambda case: float(np.argsort(-_changed_scores(case), kind="stable")[1]),
    "smallest_wins": lambda case: float(np.argmin(_changed_scores(case))),
    "fraction": lambda case: float(_softmax(case)[case.index]),
    "complement": lambda case: 100 * (1 - float(_softmax(case)[case.index])),
    "powers_not_shared": lambda case: 100 * float(np.exp(_divided(case) - _divided(case).max())[case.index]),
    "division_ignored": lambda case: 100 * case.own,
    "powers_forgotten": lambda case: 100 * float(case.inputs[case.index]) / float(case.inputs.sum()),
    "unchanged": lambda case: case.size,
    "same_without_steps": lambda case: case.size,
    "one_forgotten": _one_forgotten,
    "one_edge": lambda case: case.size - (case.stage.window_size - 1) // 2,
    "steps_forgotten": lambda case: case.size - case.stage.window_size + 1,
    "rounded_up": _rounded_up,
    "window_forgotten": lambda case: case.size // case.strides,
    "rounded_down": lambda case: case.size // case.strides,
    "as_valid": lambda case: (case.size - case.stage.window_size) // case.strides + 1,
    "ring_counted": lambda case: case.size + case.stage.window_size - 1,
    "old_divided": lambda case: case.layer.output.shape[1] // case.strides,
    "maps_forgotten": lambda case: math.prod(case.stage.input_shape[:2]),
    "added_up": lambda case: sum(case.stage.input_shape),
    "one_side": lambda case: case.stage.input_shape[0] * case.stage.input_shape[2],
    "cells_forgotten": lambda case: case.stage.input_shape[2],
    "cells_kept": lambda case: math.prod(case.stage.input_shape),
    "cells_of_one": lambda case: math.prod(case.stage.input_shape[:2]),
    "colour_counted": lambda _: 28 * 28 * 3,
    "sides_added": lambda _: 28 + 28,
    "one_side_only": lambda _: 28,
    "biases_forgotten": lambda case: int(np.prod(case.layer.weights[0].shape)),
    "one_bias": lambda case: int(np.prod(case.layer.weights[0].shape)) + 1,
    "channels_forgotten": lambda case: (math.prod(case.kernel_sizes[:-1]) + 1) * _outputs(case),
    "side_not_squared": lambda case: (math.prod(case.kernel_sizes[1:]) + 1) * _outputs(case),
    "learned_only": lambda case: sum(int(np.prod(weight.shape)) for weight in case.layer.trainable_weights),
    "outputs_forgotten": lambda case: math.prod(case.kernel_sizes) + _biases(case),
    "sizes_added": lambda case: sum(case.kernel_sizes) + _outputs(case),
}
"""What whoever makes a mistake answers, by the mistake's name."""


def _shares(case: Case) -> Terms:
    """What is added up as the question lists it: products, or of many maps the sum of each."""
    terms = case.terms()
    return terms.sum(axis=0) if case.stage.window is not None and terms.shape[1] > 1 else terms


def _averaged(case: Case) -> NDArray[np.float64]:
    return case.pooled() if case.stage.window is not None else case.inputs[..., case.index[-1]]


def _outputs(case: Case) -> int:
    return int(case.layer.output.shape[-1])
