"""How much memory a training really takes, against what is said of it before it starts.

Each case is a short run by a worker process, as the queue would start it; what counts is the most memory that the
process ever held. The cases stretch what the estimate is made of: parameters, activations of a batch, images.
"""

import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.report import Figure, Report, Sample
from explainer.child_processes import module
from explainer.network import NetworkConfig, network
from explainer.network.presets import PRESETS
from explainer.optimizers import OPTIMIZERS
from explainer.training.limits.memory import peak_bytes
from explainer.training.recipes.recipe import Recipe
from explainer.training.store.records import Request
from explainer.training.store.run import Run
from explainer.training.store.run_store import RunStore

MEGABYTE = 1e6
LOOK_SECONDS = 0.02
STEPS = 4


@dataclass(frozen=True)
class Case:
    """One run."""

    name: str
    config: NetworkConfig
    recipe: Recipe


def _recipe(batch_size: int, images: int | None = None, optimizer: str = "adam", held_out: int = 0) -> Recipe:
    return Recipe(
        name="memory",
        epochs=1,
        batch_size=batch_size,
        training_images=images or max(STEPS * batch_size, 100),
        validation_images=held_out,
        optimizer=OPTIMIZERS[optimizer](),
        evaluate_each_epoch=False,
    )


CASES = (
    Case("tiny", network("c2-s3_max2"), _recipe(32)),
    Case("tiny, all images", network("c2-s3_max2"), _recipe(256, 60_000)),
    Case("tiny, a third held out", network("c2-s3_max2"), _recipe(256, 40_000, held_out=20_000)),
    Case("article, 32", PRESETS["article"], _recipe(32)),
    Case("article, 256", PRESETS["article"], _recipe(256)),
    Case("article, 1024", PRESETS["article"], _recipe(1024)),
    Case("wide, 64", PRESETS["wide"], _recipe(64)),
    Case("wide, 1024", PRESETS["wide"], _recipe(1024)),
    Case("no pooling, 512", PRESETS["no_pooling"], _recipe(512)),
    Case("LeNet-5, 1024", PRESETS["lenet_5"], _recipe(1024)),
    Case("64 filters twice, 512", network("c64-same_max2_c64-same_max2"), _recipe(512)),
    Case("64 filters, tanh, dropout, 512", network("c64-same-tanh_drop0.3"), _recipe(512)),
    Case("64 filters, leaky ReLU, 512", network("c64-same-leaky"), _recipe(512)),
    Case("128 filters, no pooling, 512", network("c128-same"), _recipe(512)),
    Case("17 million parameters, Adam", network("c96_max2_d1024"), _recipe(32)),
    Case("17 million parameters, SGD", network("c96_max2_d1024"), _recipe(32, optimizer="sgd")),
    Case("256 filters, 256", network("c256-same"), _recipe(256)),
    Case("32, 64, 64 filters, 1024", network("c32-same_max2_c64-same_max2_c64-same_max2"), _recipe(1024)),
)


def measure(repeats: int = 1) -> Report:
    """Trains every case.

    Args:
        repeats: How often each.
    """
    samples, ratios = [], []
    for case in CASES:
        measured = tuple(measured_bytes(case) for _ in range(repeats))
        expected = peak_bytes(case.config, case.recipe)
        samples.append(Sample(f"{case.name}: measured", tuple(value / MEGABYTE for value in measured), "MB"))
        samples.append(Sample(f"{case.name}: expected", (expected / MEGABYTE,), "MB"))
        ratios += [expected / value for value in measured]
        print(case.name, [v / 1e6 for v in measured], expected / 1e6, flush=True)
    return Report(
        "memory",
        tuple(samples),
        (
            Figure("least expected / measured", min(ratios), at_least=0.9),
            Figure("most expected / measured", max(ratios), at_most=1.5),
        ),
    )


def measured_bytes(case: Case) -> int:
    """The most memory that the worker of a case held.

    Raises:
        RuntimeError: If the run does not finish.
    """
    with tempfile.TemporaryDirectory(prefix="benchmark-", ignore_cleanup_errors=True) as folder:
        run = RunStore(Path(folder)).create(Request(config=case.config, recipe=case.recipe), is_claimed=True)
        started = module("explainer.training.worker", str(run.directory))
        with (
            run.log_path.open("wb") as log,
            subprocess.Popen(**started, stdin=subprocess.PIPE, stdout=log, stderr=log) as worker,
        ):
            peak = _watched(psutil.Process(worker.pid), worker)
        _check(run)
    return peak


def _watched(process: psutil.Process, worker: subprocess.Popen[bytes]) -> int:
    peak = 0
    while worker.poll() is None:
        try:
            memory = process.memory_info()
        except psutil.Error:
            break
        # Windows keeps the peak itself.
        peak = max(peak, memory.rss, getattr(memory, "peak_wset", 0))
        time.sleep(LOOK_SECONDS)
    return peak


def _check(run: Run) -> None:
    result = run.result()
    if result is None or result.state != "finished":
        raise RuntimeError(f"Expected a finished run; received {result}: {run.log_path.read_text()[-2000:]}")
