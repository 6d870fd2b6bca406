"""Ten honest visitors click and upload while somebody attacks the server; a part of `greedy`."""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import secrets
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from benchmarks.report import Figure, Report, Sample
from benchmarks.server import APP, Server, serve
from benchmarks.session import session
from tests.oracles.attackers import ATTACKS, MEANWHILE, handshake, run_attack, upload

HONEST = 10
FIRST_HONEST = 11
"""The last number of the first honest one's address."""
SECONDS = 30.0
PAUSE_SECONDS = 1.0
PAGES = ("walkthrough", "glossary", "data", "train")
PHOTO_BYTES = 100_000
RETRY_SECONDS = 0.5
RECOVERY_SECONDS = 180.0
"""After two minutes, Streamlit forgets a tab that was closed."""
MEGABYTE = 1e6
HANDSHAKES = 50
PATIENCE_SECONDS = 120.0
CUT_OFF = "ip link set lo up && ip route add default dev lo && exec"
"""In a network namespace, whatever is sent to another computer vanishes."""


@dataclass
class Seen:
    """What the honest visitors saw.

    Attributes:
        milliseconds: Until each page was there.
        waits: How many seconds passed from an upload's first refusal until the server took it.
        growth: Of the server's memory and of its temporary files, in bytes, after everybody has gone.
    """

    milliseconds: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    growth: tuple[float, float] = (0.0, 0.0)


def measure() -> Report:
    """Attacks a server in each way, and in all ways at once."""
    with serve(APP) as server:
        # The first visitor waits for TensorFlow.
        asyncio.run(_honest(server.url, Seen(), 0, 0.0))
        asyncio.run(_visit(server, Seen(), 0.0))
        idle = _phase(server, ())
        seen = {name: _phase(server, (name,)) for name in ATTACKS}
        seen["all attacks"] = _phase(server, tuple(ATTACKS))
    return report(idle, seen, cut_off())


def report(idle: Seen, seen: dict[str, Seen], health: float | None) -> Report:
    """What follows from what was seen.

    Args:
        idle: While nobody attacks.
        seen: By attack.
        health: The longest answer of a server without internet, in seconds; `None` if that could not be tried.
    """
    samples = tuple(Sample(f"a page, {name}", tuple(one.milliseconds)) for name, one in {"idle": idle, **seen}.items())
    usual = statistics.median(idle.milliseconds)
    figures = [
        figure
        for name, one in seen.items()
        for figure in (
            Figure(f"a page / idle, {name}", statistics.median(one.milliseconds) / usual, at_most=3),
            Figure(f"an upload refused, {name}", max(one.waits, default=0.0), at_most=10, unit="s"),
            Figure(f"more memory, {name}", one.growth[0] / MEGABYTE, at_most=150, unit="MB"),
            Figure(f"temporary files, {name}", one.growth[1] / MEGABYTE, at_most=0, unit="MB"),
        )
    ]
    if health is not None:
        figures.append(Figure("health without internet, 50 foreign handshakes", health, at_most=0.2, unit="s"))
    return Report("greedy", samples, tuple(figures))


def _phase(server: Server, attacks: tuple[str, ...]) -> Seen:
    seen, before = Seen(), _taken(server)
    with _attacking(server.url, attacks):
        asyncio.run(_visit(server, seen, SECONDS))
    end = time.monotonic() + RECOVERY_SECONDS
    while True:
        memory, files = _taken(server)
        seen.growth = memory - before[0], files - before[1]
        if time.monotonic() > end or (seen.growth[0] <= 150 * MEGABYTE and seen.growth[1] <= 0):
            return seen
        time.sleep(1)


@contextmanager
def _attacking(url: str, attacks: tuple[str, ...]) -> Iterator[None]:
    """Attackers in processes of their own, so that they take no time from who measures."""
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=run_attack, args=(name, url), daemon=True) for name in attacks]
    for process in processes:
        process.start()
    try:
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
    """Goes from page to page, and uploads something on each."""
    source = f"127.0.0.{FIRST_HONEST + number}"
    await asyncio.sleep(number * PAUSE_SECONDS / HONEST)
    async with session(url, f"honest-{number}-{secrets.token_hex(8)}", source) as browser:
        turn = number
        while turn == number or time.monotonic() < end:
            seen.milliseconds.append(await browser.open(PAGES[turn % len(PAGES)], "lang=en"))
            began, status = time.monotonic(), 0
            while status != 204 and time.monotonic() - began < PATIENCE_SECONDS:
                refused = time.monotonic()
                with contextlib.suppress(*MEANWHILE):
                    status = await upload(url, browser.id, PHOTO_BYTES, PHOTO_BYTES, source)
                await asyncio.sleep(0 if status == 204 else RETRY_SECONDS)
            seen.waits.append(refused - began)
            turn += 1
            await asyncio.sleep(PAUSE_SECONDS)


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
    loop, longest = asyncio.get_running_loop(), 0.0
    for _ in range(HANDSHAKES):
        shaking = asyncio.create_task(handshake(url, "http://evil.example"))
        began = time.monotonic()
        await loop.run_in_executor(None, lambda: urllib.request.urlopen(f"{url}/_stcore/health", timeout=60).close())
        longest = max(longest, time.monotonic() - began)
        if await shaking != 403:
            raise RuntimeError("Expected a refused handshake.")
    return longest


if __name__ == "__main__":
    with serve(APP) as cut_off_server:
        print(asyncio.run(_longest_health(cut_off_server.url)))
