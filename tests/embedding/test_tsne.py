"""t-SNE in a process of its own: progress, the same map each time, and whatever becomes of the process."""

import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest

from explainer import mnist
from explainer.embedding import tsne
from explainer.embedding.neighbours import NEIGHBOURS, same_label
from explainer.errors import ExplainerError

IMAGES = 200
VECTORS = mnist.load().x_test[:IMAGES].reshape(IMAGES, -1)
READ = """\
import json, sys, time
order = json.loads(sys.stdin.buffer.readline())
sys.stdin.buffer.read(4 * order["images"] * order["numbers"])
"""
SLOW = "print(50, flush=True)\ntime.sleep(600)"
Write = Callable[[str], str]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Writes another child, which begins to read what the real one reads; gives its module's name."""
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)

    def written(code: str) -> str:
        (tmp_path / "another_child.py").write_text(READ + code, encoding="utf-8")
        return "another_child"

    return written


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    # The machine that tests often does other things, too.
    monkeypatch.setenv("EXPLAINER_WORKER_PRIORITY", "normal")


def computed(steps: Any) -> tuple[list[float], Any]:
    told: list[float] = []
    while True:
        try:
            told.append(next(steps))
        except StopIteration as end:
            return told, end.value


def ours() -> list[psutil.Process]:
    return [each for each in psutil.Process().children(recursive=True) if is_ours(each)]


def is_ours(process: psutil.Process) -> bool:
    with suppress(psutil.Error):
        return bool({tsne.CHILD, "another_child"} & set(process.cmdline()))
    return False


def test_it_tells_how_far_it_is_and_finds_what_scikit_learn_finds() -> None:
    from sklearn.manifold import TSNE
    from threadpoolctl import threadpool_limits

    told, found = computed(tsne.positions(lambda: VECTORS))
    assert told == sorted(told)
    assert len(told) >= 10
    assert 0 < told[0] < 0.2
    # More threads add up in another order, which t-SNE enlarges.
    with threadpool_limits(1):
        expected = TSNE(**tsne.SETTINGS).fit_transform(VECTORS.astype(np.float32))
    assert np.array_equal(found, expected)
    labels = mnist.load().y_test[:IMAGES]
    assert same_label(found, labels).mean() > 0.4 * NEIGHBOURS
    assert not ours()


def test_a_killed_process_is_said_to_have_ended(write: Write) -> None:
    steps = tsne.positions(lambda: VECTORS, write(SLOW))
    assert next(steps) == 0.05
    (process,) = ours()
    process.kill()
    with pytest.raises(ExplainerError) as error:
        computed(steps)
    assert error.value.code == "embedding_ended"
    assert not ours()


def test_a_map_that_nobody_waits_for_ends_its_process(write: Write) -> None:
    steps = tsne.positions(lambda: VECTORS, write(SLOW))
    next(steps)
    assert len(ours()) == 1
    steps.close()
    assert not ours()


def test_it_does_not_outlive_its_parent() -> None:
    steps = tsne.positions(lambda: np.tile(VECTORS, (10, 1)))
    next(steps)
    (process,) = ours()
    steps.gi_frame.f_locals["process"].stdin.close()
    process.wait(100)
    steps.close()


@pytest.mark.parametrize(
    "code", ["sys.exit(3)", "print('positions'); sys.stdout.buffer.write(b'few')", "print('Iteration x')"]
)
def test_a_process_that_says_too_little(write: Write, code: str) -> None:
    with pytest.raises(ExplainerError) as error:
        computed(tsne.positions(lambda: VECTORS, write(code)))
    assert error.value.code == "embedding_ended"


def test_one_that_hangs_is_ended(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tsne, "MOST_SECONDS", 0.2)
    begun = time.monotonic()
    with pytest.raises(ExplainerError):
        computed(tsne.positions(lambda: VECTORS, write("time.sleep(600)")))
    assert time.monotonic() - begun < 300


def test_where_no_process_can_be_started_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(ExplainerError) as error:
        computed(tsne.positions(lambda: VECTORS))
    assert error.value.code == "embedding_ended"
