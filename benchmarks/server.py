"""Streamlit servers to measure: the dashboard's own, and those of the small pages it is compared with."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
PAGES = PROJECT / "benchmarks" / "pages"
APP = PROJECT / "app.py"
EMPTY = PAGES / "empty" / "app.py"
EMPTY_COMPONENT = PAGES / "empty_component.py"
EMPTY_CHOICE = PAGES / "empty_choice.py"
EMPTY_SLIDER = PAGES / "empty_slider.py"
USUAL_WAY = PAGES / "usual_way.py"
USUAL_STAGES = PAGES / "usual_stages.py"

START_SECONDS = 120.0
END_SECONDS = 10.0
POLL_SECONDS = 0.01


@dataclass(frozen=True)
class Server:
    """A running server.

    Attributes:
        url: Its address, without a slash at the end.
        started: When its process was started, in seconds since 1970.
    """

    url: str
    started: float
    runs: Path
    process_id: int


@contextmanager
def serve(script: Path, environment: Mapping[str, str] | None = None, address: str = "127.0.0.1") -> Iterator[Server]:
    """Runs a Streamlit script, with runs and a log of its own, and ends it.

    Yields:
        The server, as soon as it accepts connections.

    Raises:
        RuntimeError: If it does not, with what it printed.
    """
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="benchmark-", ignore_cleanup_errors=True) as folder:
        runs, output = Path(folder, "runs"), Path(folder, "output.txt")
        variables = {
            "EXPLAINER_RUNS": str(runs),
            "EXPLAINER_LOG": str(Path(folder, "log.txt")),
            "TF_CPP_MIN_LOG_LEVEL": "3",
        }
        with output.open("wb") as log:
            started = time.time()
            process = subprocess.Popen(
                _command(script, port, address),
                cwd=PROJECT,
                env=os.environ | variables | dict(environment or {}),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
            try:
                _wait_for(port, process, output)
                yield Server(f"http://127.0.0.1:{port}", started, runs, process.pid)
            finally:
                _end(process)


def _command(script: Path, port: int, address: str) -> list[str]:
    options = {"server.port": port, "server.address": address, "server.headless": "true"}
    # `python -m` puts the project on the path, for scripts in other folders.
    command = [sys.executable, "-m", "streamlit", "run", str(script)]
    return command + [word for name, value in options.items() for word in (f"--{name}", str(value))]


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _wait_for(port: int, process: subprocess.Popen[bytes], output: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(POLL_SECONDS)
        else:
            return
    raise RuntimeError(f"Expected a server on port {port}; received {output.read_text(errors='replace')[-2000:]}")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
