"""The two directions of largest variance against NumPy's singular values, and where another image comes to lie."""

import numpy as np
import pytest
from scipy.spatial.distance import cdist

from explainer import mnist
from explainer.embedding.axes import NEAREST, amid_nearest, flaw, principal_axes

PIXELS = mnist.load().x_test[:400].reshape(400, -1)
SATURATED = (0.7 + 5e-5 * np.random.default_rng(2).normal(size=(400, 6)) * np.arange(1, 7)).astype(np.float32)
"""As the units of a network with several sigmoids: they differ in their last digits."""


@pytest.mark.parametrize("vectors", [PIXELS, PIXELS[:, 300:302], PIXELS[:, :340].astype(np.float16), SATURATED])
def test_axes_and_shares_are_those_of_the_singular_values(vectors: np.ndarray) -> None:
    centred = vectors - vectors.mean(axis=0, dtype=np.float64)
    left, values, right = np.linalg.svd(centred, full_matrices=False)
    found = principal_axes(vectors)
    # A direction may point either way.
    signs = np.sign((found.directions * right[:2]).sum(axis=1))
    np.testing.assert_allclose(found.positions, left[:, :2] * values[:2] * signs, atol=values[0] * 1e-4)
    np.testing.assert_allclose(found.shares, values[:2] ** 2 / (values**2).sum(), rtol=1e-4)
    for index in (0, 7):
        own = found.place(vectors[index].astype(np.float32))
        np.testing.assert_allclose(own, found.positions[index], atol=values[0] * 1e-4)


def test_the_same_vectors_make_the_same_map() -> None:
    assert np.array_equal(principal_axes(PIXELS).positions, principal_axes(PIXELS).positions)


def test_vectors_along_one_line_need_one_axis() -> None:
    line = np.outer(np.arange(20.0), [3.0, 4.0, 0.0])
    found = principal_axes(line)
    np.testing.assert_allclose(found.shares, (1, 0), atol=1e-6)
    np.testing.assert_allclose(np.abs(found.positions[:, 0] - found.positions[0, 0]), 5 * np.arange(20), rtol=1e-5)


def test_another_image_lies_amid_its_nearest() -> None:
    positions = np.random.default_rng(1).normal(size=(399, 2)).astype(np.float32)
    place, places = amid_nearest(PIXELS[1:], positions, PIXELS[0].astype(np.float32))
    expected = cdist(PIXELS[:1], PIXELS[1:])[0].argsort(kind="stable")[:NEAREST]
    assert places.tolist() == expected.tolist()
    np.testing.assert_allclose(place, positions[expected].mean(axis=0), rtol=1e-6)


@pytest.mark.parametrize(
    ("vectors", "expected"),
    [
        (np.ones((5, 1)), "single"),
        (np.ones((5, 3)), "constant"),
        (np.full((5, 3), np.inf, np.float16), "not_finite"),
        (np.eye(5)[:, :2], None),
    ],
)
def test_what_has_no_map_is_known(vectors: np.ndarray, expected: str | None) -> None:
    assert flaw(vectors) == expected


@pytest.mark.parametrize("factor", [2.0**-130, 2.0**-90, 2.0**60, 2.0**115])
def test_very_small_and_very_large_numbers_make_the_same_map(factor: float) -> None:
    usual, extreme = principal_axes(PIXELS), principal_axes(PIXELS * np.float32(factor))
    assert extreme.shares == pytest.approx(usual.shares, rel=1e-4)
    np.testing.assert_allclose(extreme.positions / np.float64(factor), usual.positions, atol=2e-3 * np.ptp(PIXELS))
