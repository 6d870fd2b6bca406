"""Sentences that claim something of a network or of a run, against Keras and NumPy.

500 random networks with random weights: all that is said of each, by the pages' own way, is held against what Keras
has: its layers' windows, shapes and functions, its numbers, and which pixels its cells can hear of. And 60 and more
recorded trainings, read after each of their epochs: what is said is held against the numbers, against the epochs that
followed, and against the same training at other learning rates. Only what an oracle or a number could have denied is
counted; `tests/claims.toml` says why the rest needs none.
"""

import sys

from benchmarks.report import Figure, Report
from tests.oracles.claims import Tally, of_curves, of_networks
from tests.oracles.claims_curves import recorded_runs

NETWORKS = 500
DENIED_PRINTED = 40


def _beside_the_article(tally: Tally) -> int:
    return sum(name.startswith("article.") for name in tally.said)


def _untested(tally: Tally) -> set[str]:
    return tally.untested.keys() - tally.said.keys()


def measure(repeats: int = NETWORKS) -> Report:
    """Goes through the networks, then through the recorded trainings.

    Args:
        repeats: Networks; by default all.

    Returns:
        What was found. What was denied is printed.
    """
    networks = of_networks(repeats)
    curves = of_curves()
    for sentence in (networks.denied + curves.denied)[:DENIED_PRINTED]:
        print(sentence, file=sys.stderr)
    return Report(
        "claims",
        (),
        (
            Figure("networks", repeats, unit="networks"),
            Figure("sentences about networks that Keras could deny", networks.said.total(), unit="sentences"),
            Figure("of so many kinds", len(networks.said), unit="ids"),
            Figure("kinds beside the article among them", _beside_the_article(networks), unit="ids"),
            Figure("kinds that claim nothing that Keras could tell", len(_untested(networks)), unit="ids"),
            Figure("sentences about networks that Keras denies", len(networks.denied), at_most=0, unit="sentences"),
            Figure("recorded trainings", len(recorded_runs()), at_least=60, unit="trainings"),
            Figure("sentences about trainings that could be denied", curves.said.total(), unit="sentences"),
            Figure("sentences about trainings that are denied", len(curves.denied), at_most=0, unit="sentences"),
        ),
    )
