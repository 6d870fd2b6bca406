"""What is said of a kernel at two epochs, against NumPy."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

NAMES = ("since_same", "since_most", "since_none", "since_alike", "since_flips")
TEXT = {
    **{name: name for name in NAMES},
    "since_most": "{before} {after} {row} {column} {old} {new}",
    "since_alike": "{alike}",
    "since_flips": "{flips} {count}",
}
WORDS = """
const { kernels, text, one, other, epochs } = given;
const shape = [kernels.length, kernels[0].length, kernels[0][0].length];
const empty = { values: new Float32Array(0), shape: [0] };
const scene = { meta: { text, epochs, convolution: { filter: 3, kernel_scale: { kind: "diverging", limit: 1 } } },
  arrays: { kernels: { values: new Float32Array(kernels.flat(2)), shape }, biases: empty, maps: empty } };
return wordsSince(scene, one, other);
"""


@pytest.fixture
def words(evaluate: Callable[..., Any]) -> Callable[..., list[str]]:
    def said(kernels: np.ndarray, one: int, other: int) -> list[str]:
        given = {"kernels": kernels.tolist(), "text": TEXT, "one": one, "other": other, "epochs": [0, 1, 5]}
        return evaluate(WORDS, given, "timemachine")

    return said


@pytest.mark.parametrize("size", [2, 3, 5])
def test_two_epochs_of_a_kernel_are_compared(words: Callable[..., list[str]], size: int) -> None:
    kernels = np.random.default_rng(size).normal(0, 0.4, (3, size, size)).astype(np.float32)
    most, alike, flips = words(kernels, 2, 1)
    old, now = kernels[1].astype(float), kernels[2].astype(float)
    row, column = np.unravel_index(np.abs(now - old).argmax(), old.shape)
    before, after, *place, shown_old, shown_now = most.replace("\N{MINUS SIGN}", "-").split()
    assert (before, after, *map(int, place)) == ("1", "5", row, column)
    assert float(shown_old) == pytest.approx(old[row, column], abs=0.00051)
    assert float(shown_now) == pytest.approx(now[row, column], abs=0.00051)
    cosine = (old * now).sum() / np.linalg.norm(old) / np.linalg.norm(now)
    assert float(alike.replace("\N{MINUS SIGN}", "-")) == pytest.approx(cosine, abs=0.00051)
    assert flips == f"{(np.sign(old) != np.sign(now)).sum()} {size * size}"


def test_nothing_is_said_that_is_not_there(words: Callable[..., list[str]]) -> None:
    same = np.ones((3, 2, 2), dtype=np.float32)
    assert words(same, 1, 1) == ["since_same"]
    assert words(same, 0, 2) == ["since_none"]
    hardly = same.copy()
    hardly[2, 1, 0] = 1.00005
    assert words(hardly, 0, 2)[0].split()[2:4] == ["1", "0"]
    from_nothing = same.copy()
    from_nothing[0] = 0
    # A weight of 0 has no sign to change.
    _, flips = words(from_nothing, 0, 2)
    assert flips == "0 4"
    assert len(words(np.array([[[0.5]], [[0.4]], [[-0.3]]], dtype=np.float32), 0, 2)) == 2
