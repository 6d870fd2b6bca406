"""Ten honest visitors click and bring photos while somebody attacks the server; a part of `greedy`.

They do so alone before and after each attack, so that a machine that slows down slows both. The attackers share the
machine with the server: of what they slow down, a part is their own computing.
"""

import asyncio
import contextlib
import functools
import io
import multiprocessing
import random
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from PIL import Image, ImageDraw

from benchmarks.report import Figure, Report, Sample
from benchmarks.server import APP, Server, serve
from benchmarks.session import Session, session
from explainer.network.presets import ARTICLE
from tests.oracles.attackers import ATTACKS, FIELD, handshake, open_photos, run_attack

HONEST = 10
FIRST_HONEST = 11
"""The last number of the first honest one's address."""
SECONDS = 12.0
"""For how long visitors begin another turn; each makes at least one."""
MOST_SECONDS = 600.0
"""Of all phases together: while the server is slow, less time is left to wait until its memory is free again."""
PHASE_SECONDS = 40.0
"""Of a phase in which the server is slow, without that wait."""
PAUSE_SECONDS = 1.0
PAGES = ("glossary", "data", "train")
STAGES = tuple(stage.name for stage in ARTICLE.stages)
CLICKS = 3
RETRY_SECONDS = 0.5
GIVEN_UP_SECONDS = 15.0
"""After how long a visitor no longer tries to bring a refused photo."""
LEAST_RECOVERY_SECONDS, RECOVERY_SECONDS = 15.0, 180.0
"""After two minutes, Streamlit forgets a tab that was closed."""
MEGABYTE = 1e6
HANDSHAKES = 50
START_SECONDS = 120.0
CUT_OFF = "ip link set lo up && ip route add default dev lo && exec"
"""In a network namespace, whatever is sent to another computer vanishes."""


@dataclass
class Seen:
    """What the honest visitors saw.

    Attributes:
        milliseconds: Until each page, or what a click changed, was there.
        waits: How many seconds passed from a photo's first refusal until it was read.
        growth: Of the server's memory and of its temporary files, in bytes, after everybody has gone.
    """

    milliseconds: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    growth: tuple[float, float] = (0.0, 0.0)


def measure(attacks: tuple[str, ...] = tuple(ATTACKS)) -> Report:
    """Attacks a server in each way, and in all ways at once."""
    ways = {name: (name,) for name in attacks} | {"all attacks": attacks}
    seen: dict[str, dict[str, tuple[Seen, ...]]] = {}
    with serve(APP) as server:
        # The first visitors wait for what is compiled once.
        _phase(server, (), 0.0)
        end = time.monotonic() + MOST_SECONDS
        before = _phase(server, (), 0.0)
        for done, (name, way) in enumerate(ways.items(), start=1):
            attacked = _phase(server, way, end - 2 * PHASE_SECONDS * (len(ways) - done))
            after = _phase(server, (), 0.0)
            seen[name] = {"idle": (before, after), name: (attacked,)}
            before = after
    return report(seen, cut_off())


def report(seen: Mapping[str, Mapping[str, Sequence[Seen]]], health: float | None) -> Report:
    """What follows from what was seen.

    Args:
        seen: By attack, while nobody attacks (`idle`) and beside it.
        health: The longest answer of a server without internet, in seconds; `None` if that could not be tried.
    """
    samples, figures = [], []
    for name, sides in seen.items():
        idle, attacked = (
            Sample(f"a page, {words}", tuple(value for one in sides[side] for value in one.milliseconds))
            for side, words in (("idle", f"idle beside {name}"), (name, name))
        )
        samples += [idle, attacked]
        waits = [wait for one in sides[name] for wait in one.waits]
        figures += [
            Figure(f"a page / idle, {name}", attacked.median / idle.median, at_most=3),
            Figure(f"a photo refused, {name}", max(waits, default=0.0), at_most=10, unit="s"),
            Figure(
                f"more memory, {name}", max(one.growth[0] for one in sides[name]) / MEGABYTE, at_most=150, unit="MB"
            ),
            Figure(
                f"temporary files, {name}", max(one.growth[1] for one in sides[name]) / MEGABYTE, at_most=0, unit="MB"
            ),
        ]
    if health is not None:
        figures.append(Figure("health without internet, 50 foreign handshakes", health, at_most=0.2, unit="s"))
    return Report("greedy", tuple(samples), tuple(figures))


def _phase(server: Server, attacks: Sequence[str], end: float) -> Seen:
    """Lets the honest visitors click beside attacks, and waits until the server's memory is free again.

    Args:
        end: Until when it may wait, by the monotonic clock; it waits for `LEAST_RECOVERY_SECONDS` in any case.
    """
    seen, before = Seen(), _taken(server)
    with _attacking(server.url, attacks):
        asyncio.run(_visit(server, seen, SECONDS))
    now = time.monotonic()
    end = min(max(end, now + LEAST_RECOVERY_SECONDS), now + RECOVERY_SECONDS)
    while True:
        memory, files = _taken(server)
        seen.growth = memory - before[0], files - before[1]
        if time.monotonic() > end or (seen.growth[0] <= 150 * MEGABYTE and seen.growth[1] <= 0):
            return seen
        time.sleep(1)


@contextmanager
def _attacking(url: str, attacks: Sequence[str]) -> Iterator[None]:
    """Attackers in processes of their own, so that they take no time from who measures."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([run_attack.__module__])
    begun = [context.Event() for _ in attacks]
    processes = [
        context.Process(target=run_attack, args=(name, url, event), daemon=True)
        for name, event in zip(attacks, begun, strict=True)
    ]
    for process in processes:
        process.start()
    try:
        for event in begun:
            event.wait(START_SECONDS)
        yield
    finally:
        for process in processes:
            process.kill()
            process.join()


def _taken(server: Server) -> tuple[float, float]:
    """The server's memory, and what its open temporary files take that have no name."""
    files = 0
    for link in Path(f"/proc/{server.process_id}/fd").iterdir():
        with contextlib.suppress(OSError):
            name = str(link.readlink())
            if name.startswith(tempfile.gettempdir()) and name.endswith("(deleted)"):
                files += link.stat().st_size
    return psutil.Process(server.process_id).memory_info().rss, files


async def _visit(server: Server, seen: Seen, seconds: float) -> None:
    end = time.monotonic() + seconds
    await asyncio.gather(*(_honest(server.url, seen, number, end) for number in range(HONEST)))


async def _honest(url: str, seen: Seen, number: int, end: float) -> None:
    """Clicks through the stages, goes to another page, and brings a photo."""
    chance, source = random.Random(number), f"127.0.0.{FIRST_HONEST + number}"
    await asyncio.sleep(number * PAUSE_SECONDS / HONEST)
    async with session(url, f"honest-{number}-{secrets.token_hex(8)}", source) as browser:
        turn = number
        while turn == number or time.monotonic() < end:
            stage = STAGES[turn % len(STAGES)]
            seen.milliseconds.append(await browser.open("walkthrough", f"stage={stage}&image=test-{number}&lang=en"))
            for _ in range(CLICKS):
                await asyncio.sleep(PAUSE_SECONDS)
                stage = chance.choice([name for name in STAGES if name != stage])
                seen.milliseconds.append(await browser.choose("rail", {"stage": stage}))
            await asyncio.sleep(PAUSE_SECONDS)
            seen.milliseconds.append(await browser.open(PAGES[turn % len(PAGES)], "lang=en"))
            await asyncio.sleep(PAUSE_SECONDS)
            await open_photos(browser)
            seen.waits.append(await _photo(browser, chance))
            turn += 1


async def _photo(browser: Session, chance: random.Random) -> float:
    """Brings a photo until it is read, or has been refused for too long.

    Returns:
        How many seconds passed from its first refusal; 0 if it was never refused.
    """
    refused: float | None = None
    while refused is None or time.monotonic() - refused < GIVEN_UP_SECONDS:
        began = time.monotonic()
        with contextlib.suppress(ConnectionRefusedError):
            await browser.bring(FIELD, "photo.png", _honest_photo(chance.randrange(20)))
            if not browser.errors:
                return 0.0 if refused is None else time.monotonic() - refused
        refused = refused or began
        await asyncio.sleep(RETRY_SECONDS)
    return time.monotonic() - refused


@functools.cache
def _honest_photo(shift: int) -> bytes:
    picture, file = Image.new("L", (600, 800), 230), io.BytesIO()
    ImageDraw.Draw(picture).line([(200 + shift, 200), (400, 220), (280, 600)], fill=20, width=50)
    picture.save(file, "PNG")
    return file.getvalue()


def cut_off() -> float | None:
    """Tries foreign handshakes where nothing that is sent to another computer arrives.

    Returns:
        The longest that a server took to say that it lives, in seconds; `None` if no such network can be made here.
    """
    command = ["unshare", "--map-root-user", "--net", "sh", "-c"]
    if shutil.which("unshare") is None or subprocess.run([*command, f"{CUT_OFF} true"], check=False).returncode:
        return None
    inside = f"{CUT_OFF} {sys.executable} -m benchmarks.attacks"
    return float(subprocess.run([*command, inside], check=True, stdout=subprocess.PIPE, text=True).stdout.split()[-1])


async def _longest_health(url: str) -> float:
    """How long a server takes to say that it lives, at most, while another site asks for websockets."""

    def ask() -> float:
        began = time.monotonic()
        urllib.request.urlopen(f"{url}/_stcore/health", timeout=60).close()
        return time.monotonic() - began

    # A server that has just begun to listen still loads what pages need.
    ask()
    longest = 0.0
    for _ in range(HANDSHAKES):
        shaking = asyncio.create_task(handshake(url, "http://evil.example"))
        longest = max(longest, await asyncio.to_thread(ask))
        if await shaking != 403:
            raise RuntimeError("Expected a refused handshake.")
    return longest


if __name__ == "__main__":
    with serve(APP) as cut_off_server:
        print(asyncio.run(_longest_health(cut_off_server.url)))
