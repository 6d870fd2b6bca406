"""`python -m tests.training.curves.record`: trains the runs of `RUNS` with the project's worker, keeps the curves.

They are kept in `recorded.jsonl` beside this file, a line a run; one that is there already is not trained again. All of
them took half an hour on two busy cores.
"""

import json
import sys
import tempfile
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

import keras

from explainer.network import network
from explainer.optimizers import ALL
from explainer.training.recipes.settings import read_settings
from explainer.training.store.records import CurvePoint, Request
from explainer.training.store.run_store import RunStore
from explainer.training.store.status import RunStatus, read_status
from explainer.training.worker.attempt import train

RECORDED = Path(__file__).with_name("recorded.jsonl")
SEED = 7
PARTS = 8
"""Means of each epoch that are kept of the curve within it."""

RELU = "c8_max2_c8_max2_d32"
SIGMOIDS = "c8-same-sigmoid_max2_c8-same-sigmoid_max2_c8-same-sigmoid_max2_d32-sigmoid_d32-sigmoid"
DROPS = "c8_max2_drop0.9_d32_drop0.9"
NORMALIZED = "c8_bn_max2_c8_bn_max2_d32"
RELUS = SIGMOIDS.replace("-sigmoid", "")
MEANS = "c16_max2_c16_gap"
LENET = "c6-k5-same-tanh_avg2_c16-k5-tanh_avg2_d120-tanh_d84-tanh"
LARGE = "c32_max2_c32_max2_d256"

RUNS: dict[str, tuple[str, ...]] = {
    RELU: (
        *(
            f"e20_b32_{kind.optimizer_name()}-lr{min(factor * kind.suitable_rate, 1.0):g}_n1000_v1000"
            for kind in ALL
            for factor in (0.1, 1, 10)
        ),
        *(f"e20_b32_adam-lr{rate}_n1000_v1000" for rate in ("0.00001", "0.003", "0.03", "0.1")),
        *(f"e20_b32_sgd-lr{rate}_n1000_v1000" for rate in (0.001, 0.5)),
        *(f"e20_b32_sgd-lr{rate}-m0.9_n1000_v1000" for rate in (0.001, 0.01, 0.1)),
        "e20_b32_adamw-lr0.001-wd0.3_n1000_v1000",
        "e12_b32_adam-lr0.01-cycle0.3_n1000_v1000",
        "e12_b32_adam-lr0.003-cosine_n1000_v1000",
        "e20_b8_adam-lr0.01_n1000_v1000",
        "e20_b256_adam-lr0.001_n1000_v1000",
        "e20_b1000_adam-lr0.001_n1000_v1000",
        *(f"e2_b32_adam-lr{rate}_n100_v1000" for rate in (0.0001, 0.001)),
        *(f"e1_b32_adam-lr{rate}_n2000_v1000" for rate in ("0.00003", "0.001", "0.1")),
    ),
    SIGMOIDS: (
        *(f"e20_b32_adam-lr{rate}_n2000_v1000" for rate in (0.0001, 0.001, 0.01, 0.03)),
        *(f"e20_b32_sgd-lr{rate}_n1000_v1000" for rate in (0.01, 0.1, 1)),
    ),
    RELUS: (
        *(f"e20_b32_adam-lr{rate}_n2000_v1000" for rate in (0.0001, 0.001, 0.01, 0.03)),
        *(f"e20_b32_sgd-lr{rate}_n1000_v1000" for rate in (0.01, 0.1, 1)),
    ),
    DROPS: tuple(f"e20_b32_adam-lr{rate}_n1000_v1000" for rate in (0.0001, 0.001, 0.01)),
    DROPS.replace("d32_drop0.9", "d32_drop0.25"): ("e20_b32_adam-lr0.001_n1000_v1000",),
    "c8_max2_d32": tuple(f"e20_b32_adam-lr{rate}_n1000_v1000" for rate in (0.0001, 0.001, 0.01)),
    NORMALIZED: tuple(f"e20_b32_adam-lr{rate}_n1000_v1000" for rate in (0.0001, 0.001, 0.01, 0.1)),
    MEANS: tuple(f"e20_b32_adam-lr{rate}_n1000_v1000" for rate in (0.0003, 0.001, 0.01)),
    LENET: (
        *(f"e12_b32_adam-lr{rate}_n1000_v1000" for rate in (0.001, 0.01)),
        "e12_b32_sgd-lr0.1_n1000_v1000",
    ),
    LARGE: ("e20_b16_adam-lr0.001_n200_v1000", "e20_b16_adam-lr0.001_n500_v1000", "e20_b16_adam-lr0.003_n100_v1000"),
    "c32_max2_drop0.25_c32_max2_drop0.25_d256_drop0.5": ("e20_b16_adam-lr0.001_n500_v1000",),
    "softmax": tuple(f"e20_b32_adam-lr{rate}_n1000_v1000" for rate in (0.0001, 0.001, 0.01, 0.1)),
    "d64": (
        *(f"e20_b32_adam-lr{rate}_n1000_v1000" for rate in (0.001, 0.03)),
        "e20_b32_sgd-lr1_n1000_v1000",
    ),
    "c4-linear_d16-linear": tuple(f"e20_b32_adam-lr{rate}_n1000_v1000" for rate in (0.001, 0.1)),
    "c1_max2": ("e20_b32_adam-lr0.001_n1000_v1000",),
    "c2-k2-s3_d4": tuple(f"e20_b32_adam-lr{rate}_n1000_v1000" for rate in (0.001, 0.01)),
}
"""What is trained, by network: ladders of rates from far too low to far too high, networks that learn slowly for
reasons of their own, few images, few steps."""


def recorded(status: RunStatus) -> dict[str, Any]:
    """The curves of a run that has ended, with three decimals."""
    return {
        "epochs": [
            {
                "loss": _short(record.loss),
                "accuracy": _short(record.accuracy),
                "val_loss": _short(record.val_loss),
                "val_accuracy": _short(record.val_accuracy),
                "silent": record.silent_filters,
                "within": _within(point for point in status.points if point.epoch == record.epoch),
            }
            for record in status.epochs_done
            if record.epoch > 0
        ],
        "test_accuracy": _short(status.test_accuracy),
    }


def _within(points: Iterable[CurvePoint]) -> list[float | None]:
    losses = [point.interval_loss for point in points]
    count = min(PARTS, len(losses))
    bounds = [len(losses) * part // count for part in range(count + 1)] if count else [0]
    return [_short(sum(losses[a:b]) / (b - a)) for a, b in pairwise(bounds)]


def _short(number: float | None) -> float | None:
    return None if number is None else round(number, 4)


def main() -> None:
    """Trains what is missing."""
    lines = RECORDED.read_text(encoding="utf-8").splitlines() if RECORDED.exists() else []
    known = {(run["network"], run["training"]) for run in map(json.loads, lines)}
    for word, trainings in RUNS.items():
        for training in trainings:
            if (word, training) in known:
                continue
            settings = read_settings(training)
            assert settings is not None, training
            recipe = settings.model_copy(update={"evaluate_each_epoch": False})
            with tempfile.TemporaryDirectory() as folder:
                run = RunStore(Path(folder)).create(Request(config=network(word), recipe=recipe, seed=SEED))
                assert train(run).state == "finished", (word, training)
                row = {"network": word, "training": training, **recorded(read_status(run))}
            with RECORDED.open("a", encoding="utf-8") as file:
                file.write(json.dumps(row, separators=(",", ":")) + "\n")
            keras.backend.clear_session()
            print(word, training, row["test_accuracy"], file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
