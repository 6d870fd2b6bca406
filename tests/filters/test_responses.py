"""What excites filters, against Keras's maps; and which of them are marked."""

import keras
import numpy as np
import pytest

from explainer.filters.redundancy import DUPLICATE_LIKENESS, SILENT_SHARE, redundancy
from explainer.filters.responses import NEARLY_IDENTICAL, PATCHES, Responder, Responses, nearly_identical
from explainer.mnist import CLASSES, Dataset, scale
from explainer.network import network
from explainer.tracing import as_weights
from tests.filters.test_ablation import IMAGES, result_of
from tests.networks import ODD, random_arrays, reference_model


@pytest.mark.parametrize("name", ["normalized", "kernel_5_strides_2_tanh", "even_kernel_strides_3_linear"])
def test_they_are_kerass_maps(name: str, dataset: Dataset) -> None:
    config = ODD[name]
    model = reference_model(config)
    arrays = random_arrays(model, 7)
    model.set_weights(arrays)
    images, labels = dataset.x_test[:IMAGES], dataset.y_test[:IMAGES]
    stage = config.convolutions[-1]
    layer = [layer for layer in model.layers if isinstance(layer, keras.layers.Conv2D)][-1]
    maps = keras.Model(model.inputs, layer.output).predict(scale(images)[..., None], verbose=0)
    _, found = result_of(Responder(config, stage).steps(images, labels, as_weights(config, arrays)))
    limit = float(np.abs(maps).max())
    assert found.windows == maps[..., 0].size
    np.testing.assert_allclose(found.largest, maps.max(axis=(0, 1, 2)), atol=1e-5 * limit)
    np.testing.assert_allclose(found.least, maps.min(axis=(0, 1, 2)), atol=1e-5 * limit)
    for digit in range(CLASSES):
        np.testing.assert_allclose(found.class_maps[digit], maps[labels == digit].mean(axis=0), atol=1e-5 * limit)
    expected = np.corrcoef(maps.reshape(-1, stage.channels).astype(np.float64), rowvar=False)
    np.testing.assert_allclose(found.likeness, np.atleast_2d(expected), atol=1e-4)
    for index, patches in enumerate(found.patches):
        values = [patch.value for patch in patches]
        assert values == sorted(values, reverse=True)
        assert values[0] == pytest.approx(maps[..., index].max(), abs=1e-5 * limit)
        assert len({patch.image for patch in patches}) == len(patches) <= PATCHES
        for patch in patches:
            returned = maps[patch.image, patch.row, patch.column, index]
            assert patch.value == pytest.approx(returned, abs=1e-5 * limit)
            assert patch.value == pytest.approx(maps[patch.image, ..., index].max(), abs=1e-5 * limit)


def test_each_patch_is_the_strongest_that_is_left_and_looks_different(dataset: Dataset) -> None:
    config = network("c2_max2")
    arrays = random_arrays(reference_model(config), 3)
    stage = config.convolutions[0]
    images, labels = dataset.x_test[:IMAGES], dataset.y_test[:IMAGES]
    _, found = result_of(Responder(config, stage).steps(images, labels, as_weights(config, arrays)))
    for patches in found.patches:
        pixels = [
            images[patch.image, patch.row : patch.row + 3, patch.column : patch.column + 3].astype(float) / 255
            for patch in patches
        ]
        for place, one in enumerate(pixels):
            assert all(np.abs(one - other).mean() >= NEARLY_IDENTICAL for other in pixels[:place])
            area = patches[place].area
            assert (area.top, area.left, area.height, area.width) == (patches[place].row, patches[place].column, 3, 3)


def test_nearly_identical_has_a_threshold() -> None:
    dark, edge = np.zeros((3, 3), np.uint8), np.zeros((3, 3), np.uint8)
    edge[0, :] = 76
    assert nearly_identical(dark, np.stack([dark, edge])).tolist() == [True, True]
    edge[0, :] = 77
    assert nearly_identical(dark, np.stack([dark, edge])).tolist() == [True, False]


def test_silent_and_duplicate_filters_are_marked_by_their_thresholds() -> None:
    likeness = np.eye(4, dtype=np.float32)
    likeness[0, 1] = likeness[1, 0] = DUPLICATE_LIKENESS
    likeness[0, 2] = likeness[2, 0] = DUPLICATE_LIKENESS - 0.001
    likeness[0, 3] = likeness[3, 0] = 1
    responses = Responses(
        patches=((),) * 4,
        class_maps=np.zeros((CLASSES, 1, 1, 4), np.float32),
        least=np.zeros(4, np.float32),
        largest=np.array([10, 1, SILENT_SHARE * 10.1, SILENT_SHARE * 9.9], np.float32),
        likeness=likeness,
        windows=1,
    )
    found = redundancy(responses)
    assert found.silent == (3,)
    assert found.pairs == ((0, 1),)
