"""Files in every layout, and such as were made to do harm, through the process that reads uploads."""

import io
from collections.abc import Callable
from functools import partial
from random import Random

import h5py
import numpy as np
import pytest

from explainer.errors import ExplainerError
from explainer.network import network
from explainer.network.architecture import MAX_PARAMETERS
from explainer.tracing import Array, Weights
from explainer.training.models.brought_in import weights_of
from explainer.training.models.weights import stored_arrays
from tests.oracles.answers import answer
from tests.oracles.hostile_files import (
    KERNEL,
    KERNEL_SHAPE,
    LAYOUTS,
    NETWORK,
    STORED,
    mutated,
    weights_file,
    zero_chunk,
)

Change = Callable[[h5py.File], None]


def changed(change: Change) -> bytes:
    content = io.BytesIO(weights_file("contiguous"))
    with h5py.File(content, "a") as file:
        change(file)
    return content.getvalue()


def code_of(content: bytes) -> str:
    with pytest.raises(ExplainerError) as error:
        weights_of(content, NETWORK)
    return error.value.code


def arrays_of(weights: Weights) -> list[Array]:
    return [array for layer in weights.values() for array in (layer.kernel, layer.bias)]


def replaced(**how: object) -> Change:
    def change(file: h5py.File) -> None:
        del file[KERNEL]
        file.create_dataset(KERNEL, **how)

    return change


def replaced_by(link: object) -> Change:
    def change(file: h5py.File) -> None:
        del file[KERNEL]
        file[KERNEL] = link

    return change


EXPECTED = {
    "chunked": "weights_not_plain",
    "gzip + shuffle + fletcher32": "weights_not_plain",
    "compound": "weights_do_not_fit",
    "long double": "weights_do_not_fit",
    "virtual": "weights_not_plain",
    "external": "weights_not_plain",
    "never written": "weights_not_plain",
    "10¹³ rows, never written": "weights_do_not_fit",
}


@pytest.mark.parametrize("layout", EXPECTED)
def test_only_plain_numbers_in_one_piece_are_read(layout: str) -> None:
    assert code_of(weights_file(layout)) == EXPECTED[layout]


def test_every_layout_is_tried() -> None:
    assert {*EXPECTED, "contiguous"} == set(LAYOUTS)


def test_the_file_that_ended_the_server_is_refused() -> None:
    assert code_of(zero_chunk()) == "weights_not_plain"


@pytest.mark.parametrize("kind", ["<f4", "<f8", "<f2", ">f4", ">f8"])
def test_floats_of_every_size_are_read(kind: str) -> None:
    numbers = np.random.default_rng(1).normal(size=KERNEL_SHAPE).astype(kind)
    read = weights_of(changed(replaced(data=numbers)), NETWORK)
    np.testing.assert_array_equal(read["conv2d_1"].kernel, numbers.astype("f4"))
    with h5py.File(io.BytesIO(weights_file("contiguous"))) as file:
        for (place, _), array in list(zip(STORED, arrays_of(read), strict=True))[1:]:
            np.testing.assert_array_equal(array, file[place][...])


def test_what_lies_beside_the_layers_is_not_looked_at() -> None:
    def with_optimizer(file: h5py.File) -> None:
        file["optimizer/vars/0"] = np.ones(100)
        file["layers/dropout/vars/unknown"] = h5py.SoftLink("/nowhere")
        del file["layers/dropout/vars/unknown"]

    weights_of(changed(with_optimizer), NETWORK)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (replaced(data=np.ones(KERNEL_SHAPE, "i4")), "weights_do_not_fit"),
        (replaced(data=np.ones(KERNEL_SHAPE, "c8")), "weights_do_not_fit"),
        (replaced(data=np.ones(KERNEL_SHAPE[::-1], "f4")), "weights_do_not_fit"),
        (replaced(data=np.full(KERNEL_SHAPE, np.nan, "f4")), "weights_not_finite"),
        (replaced_by(h5py.SoftLink("/layers/dense/vars/0")), "weights_do_not_fit"),
        (replaced_by(h5py.ExternalLink("/etc/passwd", "x")), "weights_do_not_fit"),
        (lambda file: file.create_group("layers/more/vars/0"), "weights_do_not_fit"),
        (lambda file: file.__delitem__("layers/dense"), "weights_do_not_fit"),
        (lambda file: file.__delitem__("layers"), "weights_do_not_fit"),
        (lambda file: file.move("layers/conv2d", "layers/conv2d_1"), "weights_do_not_fit"),
    ],
)
def test_what_does_not_fit_is_refused(change: Change, code: str) -> None:
    assert code_of(changed(change)) == code


@pytest.mark.parametrize("content", [b"", b"weights, please", weights_file("contiguous")[:2_000]])
def test_what_is_no_weights_file_is_unreadable(content: bytes) -> None:
    assert code_of(content) == "upload_unreadable"


@pytest.mark.parametrize("layout", LAYOUTS)
def test_mutations_are_read_or_refused(layout: str) -> None:
    content = weights_file(layout)
    codes = {answer(partial(weights_of, mutated(content, [content], Random(seed)), NETWORK))[0] for seed in range(5)}
    assert "unexpected" not in codes


def test_a_file_as_large_as_can_be_is_read() -> None:
    """Some 20 million numbers, within the limits of memory, time and size."""
    largest = network("c23-same_d1024_d1024")
    assert 0.95 * MAX_PARAMETERS < largest.parameters <= MAX_PARAMETERS
    content = io.BytesIO()
    with h5py.File(content, "w") as file:
        for place, shape in stored_arrays(largest):
            file[place] = np.full(shape, 0.5, "f4")
    read = weights_of(content.getvalue(), largest)
    assert sum(array.size for array in arrays_of(read)) == largest.parameters
    assert {float(array.min()) for array in arrays_of(read)} == {0.5}
