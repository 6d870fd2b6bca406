"""Disables TensorFlow's autotuning of the data sets that Keras creates from arrays."""

import contextlib
from collections.abc import Iterator

import tensorflow as tf


@contextlib.contextmanager
def untuned_datasets() -> Iterator[None]:
    """Disables autotuning of the pipelines that `fit` and `evaluate` build meanwhile; results do not change.

    The tuner sleeps for 10 ms, then for twice as long each time, and an epoch's iterator is released only when it wakes
    up: an epoch of 21 s ends after 41 s. Slices of an array need no tuning, but Keras has no option to turn it off.
    """
    with_options = tf.data.Dataset.with_options

    def untuned(dataset: tf.data.Dataset, options: tf.data.Options, name: str | None = None) -> tf.data.Dataset:
        options.autotune.enabled = False
        return with_options(dataset, options, name)

    tf.data.Dataset.with_options = untuned
    try:
        yield
    finally:
        tf.data.Dataset.with_options = with_options
