"""Files of digits: what was taken home comes back, and anything else is refused without being read."""

import io
import zipfile
from contextlib import suppress
from typing import Any

import numpy as np
import pytest

from explainer import mnist
from explainer.errors import ExplainerError
from explainer.own_digits import MOST, OwnDigits, digits_of
from explainer.text import LANGUAGES, Text
from explainer.uploads import digits
from explainer.uploads.refusals import EMPTY, NO_DIGITS, TOO_MANY, RefusedError

IMAGES = np.random.default_rng(3).integers(0, 256, (4, 28, 28), np.uint8)
LABELS = np.array([1, 9, 0, 7], np.uint8)


def archive(**arrays: Any) -> bytes:
    content = io.BytesIO()
    np.savez_compressed(content, **arrays)
    return content.getvalue()


def claiming(header: bytes, numbers: bytes = b"") -> bytes:
    """An archive whose images say of themselves what need not be so."""
    content = io.BytesIO()
    labels = io.BytesIO()
    np.save(labels, LABELS)
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("y_train.npy", labels.getvalue())
        padded = header.ljust(117) + b"\n"
        file.writestr("x_train.npy", b"\x93NUMPY\x01\x00" + len(padded).to_bytes(2, "little") + padded + numbers)
    return content.getvalue()


def shape(text: str, kind: str = "|u1", order: str = "False") -> bytes:
    return f"{{'descr': '{kind}', 'fortran_order': {order}, 'shape': {text}, }}".encode()


@pytest.mark.parametrize("count", [1, 4])
def test_what_was_taken_home_comes_back(count: int) -> None:
    digits = OwnDigits(IMAGES[:count], LABELS[:count])
    found = digits_of(digits.npz())
    assert np.array_equal(found.images, digits.images)
    assert found.labels.tolist() == digits.labels.tolist()
    assert found.digest == digits.digest


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "digits_kind"),
        (archive(x_train=IMAGES, y_train=np.array([{}] * 4)), "digits_kind"),
        (OwnDigits(IMAGES, LABELS).npz()[:-700], "digits_kind"),
        (OwnDigits.empty().npz(), "digits_empty"),
        (archive(x_train=np.zeros((MOST + 1, 28, 28), np.uint8), y_train=np.zeros(MOST + 1, np.uint8)), "digits_large"),
        (claiming(shape("(4, 28, 28)"), bytes(500)), "upload_unreadable"),
    ],
    ids=["nothing", "pickled", "cut short", "empty", "too many", "fewer numbers than said"],
)
def test_each_refusal_has_a_message(content: bytes, code: str) -> None:
    with pytest.raises(ExplainerError) as error:
        digits_of(content)
    assert error.value.code == code
    for language in LANGUAGES:
        assert Text(language)(f"error.{code}", **error.value.details)


BOMB = claiming(shape("(4, 28, 28)"), bytes(50_000_000))


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (archive(y_train=LABELS), NO_DIGITS),
        (archive(x_train=IMAGES), NO_DIGITS),
        (archive(x_train=IMAGES[:3], y_train=LABELS), NO_DIGITS),
        (archive(x_train=IMAGES.astype(np.float32), y_train=LABELS), NO_DIGITS),
        (archive(x_train=IMAGES[:, :, :27], y_train=LABELS), NO_DIGITS),
        (archive(x_train=IMAGES, y_train=LABELS + np.uint8(1)), NO_DIGITS),
        (archive(x_train=np.asfortranarray(IMAGES), y_train=LABELS), NO_DIGITS),
        (archive(x_train=IMAGES, y_train=LABELS.reshape(2, 2)), NO_DIGITS),
        (archive(x_train=IMAGES, y_train=np.array(3, np.uint8)), NO_DIGITS),
        (claiming(shape("(-1, 28, 28)")), NO_DIGITS),
        (claiming(shape("(4, 28, 28)", "|O")), NO_DIGITS),
        (claiming(shape("(100000000, 28, 28)")), TOO_MANY),
        (archive(x_train=np.zeros((MOST + 1, 28, 28), np.uint8), y_train=np.zeros(MOST + 1, np.uint8)), TOO_MANY),
        (archive(x_train=IMAGES[:0], y_train=LABELS[:0]), EMPTY),
    ],
)
def test_what_is_not_as_taken_home_is_refused(content: bytes, refusal: int) -> None:
    with pytest.raises(RefusedError) as error:
        list(digits.read(content, {"most": MOST, "side": mnist.IMAGE_SIZE}))
    assert error.value.code == refusal


def test_no_more_is_unpacked_than_was_said() -> None:
    count, images, _ = digits.read(BOMB, {"most": MOST, "side": mnist.IMAGE_SIZE})
    assert count.tolist() == [4]
    assert images.nbytes == MOST * 784


@pytest.mark.parametrize("place", range(20, 400, 19))
def test_a_damaged_file_is_no_set(place: int) -> None:
    content = bytearray(OwnDigits(IMAGES, LABELS).npz())
    content[place] ^= 0xFF
    details = {"most": MOST, "side": mnist.IMAGE_SIZE}
    # The child ends with whatever it is; but if it answers, nothing was changed.
    answer = []
    with suppress(Exception):
        answer = list(digits.read(bytes(content), details))
    if answer:
        assert np.array_equal(answer[1][:4], IMAGES)
        assert np.array_equal(answer[2][:4], LABELS)
