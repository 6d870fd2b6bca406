"""Files that name the process working on a run, and the check whether that process is alive.

This module imports little, because a worker writes its owner file before it loads TensorFlow.
"""

import os
import platform
import time
from pathlib import Path
from typing import Annotated, Self

import psutil
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from explainer.training.store.files import create_exclusively, write_atomically

HEARTBEAT_SECONDS = 10.0
HEARTBEAT_EXPIRES_SECONDS = 60.0
CLOCK_TOLERANCE_SECONDS = 2.0


class Owner(BaseModel):
    """A process on a host.

    Attributes:
        process_created: When the process started, in seconds since 1970. Process ids are reused; the pair of both is
            unique.
        since_boot: When the process started, in seconds since the host's boot; `None` in older files. Linux computes
            `process_created` from this, so that value jumps whenever the clock is set.
        since: When the process became the owner, in seconds since 1970.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str
    process_id: Annotated[int, Field(gt=0)]
    process_created: float
    since: float
    since_boot: float | None = None

    @classmethod
    def current(cls) -> Self:
        """Describes this process as an owner from now on."""
        process_id = os.getpid()
        created = psutil.Process(process_id).create_time()
        return cls(
            host=platform.node(),
            process_id=process_id,
            process_created=created,
            since=time.time(),
            since_boot=created - psutil.boot_time(),
        )

    def is_alive(self, heartbeat: float) -> bool:
        """Whether the process is alive.

        Args:
            heartbeat: Its last heartbeat, in seconds since 1970. It decides for processes of another host, and is
                needed on this host if the clock was set.
        """
        is_heard = time.time() - heartbeat < HEARTBEAT_EXPIRES_SECONDS
        if self.host != platform.node():
            return is_heard
        try:
            process = psutil.Process(self.process_id)
            if process.status() == psutil.STATUS_ZOMBIE:
                return False
            created: float = process.create_time()
        except psutil.NoSuchProcess:
            return False
        except psutil.AccessDenied:
            return True
        if abs(created - self.process_created) < CLOCK_TOLERANCE_SECONDS:
            return True
        return is_heard and self._began_at(created - psutil.boot_time())

    def _began_at(self, since_boot: float) -> bool:
        return self.since_boot is not None and abs(since_boot - self.since_boot) < CLOCK_TOLERANCE_SECONDS


def write_owner(path: Path) -> None:
    """Writes an owner file that names this process.

    Raises:
        OSError: If the file cannot be written.
    """
    write_atomically(path, Owner.current().model_dump_json())


def create_owner(path: Path) -> bool:
    """Creates an owner file that names this process, unless it exists. Returns whether it was created.

    Raises:
        OSError: If the file cannot be written.
    """
    return create_exclusively(path, Owner.current().model_dump_json())


def beat(path: Path) -> None:
    """Sends a heartbeat: touches an owner file, which works on a full disk, too."""
    try:
        os.utime(path)
    except OSError:
        # The next heartbeat may succeed. An owner counts as dead after 60 seconds without one.
        return


def is_owned(path: Path) -> bool:
    """Whether `path` names an owner that is alive.

    An invalid file may be in the course of being written, so it counts as an owner that is alive for 60 seconds.
    """
    try:
        heartbeat = path.stat().st_mtime
        owner = Owner.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return False
    except (OSError, ValidationError):
        return _is_recent(path)
    return owner.is_alive(heartbeat)


def owned_since(path: Path) -> float | None:
    """When the owner in `path` became the owner, in seconds since 1970; `None` if the file cannot be read."""
    try:
        return Owner.model_validate_json(path.read_bytes()).since
    except (OSError, ValidationError):
        return None


def _is_recent(path: Path) -> bool:
    try:
        return time.time() - path.stat().st_mtime < HEARTBEAT_EXPIRES_SECONDS
    except OSError:
        return False
