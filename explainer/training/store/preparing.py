"""The steps of a worker before the first batch. This module imports little: it is used before TensorFlow is loaded."""

import contextlib
import time
from pathlib import Path
from typing import Literal, NamedTuple, get_args

Step = Literal["process", "tensorflow", "data", "network", "first_batch"]
STEPS: tuple[Step, ...] = get_args(Step)
"""In order: the process starts, loads TensorFlow, reads the data, builds the network, and trains the first batch."""


class Begun(NamedTuple):
    """The start of a step.

    Attributes:
        at: The time, in seconds since 1970.
    """

    step: Step
    at: float


def begin_step(path: Path, step: Step) -> None:
    """Records that a step starts now, which ends the previous one. Write errors are ignored.

    Args:
        path: `RunPaths.preparing_path`.
    """
    with contextlib.suppress(OSError), path.open("w" if step == STEPS[0] else "a", encoding="utf-8") as file:
        file.write(f"{step} {time.time():.3f}\n")


def read_steps(path: Path) -> tuple[Begun, ...]:
    """Reads the steps that have started, in order; skips invalid lines."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return ()
    return tuple(begun for line in lines if (begun := _begun(line)) is not None)


def _begun(line: str) -> Begun | None:
    name, _, at = line.partition(" ")
    step = next((step for step in STEPS if step == name), None)
    try:
        return None if step is None else Begun(step, float(at))
    except ValueError:
        return None
