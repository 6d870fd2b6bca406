"""Every number that a page shows of a network with all kinds of layers is Keras's: a few pages of the benchmark."""

from pathlib import Path

import numpy as np
from playwright.sync_api import Browser

from benchmarks.parity import look, report
from explainer.network import network
from explainer.training.store.run_store import RunStore
from tests.oracles.parity_cases import PICTURES

ALL_KINDS = network("c5-k4-same_bn_avg2_drop0.25_c4-s2-tanh_max2_gap_d6_drop0.5")
STAGES = 6


def test_what_pages_show_is_what_keras_returned(browser: Browser, server: str, server_folder: Path) -> None:
    generator = np.random.default_rng(20261126)
    findings, seconds = look(server, RunStore(server_folder / "runs"), browser, [ALL_KINDS], generator, STAGES)
    assert len(findings) == STAGES + len(PICTURES)
    assert not report(findings, seconds).missed
    assert sum(found.totals for found in findings) > 20
    assert sum(found.parts for found in findings) > 10
    assert sum(found.sums for found in findings) > 2
