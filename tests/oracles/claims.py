"""What is said of random networks and of recorded trainings, and what of it Keras or the numbers deny."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from explainer import mnist
from explainer.shifting import shifted
from tests.oracles.claims_curves import Ladders, read_at, recorded_runs
from tests.oracles.claims_network import Truth
from tests.oracles.claims_numbers import unlike
from tests.oracles.claims_oracles import ORACLES, always
from tests.oracles.claims_shown import CHOSEN, said_of
from tests.oracles.random_networks import random_network

SEED = 20241125
LIMITS = {"filters": 8, "units": 16}
"""What is said of a network does not depend on how wide it is."""
BLOCKS = (0, 1, 1, 2, 2, 3, 3, 3)
"""Convolution blocks of the networks, in turn."""


@dataclass(frozen=True)
class Tally:
    """What was said, how often, and what of it was denied.

    Attributes:
        said: How often what an oracle or a number could have denied was said, by the sentence's id.
        untested: How often the rest was.
        denied: What was said and where.
    """

    said: Counter[str]
    untested: Counter[str]
    denied: list[str]


def of_networks(count: int) -> Tally:
    """What is said of so many random networks."""
    generator = np.random.default_rng(SEED)
    dataset = mnist.load()
    tally = Tally(Counter(), Counter(), [])
    for number in range(count):
        config = random_network(generator, BLOCKS[number % len(BLOCKS)], LIMITS)
        image = mnist.scale(dataset.x_test[int(generator.integers(len(dataset.x_test)))])
        images = np.stack([image, shifted(image), np.zeros_like(image)])
        truth = Truth(config, images, SEED + number, has_learned=bool(generator.integers(2)))
        for identifier, reason in checked(truth):
            (tally.untested if reason is None else tally.said)[identifier] += 1
            if reason:
                tally.denied.append(f"{identifier} ({reason}): network {number}, {config.model_dump_json()}")
    return tally


def checked(truth: Truth) -> Iterator[tuple[str, str | None]]:
    """Each sentence that is said of a network, and what is wrong with it; `None` if nothing could have denied it."""
    for sentence in said_of(truth):
        oracle = ORACLES.get(sentence.identifier)
        if oracle is None and sentence.identifier in CHOSEN:
            yield sentence.identifier, "no oracle"
        elif oracle is not None and not oracle(truth, sentence.stage):
            yield sentence.identifier, f"not true of {sentence.stage.name}"
        else:
            wrong = unlike(truth, sentence)
            yield sentence.identifier, "" if wrong is None and oracle not in (None, always) else wrong


def of_curves() -> Tally:
    """What is said of the recorded trainings, after each epoch as if it had been the last."""
    runs = recorded_runs()
    ladders = Ladders(runs)
    tally = Tally(Counter(), Counter(), [])
    for run in runs:
        for epochs in run.endings:
            for finding in read_at(run, epochs):
                is_tested = ladders.can_deny(finding)
                (tally.said if is_tested else tally.untested)[finding.code] += 1
                for reason in ladders.denials(run, epochs, finding):
                    tally.denied.append(f"{finding} ({reason}): {run.network}, {run.training}, epoch {epochs}")
    return tally
