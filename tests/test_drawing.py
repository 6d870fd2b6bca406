"""Drawings are prepared as MNIST's digits were."""

import base64
import zlib

import numpy as np
import pytest
from scipy import ndimage

from explainer import mnist
from explainer.drawing import Steps, ink, pack, prepare, unpack


def canvas_with(rows: slice, columns: slice, size: int = 320) -> np.ndarray:
    canvas = np.zeros((size, size), np.float32)
    canvas[rows, columns] = 1
    return canvas


def test_an_empty_canvas_is_no_digit() -> None:
    assert prepare(np.zeros((320, 320), np.float32)) is None


def test_ink_is_brightness_times_opacity() -> None:
    rgba = np.array([[[255, 255, 255, 255], [0, 0, 0, 255], [255, 255, 255, 0], [255, 255, 255, 51]]], np.uint8)
    np.testing.assert_allclose(ink(rgba), [[1, 0, 0, 0.2]], atol=1e-6)


def test_the_frame_holds_the_ink() -> None:
    digit = prepare(canvas_with(slice(100, 220), slice(30, 50)))
    assert digit is not None
    assert digit.frame == (100, 30, 220, 50)


@pytest.mark.parametrize(("rows", "columns"), [(slice(10, 210), slice(5, 45)), (slice(200, 230), slice(40, 300))])
def test_the_digit_fits_20_pixels_and_keeps_its_proportions(rows: slice, columns: slice) -> None:
    digit = prepare(canvas_with(rows, columns))
    assert digit is not None
    height, width = digit.fitted.shape
    assert max(height, width) == 20
    expected = (rows.stop - rows.start) / (columns.stop - columns.start)
    assert height / width == pytest.approx(expected, rel=0.15)


@pytest.mark.parametrize("place", [(0, 0), (0, 250), (250, 0), (120, 60)])
def test_the_centre_of_mass_is_in_the_middle(place: tuple[int, int]) -> None:
    canvas = np.zeros((320, 320), np.float32)
    row, column = place
    # A lopsided shape: its middle and its centre of mass differ.
    canvas[row : row + 70, column : column + 12] = 1
    canvas[row + 50 : row + 70, column : column + 60] = 1
    digit = prepare(canvas)
    assert digit is not None
    assert digit.image.shape == (28, 28)
    assert np.array(ndimage.center_of_mass(digit.image)) == pytest.approx([13.5, 13.5], abs=0.51)
    assert digit.centre_of_mass == pytest.approx(ndimage.center_of_mass(digit.image))


def test_the_digit_stays_right_way_round() -> None:
    canvas = np.zeros((320, 320), np.float32)
    canvas[40:60, 40:200] = 1  # a bar on top …
    canvas[60:280, 180:200] = 1  # … and a leg on its right: a 7
    digit = prepare(canvas)
    assert digit is not None
    top, bottom = digit.image[:14], digit.image[14:]
    assert (top > 0.5).sum() > (bottom > 0.5).sum()
    assert (digit.image[:, 14:] > 0.5).sum() > (digit.image[:, :14] > 0.5).sum()


def test_values_are_white_on_black_from_0_to_1() -> None:
    digit = prepare(canvas_with(slice(50, 250), slice(140, 170)))
    assert digit is not None
    assert digit.image.dtype == np.float32
    assert digit.image.min() == 0
    assert digit.image.max() == pytest.approx(1)
    assert digit.image[0, 0] == 0


def test_each_step_can_be_left_out() -> None:
    canvas = canvas_with(slice(10, 60), slice(10, 30))
    whole = prepare(canvas, Steps(crop=False))
    unfitted = prepare(canvas, Steps(fit=False))
    uncentred = prepare(canvas, Steps(crop=False, centre=False))
    assert whole is not None
    assert unfitted is not None
    assert uncentred is not None
    assert whole.fitted.shape == (20, 20)
    assert max(unfitted.fitted.shape) == 28
    # Neither cut out nor centred, the ink stays in the top left quarter.
    assert uncentred.image[14:].sum() == 0
    assert uncentred.image[:14, :14].sum() > 0


def test_a_dot_in_the_corner_is_a_digit_too() -> None:
    canvas = np.zeros((320, 320), np.float32)
    canvas[319, 319] = 1
    digit = prepare(canvas)
    assert digit is not None
    assert digit.image.sum() > 0


def test_a_drawing_fits_into_a_link_and_comes_back() -> None:
    numbers = np.random.default_rng(3)
    images = [mnist.scale(image) for image in mnist.load().x_test[:200]]
    words = [pack(image) for image in images]
    assert all(np.array_equal(unpack(word), image) for word, image in zip(words, images, strict=True))
    assert np.median([len(word) for word in words]) < 350
    noise = mnist.scale(numbers.integers(0, 256, (28, 28), np.uint8))
    assert np.array_equal(unpack(pack(noise)), noise)
    assert len(pack(noise)) < 1_100


@pytest.mark.parametrize("content", [b"", bytes(783), bytes(785), bytes(10**7)])
def test_no_other_length_is_read(content: bytes) -> None:
    word = base64.urlsafe_b64encode(zlib.compress(content, wbits=-15)).decode().rstrip("=")
    assert unpack(word) is None


@pytest.mark.parametrize("word", ["", "-", "____", "a" * 1_100, pack(np.zeros((28, 28), np.float32))[:-2]])
def test_no_other_word_is_read(word: str) -> None:
    assert unpack(word) is None
