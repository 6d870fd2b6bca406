"""The reference that the pages are held to is Keras and plain NumPy, and what it is tried on is always the same."""

import keras
import numpy as np
import pytest

from explainer.network import NetworkConfig, network
from explainer.tracing import Tracer, as_weights
from explainer.training.models.weights import load_weights
from explainer.training.store.run_store import RunStore
from tests.networks import NETWORKS
from tests.oracles.parity_cases import PICTURES, random_cases
from tests.oracles.parity_checks import CHECKS, decimals_for
from tests.oracles.random_networks import random_network
from tests.oracles.reference import Reference, products, terms, window
from tests.oracles.runs import put_run, random_weights

COUNT = 200
BLOCKS = (0, 1, 1, 2, 2, 2, 3, 3)
SMALL = network("c3-k4-s2-same_avg2_c2-tanh_drop0.25_d5")


@pytest.mark.parametrize(("limit", "decimals"), [(0, 3), (9.99, 3), (10, 2), (-99, 2), (100, 1)])
def test_large_numbers_have_fewer_decimals(limit: float, decimals: int) -> None:
    assert decimals_for(np.array([0, limit], np.float32)) == decimals


def test_the_reference_is_keras_and_its_terms_add_up_to_it() -> None:
    weights = random_weights(SMALL, seed=5)
    image = np.random.default_rng(6).random((28, 28), np.float32)
    reference = Reference(SMALL, weights)
    outputs = reference.outputs(image)
    traced = Tracer(SMALL).trace(image, as_weights(SMALL, weights))
    for stage in traced:
        np.testing.assert_allclose(outputs[stage.name], stage.output, rtol=1e-4, atol=1e-5)
    for name in ("conv2d_1", "conv2d_2"):
        kernel, bias = reference.weights[name]
        stage, inputs = reference.stages[name], outputs[reference.before(name)]
        for cell in ((0, 0), (3, 2)):
            added = products(inputs, kernel, stage, cell, 1).sum() + bias[1]
            assert outputs[name][(*cell, 1)] == pytest.approx(added, rel=1e-4, abs=1e-5)
    values, inside = window(outputs["activation_1"], reference.stages["pooling2d_1"], 2, 3)
    assert inside.all()
    assert outputs["pooling2d_1"][2, 3, 0] == pytest.approx(values[..., 0].mean(), rel=1e-5)
    kernel, bias = reference.weights["dense_1"]
    assert outputs["dense_1"][4] == pytest.approx(terms(outputs["flatten"], kernel, 4).sum() + bias[4], abs=1e-5)


def test_a_window_in_the_padding_knows_what_is_outside() -> None:
    image = np.ones((28, 28, 1), np.float32)
    values, inside = window(image, next(stage for stage in SMALL.stages if stage.name == "conv2d_1"), 0, 0)
    assert not inside[0].any()
    assert not inside[:, 0].any()
    assert inside[1:, 1:].all()
    np.testing.assert_array_equal(values[..., 0], inside)


def test_random_networks_and_cells_are_the_same_every_time() -> None:
    def drawn() -> tuple[list[NetworkConfig], list[object]]:
        generator = np.random.default_rng(20240608)
        configs = [random_network(generator, blocks) for blocks in BLOCKS]
        return configs, list(random_cases(generator, configs, np.arange(10), COUNT))

    configs, cases = drawn()
    assert drawn() == (configs, cases)
    assert [len(config.blocks) for config in configs] == list(BLOCKS)
    assert len(cases) == COUNT + len(BLOCKS) * len(PICTURES)
    assert {case.cell.kind for case in cases} == set(CHECKS)
    for case in cases:
        shape = case.cell.stage.output_shape
        assert case.cell.stage in configs[case.network].stages
        assert case.cell.filter < shape[-1]
        if len(shape) == 3:
            assert (case.cell.row, case.cell.column) < shape[:2]


@pytest.mark.parametrize("name", ["one_filter_no_dense", "three_blocks_dropout"])
def test_a_run_that_was_put_into_a_store_is_read_back(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    config = NETWORKS[name]
    weights = random_weights(config, seed=1)
    store = RunStore(tmp_path_factory.mktemp("runs"))
    run = store.run(put_run(store, config, weights))
    read = load_weights(run)
    arrays = [array for layer in read.values() for array in layer.values()]
    for array, expected in zip(arrays, weights, strict=True):
        np.testing.assert_array_equal(array, expected)
    keras.backend.clear_session()


def test_random_variances_are_not_negative() -> None:
    *_, variance = random_weights(network("c30_bn"), seed=3)[2:6]
    assert variance.shape == (30,)
    assert (variance >= 0).all()
