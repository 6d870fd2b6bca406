"""What excites the filters of a layer: their strongest windows on many images, and their mean answers by class."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from explainer.mnist import CLASSES, IMAGE_SIZE, Images, Labels
from explainer.network import NetworkConfig, Stage
from explainer.network.stage_runner import StageRunner
from explainer.predicting import batch_size, batches
from explainer.receptive import Area, area_of, receptive_field
from explainer.tracing import Array, Weights, check_fit
from explainer.turns import COMPUTING

PATCHES = 9
WHITE = 255
NEARLY_IDENTICAL = 0.1
"""Two patches are shown as one if their pixels (0 to 1) differ by less than this on average."""

COMPARED_IMAGES = 1_000
"""How many images, from the first, the maps of two filters are compared on."""


@dataclass(frozen=True)
class Patch:
    """The part of an image that a filter's strongest window there looks at.

    Attributes:
        image: The image's index.
        row: The row of the layer's output, from 0.
        area: The pixels that can reach it.
    """

    image: int
    row: int
    column: int
    value: float
    area: Area


@dataclass(frozen=True, eq=False)
class Responses:
    """What the filters of one layer return on many images.

    Attributes:
        patches: For each filter, strongest first, up to `PATCHES` that are not nearly identical.
        class_maps: The mean map of each class, `(10, height, width, filters)`.
        least: The least that each filter returns anywhere, `(filters,)`.
        likeness: The correlation of each filter's numbers with each other's, over all places of the first
            `COMPARED_IMAGES`, `(filters, filters)`, -1 to 1; 0 for filters that always return the same.
        windows: How many windows each filter looked at.
    """

    patches: tuple[tuple[Patch, ...], ...]
    class_maps: Array
    least: Array
    largest: Array
    likeness: Array
    windows: int

    @property
    def class_means(self) -> Array:
        """What each filter returns on average by class, `(10, filters)`."""
        return np.asarray(self.class_maps.mean(axis=(1, 2)))


class Responder:
    """Watches the filters of one layer. Safe to share between threads: it keeps neither weights nor results."""

    def __init__(self, config: NetworkConfig, convolution: Stage) -> None:
        self._config = config
        self.batch_size = batch_size(config)
        self._runner = StageRunner(config)
        self._shape = convolution.output_shape
        self._field = receptive_field(config, convolution.name)
        size = self._field.largest_size
        self._rows, self._columns = _lines(self._field.rows, size), _lines(self._field.columns, size)
        self._stages = self._runner.stages[: self._runner.index(config.output_stage(convolution)) + 1]
        inputs = tf.TensorSpec((self.batch_size, IMAGE_SIZE, IMAGE_SIZE, 1)), tf.TensorSpec((self.batch_size, CLASSES))
        self._watch = self._runner.compiled(self._watched, *inputs)
        self._compare = self._runner.compiled(self._compared, *inputs)

    def steps(self, images: Images, labels: Labels, weights: Weights) -> Generator[float, None, Responses]:
        """Watches the filters on images, a batch at a time.

        Yields:
            How much is done, up to 1.

        Returns:
            What was found, `Responses`.

        Raises:
            ExplainerError: `weights_do_not_fit`, if the weights are another architecture's.
        """
        check_fit(self._config, weights.tensors)
        filters = self._shape[-1]
        largest, places = np.empty((len(images), filters), np.float32), np.empty((len(images), filters), np.int32)
        least = np.full(filters, np.inf, np.float32)
        sums = np.zeros((CLASSES, *self._shape))
        spreads: list[_Spread] = []
        for start, count, batch in batches(images, self.batch_size):
            part = slice(start, start + count)
            # Rows of zeros for the black images that fill the last batch up: they belong to no class.
            classes = np.zeros((self.batch_size, CLASSES), np.float32)
            classes[np.arange(count), labels[part]] = 1
            with COMPUTING.turn():
                found = [tensor.numpy() for tensor in self._watch(batch, tf.constant(classes), *weights.tensors)]
            largest[part], places[part] = found[0][:count], found[1][:count]
            least = np.minimum(least, found[2][:count].min(axis=0))
            sums += found[3]
            if start < COMPARED_IMAGES:
                with COMPUTING.turn():
                    products, means = self._compare(batch, tf.constant(classes), *weights.tensors)
                    spreads.append(_Spread(products.numpy(), means.numpy(), count))
            yield (start + count) / len(images)
        patches = []
        padded = np.pad(images, ((0, 0), (0, 1), (0, 1)))
        for index in range(filters):
            patches.append(self._patches(padded, largest[:, index], places[:, index]))
            yield 1.0
        cells = self._shape[0] * self._shape[1]
        return Responses(
            patches=tuple(patches),
            class_maps=(sums / np.bincount(labels, minlength=CLASSES).clip(1)[:, None, None, None]).astype(np.float32),
            least=least,
            largest=largest.max(axis=0),
            likeness=_correlation(spreads, cells),
            windows=len(images) * cells,
        )

    def _output(self, batch: tf.Tensor, tensors: Sequence[tf.Tensor]) -> tf.Tensor:
        return self._runner.through(self._stages, batch, self._runner.named(tensors))

    def _watched(self, batch: tf.Tensor, classes: tf.Tensor, *tensors: tf.Tensor) -> tuple[tf.Tensor, ...]:
        """Most, its place and least of each image and filter, and the sum of the maps of each class."""
        output = self._output(batch, tensors)
        flat = tf.reshape(output, (self.batch_size, -1, self._shape[-1]))
        by_image = tf.reshape(output, (self.batch_size, -1))
        sums = tf.reshape(tf.matmul(classes, by_image, transpose_a=True), (CLASSES, *self._shape))
        return (
            tf.reduce_max(flat, axis=1),
            tf.argmax(flat, axis=1, output_type=tf.int32),
            tf.reduce_min(flat, axis=1),
            sums,
        )

    def _compared(self, batch: tf.Tensor, classes: tf.Tensor, *tensors: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        """The sums of each filter's numbers times each other's, as differences from their means, and these means."""
        is_real = tf.reduce_sum(classes, axis=1)[:, None, None, None]
        output = self._output(batch, tensors)
        means = tf.reduce_sum(output * is_real, axis=(0, 1, 2)) / (tf.reduce_sum(is_real) * np.prod(self._shape[:2]))
        flat = tf.reshape((output - means) * is_real, (-1, self._shape[-1]))
        return tf.matmul(flat, flat, transpose_a=True), means

    def _patches(self, padded: Images, largest: Array, places: npt.NDArray[np.int32]) -> tuple[Patch, ...]:
        """One filter's strongest windows, one an image, leaving out those that look like a stronger one.

        Args:
            padded: The images with a black row and column after the last, `(n, 29, 29)`: see `_lines`.
            largest: The largest that the filter returns on each, `(n,)`.
            places: Where, counted row by row.
        """
        order = np.argsort(-largest, kind="stable")
        rows, columns = np.divmod(places[order], self._shape[1])
        windows = padded[order[:, None, None], self._rows[rows][:, :, None], self._columns[columns][:, None, :]]
        is_left = np.ones(len(order), dtype=bool)
        found: list[Patch] = []
        while len(found) < PATCHES and is_left.any():
            place = int(np.argmax(is_left))
            row, column = int(rows[place]), int(columns[place])
            area = area_of(self._field.pixels_of(row, column))
            # Itself too; a window that lies in the padding alone sees no pixel to show.
            is_left &= ~nearly_identical(windows[place], windows)
            if area is not None:
                found.append(Patch(int(order[place]), row, column, float(largest[order[place]]), area))
        return tuple(found)


def nearly_identical(one: Images, others: Images) -> npt.NDArray[np.bool_]:
    """Which patches are shown as one with another.

    Args:
        one: Its pixels, `uint8`, 0 to 255, `(rows, columns)`.
        others: Those of the others, `(n, rows, columns)`.
    """
    difference = np.maximum(one, others) - np.minimum(one, others)
    return np.asarray(difference.mean(axis=(1, 2), dtype=np.float32) < NEARLY_IDENTICAL * WHITE)


def _lines(seen: npt.NDArray[np.bool_], size: int) -> npt.NDArray[np.intp]:
    """The rows (or columns) of pixels that each row of cells sees, `(cells, size)`; `IMAGE_SIZE` for the padding."""
    lines = np.full((len(seen), size), IMAGE_SIZE)
    for cell, pixels in enumerate(map(np.flatnonzero, seen)):
        if pixels.size:
            span = np.arange(pixels[0], pixels[-1] + 1)
            # At the upper edge the padding comes first.
            start = size - len(span) if pixels[0] == 0 else 0
            lines[cell, start : start + len(span)] = span
    return lines


class _Spread(NamedTuple):
    """What `_compared` found on so many images."""

    products: Array
    means: Array
    images: int


def _correlation(spreads: Sequence[_Spread], cells: int) -> Array:
    """Of all batches: each differs from its own mean, and that from the mean of all."""
    counts = np.array([spread.images for spread in spreads])
    means = np.stack([spread.means for spread in spreads]).astype(np.float64)
    apart = means - np.average(means, axis=0, weights=counts)
    covariance = sum(spread.products.astype(np.float64) for spread in spreads) / cells + (apart.T * counts) @ apart
    deviation = np.sqrt(np.diag(covariance))
    product = np.outer(deviation, deviation)
    likeness = np.divide(covariance, product, out=np.zeros_like(covariance), where=product > 0)
    return np.asarray(likeness.clip(-1, 1), dtype=np.float32)
