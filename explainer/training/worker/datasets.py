"""The data sets that Keras makes of arrays for `fit` and `evaluate`, without TensorFlow's tuner."""

import contextlib
from collections.abc import Iterator

import tensorflow as tf


@contextlib.contextmanager
def untuned_datasets() -> Iterator[None]:
    """Keeps TensorFlow from tuning the pipelines that `fit` and `evaluate` build meanwhile; the numbers stay the same.

    The tuner sleeps for 10 ms, then for twice as long each time, and an epoch's iterator can only be let go of when it
    wakes up: an epoch of 21 s waits idly until second 41. Keras leaves no other way to say that there is nothing to
    tune in slices of an array.
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
