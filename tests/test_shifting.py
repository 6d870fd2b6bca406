"""What becomes of maps when the digit moves, against the network's own answers."""

from collections.abc import Callable, Iterable

import numpy as np
import pytest

from explainer import mnist
from explainer.shifting import StageShift, follow, shifted, similarity
from explainer.tracing import Trace
from explainer.training.models.bundle import load_bundle
from explainer.training.models.weights import load_weights
from tests.networks import tracer_of


def test_what_leaves_the_image_is_lost() -> None:
    image = np.arange(12, dtype=np.float32).reshape(3, 4)
    np.testing.assert_array_equal(shifted(image), [[0, 0, 1, 2], [0, 4, 5, 6], [0, 8, 9, 10]])
    np.testing.assert_array_equal(shifted(image, 0), image)
    assert not shifted(image, 4).any()
    assert image[0, 1] == 1


def test_similarity_is_the_cosine() -> None:
    assert similarity(np.array([[3.0, 0.0]]), np.array([[3.0, 4.0]])) == pytest.approx(0.6)
    assert similarity(np.array([1.0, 0.0]), np.array([0.0, 2.0])) == 0.0
    assert similarity(np.array([1.0, -1.0]), np.array([-2.0, 2.0])) == pytest.approx(-1)


def test_what_both_show_of_an_empty_image_does_not_make_them_alike() -> None:
    first, second = np.array([5.0, 5.0, 6.0, 5.0]), np.array([5.0, 6.0, 5.0, 5.0])
    assert similarity(first, second) > 0.98
    assert similarity(first, second, ground=5.0) == 0.0


def test_an_empty_map_is_like_nothing() -> None:
    empty, full = np.full((2, 2), 0.25), np.array([[0.25, 1.0], [0.25, 0.25]])
    assert similarity(empty, full, ground=0.25) is None
    assert similarity(full, empty + 1e-8, ground=0.25) is None


def test_an_image_moves_both_ways() -> None:
    image = np.arange(1, 13, dtype=np.float32).reshape(3, 4)
    np.testing.assert_array_equal(shifted(image, -1, 1), [[0, 0, 0, 0], [2, 3, 4, 0], [6, 7, 8, 0]])
    np.testing.assert_array_equal(shifted(image, 0, -2)[0], image[2])
    np.testing.assert_array_equal(shifted(shifted(image, 1, 1), -1, -1)[:2, :3], image[:2, :3])
    assert not shifted(image, 0, 3).any()


@pytest.fixture(scope="module")
def traces() -> Callable[[int, int], list[Trace]]:
    """A digit, the moved digit and nothing, in the bundled network."""
    bundle = load_bundle()
    weights, tracer = load_weights(bundle, bundle.checkpoints()[-1]), tracer_of(bundle.config)
    image = mnist.scale(mnist.load().x_test[0])

    def traced(right: int, down: int) -> list[Trace]:
        return [tracer.trace(one, weights) for one in (image, shifted(image, right, down), np.zeros_like(image))]

    return traced


def by_name(found: Iterable[StageShift]) -> dict[str, StageShift]:
    return {one.stage.layer: one for one in found}


def test_a_convolution_moves_along_and_what_is_pooled_only_by_whole_cells(
    traces: Callable[[int, int], list[Trace]],
) -> None:
    one = by_name(follow(*traces(1, 0), right=1, down=0))
    assert list(one) == ["conv2d_1", "pooling2d_1", "conv2d_2", "pooling2d_2", "flatten"]
    assert one["conv2d_1"].cells == (0, 1)
    assert one["conv2d_1"].moved_along == 64
    assert [one[name].step for name in one] == [1, 2, 2, 4, 4]
    assert one["pooling2d_1"].cells is None
    two = by_name(follow(*traces(2, -2), right=2, down=-2))
    assert two["pooling2d_1"].cells == (-1, 1)
    assert two["pooling2d_1"].moved_along == 64
    assert two["conv2d_2"].moved_along == 32


def test_in_place_a_pooled_map_is_more_like_itself_than_before_pooling(
    traces: Callable[[int, int], list[Trace]],
) -> None:
    found = by_name(follow(*traces(1, 0), right=1, down=0))
    before, after, blank = traces(1, 0)
    maps = [trace["activation_1"].output[..., 7] for trace in (before, after, blank)]
    assert found["conv2d_1"].alike[7] == similarity(*maps)
    assert found["pooling2d_1"].typical > found["conv2d_1"].typical


def test_the_row_of_numbers_changes_in_its_places(traces: Callable[[int, int], list[Trace]]) -> None:
    found = by_name(follow(*traces(4, 0), right=4, down=0))["flatten"]
    before, after, _ = (trace["flatten"].output for trace in traces(4, 0))
    assert found.changed == np.count_nonzero(np.abs(after - before) > 0.05 * np.abs(before).max())
    assert found.changed > 100
    still = by_name(follow(*traces(0, 0), right=0, down=0))["flatten"]
    assert (still.changed, still.typical) == (0, pytest.approx(1))
