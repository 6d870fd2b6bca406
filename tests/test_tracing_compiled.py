"""How a `Tracer` is compiled: once, for any weights, whatever sessions, threads and XLA do."""

import logging
import threading
from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from explainer import tracing
from explainer.tracing import Array, Tracer
from tests.networks import ODD, TracerOf, trained

SMALL = ODD["three_blocks_dropout"]
TOLERANCE = 1e-5


def test_other_weights_need_no_recompilation(monkeypatch: pytest.MonkeyPatch, images: Array) -> None:
    built = []
    run = Tracer._run

    def counted(self: Tracer, *inputs: tf.Tensor) -> tf.Tensor:
        built.append(self)
        return run(self, *inputs)

    monkeypatch.setattr(Tracer, "_run", counted)
    tracer = Tracer(SMALL)
    assert len(built) == 1, "compiled before the first visitor comes"
    results = []
    for seed in range(3):
        keras.backend.clear_session()
        _, weights = trained(SMALL, seed)
        results.append(tracer.trace(images[0], weights).probabilities)
    assert len(built) == 1
    assert not np.allclose(results[0], results[1])
    assert not np.allclose(results[1], results[2])


def test_clear_session_changes_no_number(tracer_of: TracerOf, images: Array) -> None:
    tracer = tracer_of(SMALL)
    _, weights = trained(SMALL)
    before = tracer.trace(images[0], weights)
    keras.backend.clear_session()
    after = tracer.trace(images[0], weights)
    for one, other in zip(before, after, strict=True):
        np.testing.assert_array_equal(one.output, other.output)


def test_compiling_survives_other_visitors_reruns(clearing_sessions: None, tracer_of: TracerOf, images: Array) -> None:
    """Keras's `stateless_call` fails this: it forgets the weights it was given and uses the model's own."""
    _, weights = trained(SMALL)
    expected = tracer_of(SMALL).trace(images[0], weights)
    for _ in range(5):
        trace = Tracer(SMALL).trace(images[0], weights)
        for one, other in zip(trace, expected, strict=True):
            np.testing.assert_allclose(one.output, other.output, rtol=TOLERANCE, atol=TOLERANCE)


def test_two_threads_with_weights_of_their_own(tracer_of: TracerOf, images: Array) -> None:
    tracer = tracer_of(SMALL)
    jobs = [(images[seed], trained(SMALL, seed)[1]) for seed in range(2)]
    expected = [tracer.trace(*job).probabilities for job in jobs]
    wrong: list[Any] = []

    def work(index: int) -> None:
        for _ in range(200):
            probabilities = tracer.trace(*jobs[index]).probabilities
            if not np.allclose(probabilities, expected[index], rtol=TOLERANCE, atol=TOLERANCE):
                wrong.append(probabilities)

    threads = [threading.Thread(target=work, args=(index,)) for index in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not np.allclose(*expected)
    assert wrong == []


def test_without_xla_the_numbers_are_the_same(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tracer_of: TracerOf, images: Array
) -> None:
    """XLA is handed an operation that it really refuses."""
    _, weights = trained(SMALL)
    expected = tracer_of(SMALL).trace(images[0], weights)
    function = tf.function
    compilers: list[bool] = []

    def function_with_an_operation_unknown_to_xla(
        run: Callable[..., tf.Tensor] | None = None, *, jit_compile: bool | None = None, autograph: bool = True
    ) -> Any:
        if run is None or jit_compile is None:  # Keras, inferring a shape.
            return function(run, jit_compile=jit_compile, autograph=autograph)
        compilers.append(jit_compile)

        def with_string(*inputs: tf.Tensor) -> tf.Tensor:
            zero = tf.strings.to_number(tf.strings.as_string(inputs[0][0, 0, 0, 0])) * 0
            return run(*inputs) + zero

        return function(with_string, jit_compile=jit_compile, autograph=autograph)

    monkeypatch.setattr(tracing.tf, "function", function_with_an_operation_unknown_to_xla)
    with caplog.at_level(logging.WARNING, logger="explainer.tracing"):
        tracer = Tracer(SMALL)
        traces = [tracer.trace(images[0], weights) for _ in range(3)]
    assert compilers == [True, False]
    assert [record.name for record in caplog.records] == ["explainer.tracing"]
    assert SMALL.fingerprint in caplog.text
    for trace in traces:
        for one, other in zip(trace, expected, strict=True):
            np.testing.assert_allclose(one.output, other.output, rtol=TOLERANCE, atol=TOLERANCE)


def test_whatever_keeps_xla_from_compiling_the_numbers_are_the_same(
    monkeypatch: pytest.MonkeyPatch, tracer_of: TracerOf, images: Array
) -> None:
    _, weights = trained(SMALL)
    expected = tracer_of(SMALL).trace(images[0], weights)
    compiled = Tracer._compile

    def fail(self: Tracer, *, jit_compile: bool) -> Callable[..., tf.Tensor]:
        if jit_compile:
            raise RuntimeError("no compiler for this processor")
        return compiled(self, jit_compile=False)

    monkeypatch.setattr(Tracer, "_compile", fail)
    for one, other in zip(Tracer(SMALL).trace(images[0], weights), expected, strict=True):
        np.testing.assert_allclose(one.output, other.output, rtol=TOLERANCE, atol=TOLERANCE)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_shared_memory_begins_where_tensorflow_needs_it(images: Array, dtype: type) -> None:
    """Otherwise the process ends with "Check failed: IsAligned()" where there is no XLA."""
    batches = [tracing._aligned(image) for image in np.repeat(images, 25, axis=0).astype(dtype)]
    assert {batch.ctypes.data % 64 for batch in batches} == {0}
    np.testing.assert_array_equal(batches[0][0, ..., 0], images[0])
