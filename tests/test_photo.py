"""A photo's ink is told from its paper, whatever the light, the file or the camera."""

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image
from scipy import ndimage

from explainer import mnist
from explainer.drawing import prepare
from explainer.errors import ExplainerError
from explainer.photo import MAX_MEGABYTES, MAX_PIXELS, Photo, ink_of, read_photo
from explainer.predicting import Predictor
from explainer.training.models.bundle import load_bundle
from explainer.training.models.weights import load_weights

ORIENTATION = 0x112
TURNED_LEFT = 6


def page(digit: np.ndarray, numbers: np.random.Generator, *, dark: bool = True) -> np.ndarray:
    """A digit somewhere on paper, or in chalk, under light that falls from one side, as a camera sees it: 240×320."""
    ink = np.zeros((240, 320))
    large = ndimage.zoom(digit / 255, numbers.uniform(3, 8), order=3).clip(0, 1)
    top, left = (numbers.integers(0, room - side + 1) for room, side in zip(ink.shape, large.shape, strict=True))
    ink[top : top + large.shape[0], left : left + large.shape[1]] = large
    row, column = np.mgrid[-1:1:240j, -1:1:320j]
    light = 0.75 + numbers.uniform(-0.15, 0.15) * row + numbers.uniform(-0.2, 0.2) * column - 0.1 * row**2
    seen = light * (1 - 0.75 * ink) if dark else 0.25 * light + 0.6 * ink
    return np.uint8((seen + numbers.normal(0, 0.03, ink.shape)).clip(0, 1) * 255)


def file(picture: np.ndarray | Image.Image, kind: str = "PNG", mode: str | None = None, **how: Any) -> bytes:
    content = io.BytesIO()
    made = picture if isinstance(picture, Image.Image) else Image.fromarray(picture)
    (made.convert(mode) if mode else made).save(content, kind, **how)
    return content.getvalue()


@pytest.fixture(scope="module")
def seven() -> np.ndarray:
    return page(mnist.load().x_test[0], np.random.default_rng(1))


def test_nearly_all_photographed_digits_are_read_right() -> None:
    numbers, data, bundle = np.random.default_rng(5), mnist.load(), load_bundle()
    images = []
    for index in range(100):
        ink, is_dark = ink_of(page(data.x_test[index], numbers, dark=index % 2 == 0))
        assert is_dark == (index % 2 == 0)
        digit = prepare(ink)
        assert digit is not None
        images.append(np.rint(digit.image * 255).astype(np.uint8))
    answers = Predictor(bundle.config).predictions(np.stack(images), load_weights(bundle)).answers
    assert np.mean(answers == data.y_test[:100]) >= 0.95


def likeness(first: Photo, second: Photo) -> float:
    return float(np.corrcoef(first.ink.ravel(), second.ink.ravel())[0, 1])


@pytest.mark.parametrize(
    ("kind", "mode", "how"),
    [("JPEG", "RGB", {}), ("JPEG", "CMYK", {}), ("WEBP", "RGB", {}), ("PNG", "RGBA", {}), ("PNG", "P", {})],
)
def test_every_kind_of_file_shows_the_same(seven: np.ndarray, kind: str, mode: str, how: dict[str, Any]) -> None:
    plain, other = read_photo(file(seven)), read_photo(file(seven, kind, mode, **how))
    assert likeness(plain, other) > 0.95
    assert other.is_dark_on_light
    assert not other.shows_through
    assert other.size == (320, 240)


def test_sixteen_bits_and_large_pictures(seven: np.ndarray) -> None:
    plain = read_photo(file(seven))
    assert likeness(plain, read_photo(file(seven.astype(np.uint16) * 257))) > 0.99
    large = read_photo(file(Image.fromarray(seven).resize((3_200, 2_400)), "JPEG"))
    assert likeness(plain, large) > 0.9


def test_what_the_camera_noted_turns_it_upright(seven: np.ndarray) -> None:
    noted = Image.Exif()
    noted[ORIENTATION] = TURNED_LEFT
    turned = read_photo(file(np.rot90(seven).copy(), "JPEG", exif=noted, quality=95))
    assert turned.was_turned
    assert likeness(read_photo(file(seven)), turned) > 0.95


@pytest.mark.parametrize("brightness", [0, 255])
def test_ink_on_nothing_is_seen(seven: np.ndarray, brightness: int) -> None:
    ink = np.uint8(read_photo(file(seven)).ink * 255)
    found = read_photo(file(np.dstack([np.full((320, 320, 3), brightness, np.uint8), ink])))
    assert found.shows_through
    assert found.is_dark_on_light == (brightness == 0)


def test_of_several_pictures_the_first_is_used(seven: np.ndarray) -> None:
    others = [Image.fromarray(255 - seven)]
    for kind in ("WEBP", "PNG"):
        found = read_photo(file(seven, kind, save_all=True, append_images=others))
        assert found.moves
        assert found.is_dark_on_light


def test_thin_strokes_are_drawn_bolder() -> None:
    thin = np.full((300, 300), 230, np.uint8)
    thin[40:260, 150:153] = 30
    found = read_photo(file(thin))
    assert found.is_bolder
    assert np.ptp(np.flatnonzero((found.ink > 0.5).any(axis=0))) + 1 >= 12


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "photo_kind"),
        (b"GIF89a" + bytes(100), "photo_kind"),
        (file(np.zeros((300, 300), np.uint8))[:100], "photo_broken"),
        (file(np.eye(300, dtype=np.uint8), "JPEG")[:200], "photo_broken"),
        (file(Image.new("1", (MAX_PIXELS // 1_000 + 1, 1_000))), "photo_gigantic"),
        (file(np.full((300, 300), 200, np.uint8)), "photo_empty"),
        (file(np.zeros((1, 1), np.uint8)), "photo_empty"),
        (bytes(MAX_MEGABYTES * 10**6 + 1), "photo_too_large"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_reason(content: bytes, code: str) -> None:
    with pytest.raises(ExplainerError) as error:
        read_photo(content)
    assert error.value.code == code


def test_the_photo_is_kept_with_a_frame_around_its_ink() -> None:
    picture = np.full((200, 120), 230, dtype=np.uint8)
    picture[60:140, 50:62] = 20
    photo = read_photo(file(picture))
    np.testing.assert_array_equal(photo.brightness, picture)
    top, bottom, left, right = photo.frame
    assert np.abs(np.array([top, bottom, left, right]) - [60, 139, 50, 61]).max() <= 2
