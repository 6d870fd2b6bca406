"""One visitor with 60 cookies, who wants all turns and all of the disk, beside 10 honest ones.

All of them press the Start button of a real server, whose worker trains real, short runs. The greedy one comes from a
single address with all cookies, and presses again and again; each honest one has an address of their own, and starts
another training some time after theirs has ended. The loopback network of Linux has as many addresses as are needed.
"""

import asyncio
import contextlib
import random
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks import attacks, hostile_class
from benchmarks.report import Figure, Report, Sample
from benchmarks.server import APP, Server, serve
from benchmarks.session import session
from explainer.network import network
from explainer.network.notation import write_network
from explainer.text import Text
from explainer.training.limits.sizes import checkpoint_bytes, run_bytes
from explainer.training.recipes.recipe import Recipe
from explainer.training.recipes.settings import write_settings
from explainer.training.store.owners import owned_since
from explainer.training.store.records import Request
from explainer.training.store.run import Run
from explainer.training.store.run_store import RunStore
from explainer.training.store.states import ACTIVE, read_state

PARTS = ("trainings", "attacks", "class")
COOKIES = 60
HONEST = 10
MINUTES = 10.0
GREEDY = "greedy"
GREEDY_SOURCE = "127.0.0.2"
FIRST_HONEST = 11
"""The last number of the first honest one's address."""
LOOK_SECONDS = 0.5
ARRIVAL_SECONDS = 0.5
GREEDY_PAUSE_SECONDS = (20.0, 60.0)
HONEST_PAUSE_SECONDS = (2.0, 10.0)
KEPT_RUNS = 2
"""An honest one deletes all but the newest so many of theirs."""
MEGABYTE = 1e6
NETWORK = network("c8-s2_max2_d64")
SETTINGS = Recipe(name="own", epochs=2, training_images=320)
RECIPE = SETTINGS
QUERY = f"lang=en&recipe=own&training={write_settings(SETTINGS)}&network={write_network(NETWORK)}"
START = Text("en")("page.train.start")
QUOTAS = {name: runs * run_bytes(NETWORK, RECIPE) for name, runs in (("RUNS", 36), ("VISITOR", 4))}
"""Bytes; so few that the greedy one comes to the end of its share, and the whole is nearly full."""


@dataclass
class Seen:
    """What was seen of the store.

    Attributes:
        runs: All runs that ever were there: what was asked for, and when a worker began.
        left: The runs that were there at the end.
        given_away: The runs that honest visitors deleted themselves.
        most_bytes: That all runs took together at any moment.
        refused: How often an honest one's press gave no run.
        presses: How often the greedy one pressed.
    """

    runs: dict[str, tuple[Request, float | None]] = field(default_factory=dict)
    left: set[str] = field(default_factory=set)
    given_away: set[str] = field(default_factory=set)
    most_bytes: int = 0
    refused: int = 0
    presses: int = 0


def measure(repeats: int = 1, minutes: float = MINUTES, parts: Sequence[str] = PARTS) -> Report:
    """Lets them all train, and then attacks the server, and a class.

    Args:
        repeats: How often they train; of several times, all count.
        minutes: How long each time.
    """
    reports = [report([_once(minutes * 60.0) for _ in range(repeats)])] if "trainings" in parts else []
    if "attacks" in parts:
        reports.append(attacks.measure())
    if "class" in parts:
        reports.append(hostile_class.measure())
    samples = tuple(sample for each in reports for sample in each.samples)
    return Report("greedy", samples, tuple(figure for each in reports for figure in each.figures))


def _once(seconds: float) -> Seen:
    seen = Seen()
    settings = {f"EXPLAINER_{name}_QUOTA": str(size / MEGABYTE) for name, size in QUOTAS.items()}
    # So many visits leave a worker that lets them go first little of the processor; here it is about turns.
    with serve(APP, settings | {"EXPLAINER_WORKER_PRIORITY": "normal"}) as server:
        asyncio.run(_contest(server, seen, seconds))
        seen.left = {run.id for run in RunStore(server.runs).runs()}
    return seen


async def _contest(server: Server, seen: Seen, seconds: float) -> None:
    store, end = RunStore(server.runs), time.monotonic() + seconds
    visitors = [
        *(_greedy(server, seen, number, end) for number in range(COOKIES)),
        *(_honest(server, seen, store, number, end) for number in range(HONEST)),
    ]
    watching = asyncio.create_task(_watch(store, seen))
    try:
        await asyncio.gather(*visitors)
    finally:
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watching
        for run in store.runs():
            run.ask_to_stop()


async def _watch(store: RunStore, seen: Seen) -> None:
    while True:
        _look(store, seen)
        await asyncio.sleep(LOOK_SECONDS)


def _look(store: RunStore, seen: Seen) -> None:
    taken = 0
    for run in store.runs():
        request = store.request(run)
        if request is not None:
            seen.runs[run.id] = request, owned_since(run.worker_path)
        with contextlib.suppress(OSError):
            taken += sum(path.stat().st_size for path in run.directory.iterdir())
    seen.most_bytes = max(seen.most_bytes, taken)


async def _greedy(server: Server, seen: Seen, number: int, end: float) -> None:
    """One of the cookies: wants another training as soon as it may, and keeps everything."""
    chance, visitor = random.Random(number), f"{GREEDY}-{number:03d}-{secrets.token_hex(8)}"
    await asyncio.sleep(number * ARRIVAL_SECONDS)
    while time.monotonic() < end:
        await _start(server, visitor, GREEDY_SOURCE)
        seen.presses += 1
        await asyncio.sleep(chance.uniform(*GREEDY_PAUSE_SECONDS))


async def _honest(server: Server, seen: Seen, store: RunStore, number: int, end: float) -> None:
    """Trains, looks at what came of it, deletes what is no longer needed, and trains again."""
    chance, visitor = random.Random(number), f"honest-{number:03d}-{secrets.token_hex(8)}"
    # The greedy one was there first.
    await asyncio.sleep(COOKIES * ARRIVAL_SECONDS / 2 + number * ARRIVAL_SECONDS)
    while time.monotonic() < end:
        before = {run.id for run in _own(store, visitor)}
        await _start(server, visitor, f"127.0.0.{FIRST_HONEST + number}")
        if {run.id for run in _own(store, visitor)} == before:
            seen.refused += 1
        while time.monotonic() < end and any(read_state(run) in ACTIVE for run in _own(store, visitor)):
            await asyncio.sleep(LOOK_SECONDS)
        _look(store, seen)
        for run in _own(store, visitor)[:-KEPT_RUNS]:
            seen.given_away.add(run.id)
            store.delete(run)
        await asyncio.sleep(chance.uniform(*HONEST_PAUSE_SECONDS))


async def _start(server: Server, visitor: str, source: str) -> None:
    """Opens the Train page in a new tab and presses Start, if there is something to press."""
    async with session(server.url, visitor, source) as browser:
        await browser.open("train", QUERY)
        if START in browser.buttons:
            await browser.press(START)


def _own(store: RunStore, visitor: str) -> list[Run]:
    return [run for run in store.runs() if (request := store.request(run)) and request.visitor == visitor]


def _is_greedy(request: Request) -> bool:
    return (request.visitor or "").startswith(GREEDY)


def report(seen: list[Seen]) -> Report:
    """What follows from what was seen."""
    waits = [wait for each in seen for wait in _waits(each)]
    ahead = [count for each in seen for count in _greedy_ahead(each)]
    lost = sum(len(_honest_ids(each) - each.left - each.given_away) for each in seen)
    most = max(each.most_bytes for each in seen)
    checkpoint = checkpoint_bytes(NETWORK, RECIPE.optimizer)
    begun = [request for each in seen for request, started in each.runs.values() if started is not None]
    greedy = sum(map(_is_greedy, begun))
    return Report(
        "greedy",
        (
            Sample("an honest run waits", tuple(waits) or (0.0,), "s"),
            Sample("the greedy one's runs ahead of it", tuple(map(float, ahead)) or (0.0,), "runs"),
        ),
        (
            Figure("most runs of the greedy one ahead of an honest one", max(ahead, default=0), at_most=1, unit="runs"),
            Figure("honest visitors who trained", len(_trained(begun)), at_least=HONEST, unit="visitors"),
            Figure("runs of others deleted", lost, at_most=0, unit="runs"),
            Figure("disk", most / MEGABYTE, at_most=(QUOTAS["RUNS"] + checkpoint) / MEGABYTE, unit="MB"),
            Figure("honest starts refused", sum(each.refused for each in seen), unit="starts"),
            Figure("runs begun: honest", len(begun) - greedy, unit="runs"),
            Figure("runs begun: greedy", greedy, unit="runs"),
            Figure("the greedy one's presses", sum(each.presses for each in seen), unit="presses"),
        ),
    )


def _honest_ids(seen: Seen) -> set[str]:
    return {run_id for run_id, (request, _) in seen.runs.items() if not _is_greedy(request)}


def _trained(begun: list[Request]) -> set[str | None]:
    return {request.visitor for request in begun if not _is_greedy(request)}


def _waits(seen: Seen) -> list[float]:
    """How long each honest run waited for its worker, in seconds."""
    runs = seen.runs.values()
    return [started - request.created for request, started in runs if started and not _is_greedy(request)]


def _greedy_ahead(seen: Seen) -> list[int]:
    """Of each honest run, how many of the greedy one's began between its request and its own beginning."""
    begun = [(request, started) for request, started in seen.runs.values() if started is not None]
    greedy = [started for request, started in begun if _is_greedy(request)]
    honest = [(request.created, started) for request, started in begun if not _is_greedy(request)]
    return [sum(created < other < started for other in greedy) for created, started in honest]
