"""What the walkthrough shows, read from the page, against Keras itself and plain NumPy.

Random networks with random weights are put into the server's store; then 200 links, each to a random image, stage, map
and cell, are opened in Chromium, and a few to the ledger and to the overview of each network. Every number that says
what it is by `data-part` is compared: Keras's have to be as rounded, those that the page calculates within one unit of
the last digit, and every sum has to close as shown. What is said of receptive fields is compared at every edge.
"""

import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

import numpy as np
from playwright.sync_api import Browser, Page

from benchmarks.browser import OVERVIEW as OVERVIEW_PICTURE
from benchmarks.browser import STAGE, STAGE_PICTURE, chromium, new_page, painted_at
from benchmarks.report import Figure, Report, Sample
from benchmarks.server import APP, serve
from explainer import mnist
from explainer.network import NetworkConfig
from explainer.text import Text
from explainer.training.store.run_store import RunStore
from tests.oracles.fields import cells_at_edges, expected_words, has_cells, sights
from tests.oracles.parity_cases import PICTURES, Case, random_cases
from tests.oracles.parity_cell import Cell
from tests.oracles.parity_checks import check
from tests.oracles.parity_page import Findings, Part
from tests.oracles.parity_pictures import OVERVIEW
from tests.oracles.random_networks import random_network
from tests.oracles.reference import Reference
from tests.oracles.runs import put_run, random_weights

TEXT = Text("en")
SEED = 20240608
CASES = 200
TABS = 3
BLOCKS = (0, 1, 1, 2, 2, 2, 3, 3)
"""Convolution blocks of each network."""


LIMITS = {"filters": 70, "units": 128, "pool_size": 4}
"""Otherwise a page would have more numbers than can be read in the time."""
FAULTS_PRINTED = 40
PATIENCE_SECONDS = 180.0
"""The first page of a network waits until that is compiled."""


def measure(repeats: int = CASES) -> Report:
    """Opens the links and compares what is shown.

    Args:
        repeats: Links to a stage; by default all.

    Returns:
        What was found. What was wrong is printed as it is found.
    """
    generator = np.random.default_rng(SEED)
    configs = [random_network(generator, blocks, LIMITS) for blocks in BLOCKS]
    with serve(APP) as server, chromium() as browser:
        return report(*look(server.url, RunStore(server.runs), browser, configs, generator, repeats))


def look(
    address: str,
    store: RunStore,
    browser: Browser,
    configs: Sequence[NetworkConfig],
    generator: np.random.Generator,
    repeats: int,
) -> tuple[list[Findings], list[float]]:
    """Opens links to a server's pages.

    Args:
        address: The server's.
        store: Where its runs are; the networks are put there.
        generator: Chooses weights, images and places.

    Returns:
        What was found on each page, and the seconds that a page took.
    """
    weights = [random_weights(config, seed=SEED + place) for place, config in enumerate(configs)]
    references = [Reference(config, arrays) for config, arrays in zip(configs, weights, strict=True)]
    dataset = mnist.load()
    cases = random_cases(generator, configs, dataset.y_test, repeats)
    findings: list[Findings] = []
    seconds: list[float] = []
    runs = [put_run(store, config, arrays) for config, arrays in zip(configs, weights, strict=True)]
    pages = [new_page(browser) for _ in range(TABS)]
    for page in pages:
        page.emulate_media(reduced_motion="reduce")
    turn = iter(cases)
    while batch := list(islice(turn, TABS)):
        began = time.perf_counter()
        for page, case in zip(pages, batch, strict=False):
            page.goto(f"{address}/{case.link(runs[case.network])}", wait_until="commit")
        for page, case in zip(pages, batch, strict=False):
            outputs = references[case.network].outputs(mnist.scale(dataset.x_test[case.image]))
            found = check(_read(page, case.cell.kind == OVERVIEW), case.cell, references[case.network], outputs)
            _read_fields(page, case.cell, configs[case.network], found)
            findings.append(found)
            _tell(case, configs[case.network], runs[case.network], found)
        seconds.append((time.perf_counter() - began) / len(batch))
    for page in pages:
        page.close()
    return findings, seconds


def _read(page: Page, is_overview: bool) -> Iterator[Part]:
    page.bring_to_front()
    painted_at(page, replace(OVERVIEW_PICTURE if is_overview else STAGE, patience=PATIENCE_SECONDS))
    for part in page.evaluate("within => reading.parts(within)", None if is_overview else STAGE_PICTURE):
        yield Part(**part)


def _read_fields(page: Page, cell: Cell, config: NetworkConfig, found: Findings) -> None:
    """Points at the cells that edges cut, and compares what is said of their receptive fields."""
    if cell.kind in PICTURES or not has_cells(cell.stage):
        return
    rows = sights(config, cell.stage)
    places = cells_at_edges(rows)
    told = page.evaluate("([cells, rows]) => reading.fields(cells, rows)", [places, len(rows)])
    for (row, column), words in zip(places, told, strict=True):
        for part, expected in expected_words(row, column, rows, TEXT).items():
            if words[part] == expected:
                found.sentences += 1
            else:
                found.faults.append(f"field of {row}, {column}: {part} says {words[part]!r}, expected {expected!r}")


def _tell(case: Case, config: NetworkConfig, run: str, found: Findings) -> None:
    """Says what was wrong, where and in which network."""
    if found.faults:
        print(f"network {case.network}: {config.model_dump_json()}\n  {case.link(run)}", file=sys.stderr)
    for fault in found.faults[:FAULTS_PRINTED]:
        print(f"  {fault}", file=sys.stderr, flush=True)


def report(findings: Sequence[Findings], seconds: Sequence[float]) -> Report:
    """What follows from the findings of each link, and from the seconds that each took."""
    return Report(
        "parity",
        (
            Sample("Keras's numbers on a page", tuple(found.totals for found in findings), "numbers"),
            Sample("calculated numbers on a page", tuple(found.parts for found in findings), "numbers"),
            Sample("sums on a page", tuple(found.sums for found in findings), "sums"),
            Sample("a page", tuple(seconds), "s"),
        ),
        (
            Figure("pages compared", len(findings), unit="pages"),
            Figure(
                "pages without anything to compare",
                sum(found.totals == 0 for found in findings),
                at_most=0,
                unit="pages",
            ),
            Figure(
                "pages with something wrong", sum(bool(found.faults) for found in findings), at_most=0, unit="pages"
            ),
            Figure("things that were wrong", sum(len(found.faults) for found in findings), at_most=0, unit="faults"),
            Figure("numbers compared with Keras", sum(found.totals for found in findings), unit="numbers"),
            Figure("of them on a rounding's edge", sum(found.edges for found in findings), unit="numbers"),
            Figure("numbers compared with NumPy", sum(found.parts for found in findings), unit="numbers"),
            Figure("sentences on receptive fields", sum(found.sentences for found in findings), unit="sentences"),
            Figure("sums that close as shown", sum(found.sums for found in findings), unit="sums"),
        ),
    )
