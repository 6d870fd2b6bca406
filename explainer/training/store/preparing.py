"""What a worker does before the first batch, step by step. Light on purpose: it begins before TensorFlow is loaded."""

import contextlib
import time
from pathlib import Path
from typing import Literal, NamedTuple, get_args

Step = Literal["process", "tensorflow", "data", "network", "first_batch"]
STEPS: tuple[Step, ...] = get_args(Step)
"""In their order: a process starts, it loads TensorFlow, reads the data, builds the network, and trains a batch."""


class Begun(NamedTuple):
    """That a step has begun.

    Attributes:
        at: When, in seconds since 1970.
    """

    step: Step
    at: float


def begin_step(path: Path, step: Step) -> None:
    """Notes that a step begins now, which ends the one before. Where that cannot be written, there is just no note.

    Args:
        path: `RunPaths.preparing_path`.
    """
    with contextlib.suppress(OSError), path.open("w" if step == STEPS[0] else "a", encoding="utf-8") as file:
        file.write(f"{step} {time.time():.3f}\n")


def read_steps(path: Path) -> tuple[Begun, ...]:
    """The steps that have begun, in order; lines that cannot be understood are passed over."""
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
