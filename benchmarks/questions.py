"""Whether the accepted answers are Keras's, and recognised mistakes the numbers that those mistakes yield.

Random networks with random weights answer random test images; of each, questions are drawn from all its stages. What
Keras and plain NumPy say is worked out in `question_checks.py`, without a look at how the questions are made.
"""

import sys
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from benchmarks.report import Figure, Report, Sample
from explainer import mnist
from tests.oracles.questions import cases, faults_of
from tests.oracles.random_networks import random_network

SEED = 20_261_126
NETWORKS = 50
QUESTIONS = 500
LIMITS = {"filters": 24, "units": 96}
"""Larger layers ask the same, and take longer to compile."""


def measure(repeats: int = QUESTIONS) -> Report:
    """Asks and compares.

    Args:
        repeats: Questions; by default all.

    Returns:
        What was found. What was wrong is printed as it is found.
    """
    generator = np.random.default_rng(SEED)
    images = mnist.load().x_test
    asked: Counter[str] = Counter()
    mistakes: list[int] = []
    faults: list[str] = []
    networks = min(NETWORKS, repeats)
    for place in range(networks):
        config = random_network(generator, limits=LIMITS)
        image = mnist.scale(images[int(generator.integers(len(images)))])
        for case in cases(generator, config, image, len(range(place, repeats, networks))):
            found = faults_of(case)
            asked[case.question.name] += 1
            mistakes.append(len(case.question.mistakes))
            faults += found
            for fault in found:
                print(f"{config.model_dump_json()}\n  {case.stage.name}: {fault}", file=sys.stderr, flush=True)
    return report(asked, mistakes, faults, networks)


def report(asked: Mapping[str, int], mistakes: Sequence[int], faults: Sequence[str], networks: int) -> Report:
    """What follows from the questions asked by name, the number of each one's mistakes, and all that was wrong."""
    total = sum(asked.values())
    return Report(
        "questions",
        (
            Sample("questions of a kind", tuple(asked.values()), "questions"),
            Sample("mistakes that a question recognises", tuple(mistakes), "mistakes"),
        ),
        (
            Figure("networks", networks, unit="networks"),
            Figure("questions compared", total, unit="questions"),
            Figure("kinds of questions", len(asked), unit="kinds"),
            Figure("mistakes compared", sum(mistakes), unit="mistakes"),
            Figure("things that were wrong", len(faults), at_most=0, unit="faults"),
        ),
    )
