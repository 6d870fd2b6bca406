"""What a training on MNIST and 300 digits of a class is worth for that class: digits of writers that are held out.

30 made-up writers write what is learned from, 100 others what is tested with. Both sides are the *Fast* recipe with the
same random seed, with the class's digits, as the queue and the worker add them, and without.
"""

import tempfile
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.report import Figure, Report, Sample
from benchmarks.writers import class_of
from explainer import mnist
from explainer.classroom import ClassDigits
from explainer.network.presets import ARTICLE
from explainer.own_digits import OwnDigits
from explainer.predicting import Predictor
from explainer.training.models.weights import load_weights
from explainer.training.queue.run_queue import RunQueue
from explainer.training.recipes.recipe import FAST, AddedDigits
from explainer.training.store.records import Request
from explainer.training.store.run_store import RunStore
from explainer.training.worker.attempt import train

LEARNED, HELD_OUT = 30, 100
"""Writers."""
SEED = 14
"""Of the writers; fixed before the first training."""
REPEATS = 10
"""How often each of the class's digits stands in an epoch."""
RESAMPLED = 10_000
Shares = npt.NDArray[np.float64]


def split() -> tuple[ClassDigits, ClassDigits]:
    """The digits to learn from, and those that are held out, by other writers."""
    written = class_of(LEARNED + HELD_OUT, SEED)
    learned = np.isin(written.writers, sorted(set(written.writers))[:LEARNED])
    return written.chosen(learned), written.chosen(~learned)


def measure(repeats: int = 3) -> Report:
    """Trains with and without the class's digits.

    Args:
        repeats: Random seeds of the training.

    Returns:
        What was found.
    """
    learned, held_out = split()
    sides = [[_trained(seed, digits, held_out) for seed in range(repeats)] for digits in (None, learned.digits)]
    before, after = (np.array([shares for shares, _ in side]) for side in sides)
    return report(before, after, [tuple(accuracy for _, accuracy in side) for side in sides])


def _trained(seed: int, digits: OwnDigits | None, held_out: ClassDigits) -> tuple[Shares, float]:
    """The share of each held-out writer's digits that is right, and of MNIST's test images."""
    added = None
    if digits is not None:
        added = AddedDigits(images=len(digits.labels), repeats=REPEATS, digest=digits.digest)
    recipe = FAST.own.model_copy(update={"own_digits": added})
    with tempfile.TemporaryDirectory() as directory:
        store = RunStore(Path(directory))
        run = store.run(RunQueue(store).submit(Request(config=ARTICLE, recipe=recipe, seed=seed), digits))
        result = train(run)
        if result.state != "finished":
            raise RuntimeError(f"Expected a run that ends; received {result}.")
        predictor, weights = Predictor(ARTICLE), load_weights(run, run.checkpoints()[-1])
    right = predictor.predictions(held_out.digits.images, weights).answers == held_out.digits.labels
    data = mnist.load()
    on_mnist = predictor.predictions(data.x_test, weights).answers == data.y_test
    names = np.array(held_out.writers)
    return np.array([right[names == name].mean() for name in sorted(set(names))]), float(on_mnist.mean())


def interval(shares: Shares) -> tuple[float, float]:
    """The 95 % confidence interval of a mean over writers, whose own digits are alike, by the bootstrap."""
    chosen = np.random.default_rng(SEED).integers(0, len(shares), (RESAMPLED, len(shares)))
    low, high = np.quantile(shares[chosen].mean(axis=1), (0.025, 0.975))
    return float(low), float(high)


def report(before: Shares, after: Shares, on_mnist: list[tuple[float, ...]]) -> Report:
    """What follows from the shares that are right.

    Args:
        before: Of each training's seed and each held-out writer, `(seeds, writers)`, without the class's digits.
        after: The same with them.
        on_mnist: The accuracies on MNIST's test images without and with them, by seed.
    """
    figures = []
    for name, shares in (("before", before), ("after", after), ("rise", after - before)):
        mean = shares.mean(axis=0)
        low, high = interval(mean)
        figures += [
            Figure(f"held-out digits, {name}", 100 * float(mean.mean()), unit="%"),
            Figure(f"{name}, 95 % from", 100 * low, at_least=0 if name == "rise" else None, unit="%"),
            Figure(f"{name}, 95 % to", 100 * high, unit="%"),
        ]
    return Report(
        "domain",
        (
            Sample("held-out digits, before", tuple(100 * before.mean(axis=1)), "%"),
            Sample("held-out digits, after", tuple(100 * after.mean(axis=1)), "%"),
            *(
                Sample(f"MNIST's test images, {name}", tuple(100 * accuracy for accuracy in accuracies), "%")
                for name, accuracies in zip(("before", "after"), on_mnist, strict=True)
            ),
        ),
        tuple(figures),
    )
