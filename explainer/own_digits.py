"""A visitor's own digits with their labels, and the file to download and upload them."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from explainer.errors import ExplainerError
from explainer.mnist import IMAGE_SIZE, Images, Labels
from explainer.uploads.guard import GUARD, Task
from explainer.uploads.refusals import EMPTY, NO_DIGITS, TOO_MANY

MOST = 400
"""Maximum number of digits of one visitor or class; 784 bytes each."""
MAX_MEGABYTES = 1
"""Maximum size of an uploaded file, several times that of `MOST` digits."""


def _none() -> Images:
    return np.zeros((0, IMAGE_SIZE, IMAGE_SIZE), np.uint8)


def _nothing() -> Labels:
    return np.zeros(0, np.uint8)


@dataclass(frozen=True)
class OwnDigits:
    """Digits in the order in which they were added; immutable.

    Attributes:
        images: `(n, 28, 28)`, `uint8`, 0 to 255, white on black; at most `MOST`.
        labels: `(n,)`, `uint8`, 0 to 9.
    """

    images: Images
    labels: Labels

    @classmethod
    def empty(cls) -> OwnDigits:
        """A set without digits."""
        return cls(_none(), _nothing())

    @property
    def digest(self) -> str:
        """A hash of images and labels, as 12 hexadecimal digits."""
        return hashlib.sha256(self.images.tobytes() + self.labels.tobytes()).hexdigest()[:12]

    def contains(self, images: Images) -> npt.NDArray[np.bool_]:
        """Whether each image is identical to one of the digits, whatever its label.

        Args:
            images: `(n, 28, 28)`, `uint8`.
        """
        known = {image.tobytes() for image in self.images}
        return np.array([image.tobytes() in known for image in images], dtype=bool)

    def with_all(self, others: OwnDigits) -> OwnDigits:
        """Returns a copy with all digits of another set added; see `with_one`.

        Raises:
            ExplainerError: `digits_too_many` (details `count` and `limit`) if there would be more than `MOST`.
        """
        count = len({image.tobytes() for image in (*self.images, *others.images)})
        if count > MOST:
            message = f"Expected at most {MOST} digits; received {count}."
            raise ExplainerError("digits_too_many", message, count=count, limit=MOST)
        merged = self
        for image, label in zip(others.images, others.labels, strict=True):
            merged = merged.with_one(image, int(label))
        return merged

    def with_one(self, image: Images, label: int) -> OwnDigits:
        """Returns a copy with a digit added.

        An identical image is replaced. Beyond `MOST` digits, the oldest is removed.

        Args:
            image: `(28, 28)`, `uint8`.
            label: 0 to 9.
        """
        others = (self.images != image).any(axis=(1, 2))
        images = np.concatenate([self.images[others], image[np.newaxis]])[-MOST:]
        labels = np.append(self.labels[others], np.uint8(label))[-MOST:]
        return OwnDigits(images, labels)

    def without(self, index: int) -> OwnDigits:
        """Returns a copy without one digit."""
        return OwnDigits(np.delete(self.images, index, axis=0), np.delete(self.labels, index))

    def npz(self) -> bytes:
        """A file in the format of Keras's `mnist.npz`, with all digits as training images and no test images."""
        file = io.BytesIO()
        np.savez_compressed(file, x_train=self.images, y_train=self.labels, x_test=_none(), y_test=_nothing())
        return file.getvalue()


def digits_of(content: bytes) -> OwnDigits:
    """Reads an untrusted file of digits in a separate process.

    Args:
        content: A file as `OwnDigits.npz` writes it.

    Returns:
        The content of `x_train` and `y_train`; at least one digit.

    Raises:
        ExplainerError: `digits_kind` if the file has another format, `digits_large` (detail `limit`) if there are more
            than `MOST` digits, `digits_empty`; `upload_unreadable`, `upload_too_much` or `upload_busy`.
    """
    pixels = IMAGE_SIZE**2
    task = Task(
        reader="digits",
        answer_bytes=4 + MOST * (pixels + 1),
        details={"most": MOST, "side": IMAGE_SIZE},
        refusals={NO_DIGITS: "digits_kind", TOO_MANY: "digits_large", EMPTY: "digits_empty"},
        words={"limit": MOST},
    )
    answer = GUARD.read(task, content)
    count = int.from_bytes(answer[:4], "little")
    images, labels = np.split(np.frombuffer(answer, np.uint8, offset=4), [MOST * pixels])
    return OwnDigits(images.reshape(MOST, IMAGE_SIZE, IMAGE_SIZE)[:count].copy(), labels[:count].copy())


def read_npz(open_file: Callable[[], bytes]) -> OwnDigits:
    """Reads a trusted file that this server wrote with `OwnDigits.npz`.

    Raises:
        OSError: If it cannot be read.
        ValueError: If it is damaged or has another format; also `EOFError`, `KeyError`, `RuntimeError`,
            `zipfile.BadZipFile` or `zlib.error`.
    """
    with np.load(io.BytesIO(open_file()), allow_pickle=False) as archive:
        images, labels = archive["x_train"], archive["y_train"]
    is_set = images.dtype == labels.dtype == np.uint8 and images.shape == (len(labels), IMAGE_SIZE, IMAGE_SIZE)
    if not is_set or len(labels) > MOST or (labels > 9).any():
        raise ValueError(f"Expected digits and their labels; received {images.shape} and {labels.shape}.")
    return OwnDigits(images, labels)
