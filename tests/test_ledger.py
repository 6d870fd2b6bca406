"""Every number adds up from its parts, at every level, down to the pixels."""

import itertools
from collections.abc import Callable

import numpy as np
import pytest

from explainer.errors import ExplainerError
from explainer.ledger import Account, Node, account, compare, follow, strongest
from explainer.network import ARTICLE, NetworkConfig, keras_model, network
from explainer.tracing import Array, Trace, Tracer, Weights, as_weights
from tests.networks import NETWORKS, random_arrays, reference_model
from tests.oracles.layers import layer_outputs

CONFIGS = {name: NETWORKS[name] for name in NETWORKS if name not in ("wide", "no_pooling", "strides")} | {
    "straight_from_pixels": network("softmax")
}


def traced(config: NetworkConfig, tracer_of: Callable[[NetworkConfig], Tracer], image: Array) -> tuple[Trace, Weights]:
    weights = as_weights(config, random_arrays(reference_model(config), seed=3))
    return tracer_of(config).trace(image, weights), weights


def check(current: Account) -> None:
    size = np.abs(current.parts.terms).sum() + abs(current.bias or 0.0)
    if current.rule != "pixel":
        assert current.total == pytest.approx(current.value, abs=1e-5 * max(1.0, size)), current.node


def random_leading(current: Account, generator: np.random.Generator) -> Node:
    leading = [part.node for part in current.parts if part.node is not None]
    return leading[generator.integers(len(leading))]


@pytest.mark.parametrize("name", CONFIGS)
def test_the_parts_of_every_number_add_up_to_what_keras_returned(
    tracer_of: Callable[[NetworkConfig], Tracer], images: Array, name: str
) -> None:
    trace, weights = traced(CONFIGS[name], tracer_of, images[1])
    windows = sum(hasattr(layer, "kernel_size") for layer in reference_model(CONFIGS[name]).layers)
    generator = np.random.default_rng(7)
    for _ in range(12):
        node = Node("logits", (int(generator.integers(10)),))
        rules = []
        while True:
            current = account(trace, weights, node)
            check(current)
            rules.append(current.rule)
            if current.rule == "pixel":
                break
            node = random_leading(current, generator)
        assert current.value == images[1][node.index[:2]]
        assert rules.count("products") == windows


@pytest.mark.parametrize("name", CONFIGS)
def test_any_number_of_any_stage_adds_up(
    tracer_of: Callable[[NetworkConfig], Tracer], images: Array, name: str
) -> None:
    trace, weights = traced(CONFIGS[name], tracer_of, images[2])
    generator = np.random.default_rng(11)
    for stage in trace.stages[:-1]:
        for _ in range(6):
            place = tuple(int(generator.integers(size)) for size in stage.shape)
            current = account(trace, weights, Node(stage.name, place))
            check(current)
            assert current.value == stage.output[place]
            for part in current.parts[:6]:
                assert part.term == pytest.approx(part.value * part.factor) or current.rule == "function"
                if part.node is not None and part.node.channel is None:
                    assert trace[part.node.stage].output[part.node.index] == pytest.approx(part.value)


def test_the_whole_is_that_of_a_plain_keras_model(tracer_of: Callable[[NetworkConfig], Tracer], images: Array) -> None:
    model = keras_model(ARTICLE)
    model.set_weights(random_arrays(model, seed=5))
    trace = tracer_of(ARTICLE).trace(images[0], as_weights(ARTICLE, model.get_weights()))
    outputs = layer_outputs(model)(images[0])
    dense = outputs[model.layers[-2].name]
    kernel, bias = model.layers[-1].get_weights()
    comparison = compare(trace, as_weights(ARTICLE, model.get_weights()), 7, 9)
    by_column = dense * (kernel[:, 7] - kernel[:, 9])
    assert comparison.parts.terms == pytest.approx(by_column, abs=1e-5)
    assert comparison.bias == pytest.approx(bias[7] - bias[9])
    assert comparison.value == pytest.approx(by_column.sum() + bias[7] - bias[9], abs=1e-4)
    assert comparison.parts.terms.sum() + comparison.bias == pytest.approx(comparison.value, abs=1e-5)


def test_the_winner_of_a_window_is_followed(tracer_of: Callable[[NetworkConfig], Tracer], images: Array) -> None:
    trace, weights = traced(ARTICLE, tracer_of, images[0])
    before = trace["activation_1"].output[8:10, 10:12, 3].ravel()
    current = account(trace, weights, Node("pooling2d_1", (4, 5, 3)))
    assert current.winner == int(np.argmax(before))
    winner = current.parts[current.winner]
    assert winner.value == before.max()
    assert winner.node is not None
    assert winner.node.index == (8 + current.winner // 2, 10 + current.winner % 2, 3)
    assert sorted(part.value for part in current.parts) == sorted(before)


def test_padding_is_zero_and_leads_nowhere(tracer_of: Callable[[NetworkConfig], Tracer], images: Array) -> None:
    trace, weights = traced(CONFIGS["lenet_5"], tracer_of, images[0])
    current = account(trace, weights, Node("conv2d_1", (0, 0, 2), channel=0))
    nowhere = [place for place, part in enumerate(current.parts) if part.node is None]
    assert nowhere == [place for place in range(25) if place < 10 or place % 5 < 2]
    assert all(current.parts[place].term == 0 for place in nowhere)


def test_a_path_takes_the_choices_it_is_given_and_then_the_strongest(
    tracer_of: Callable[[NetworkConfig], Tracer], images: Array
) -> None:
    trace, weights = traced(ARTICLE, tracer_of, images[1])
    steps = follow(trace, weights, Node("logits", (7,)), (13, 15))
    choices = [step.chosen for step in steps if step.is_choice]
    assert choices[:2] == [13, 15]
    assert len(choices) == 6
    assert [step.account.rule for step in steps] == [
        "sum", "function", "sum", "same", "largest", "function", "sum", "products", "largest", "function", "sum",
        "products", "pixel",
    ]  # fmt: skip
    for step, following in itertools.pairwise(steps):
        assert step.account.parts[step.chosen or 0].node == following.account.node
        if step.is_choice and step not in (steps[0], steps[2]):
            assert step.chosen == strongest(step.account.parts, step.account.value)
    again = follow(trace, weights, Node("logits", (7,)), [choice for choice in choices if choice is not None])
    assert [step.account.node for step in again] == [step.account.node for step in steps]


@pytest.mark.parametrize("choices", [(128,), (-1,), (0, 800), (0, 0, 64), (0, 0, 0, 9), (0, 0, 0, 0, 0, 0, 0)])
def test_a_path_that_does_not_fit_is_an_error(
    tracer_of: Callable[[NetworkConfig], Tracer], images: Array, choices: tuple[int, ...]
) -> None:
    trace, weights = traced(ARTICLE, tracer_of, images[1])
    with pytest.raises(ExplainerError) as caught:
        follow(trace, weights, Node("logits", (7,)), choices)
    assert caught.value.code == "trail_does_not_fit"


def test_padding_cannot_be_chosen(tracer_of: Callable[[NetworkConfig], Tracer], images: Array) -> None:
    trace, weights = traced(CONFIGS["lenet_5"], tracer_of, images[1])
    start = Node("conv2d_1", (0, 0, 0))
    assert follow(trace, weights, start, (0, 12))[-1].account.rule == "pixel"
    with pytest.raises(ExplainerError):
        follow(trace, weights, start, (0, 0))


def test_the_strongest_part_explains_the_sign(tracer_of: Callable[[NetworkConfig], Tracer], images: Array) -> None:
    trace, weights = traced(CONFIGS["kernel_5_strides_2_tanh"], tracer_of, images[1])
    for unit in range(5):
        current = account(trace, weights, Node("dense_2", (unit,)))
        term = current.parts[strongest(current.parts, current.value)].term
        if current.value < 0:
            assert term == current.parts.terms.min()
        else:
            assert term == current.parts.terms.max()


def test_a_blank_image_still_leads_to_a_pixel(tracer_of: Callable[[NetworkConfig], Tracer], images: Array) -> None:
    for name in ("deep_and_narrow", "lenet_5", "max_pooling_in_the_padding"):
        trace, weights = traced(CONFIGS[name], tracer_of, images[3])
        assert follow(trace, weights, Node("logits", (0,)))[-1].account.rule == "pixel"


def test_probabilities_and_numbers_there_are_not_are_refused(
    tracer_of: Callable[[NetworkConfig], Tracer], images: Array
) -> None:
    trace, weights = traced(ARTICLE, tracer_of, images[1])
    for node in (
        Node("softmax", (0,)),
        Node("logits", (10,)),
        Node("logits", (0, 0)),
        Node("conv2d_1", (26, 0, 0)),
        Node("conv2d_1", (0, 0, 0), channel=1),
        Node("activation_1", (0, 0, 0), channel=0),
    ):
        with pytest.raises(ValueError, match="Expected a number of"):
            account(trace, weights, node)
