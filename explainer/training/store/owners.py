"""Who works on a run, and whether they still live.

Light on purpose: a worker says that it lives before it loads TensorFlow.
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
        process_created: When it began, in seconds since 1970: ids are used again, the pair is not.
        since_boot: When it began, in seconds since the host started; `None` in older files. On Linux the time of the
            day at which a process began is worked out from this, and jumps whenever the clock is set.
        since: When it became the owner, in seconds since 1970.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str
    process_id: Annotated[int, Field(gt=0)]
    process_created: float
    since: float
    since_boot: float | None = None

    @classmethod
    def current(cls) -> Self:
        """This process, from now on."""
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
        """Whether the owner still works.

        Args:
            heartbeat: Its last sign of life, in seconds since 1970; asked about processes of another host, and of this
                one if its clock was set.
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
    """Names this process as the owner, in `path`.

    Raises:
        OSError: If the file cannot be written.
    """
    write_atomically(path, Owner.current().model_dump_json())


def create_owner(path: Path) -> bool:
    """Names this process as the owner if nobody else was faster. Returns whether this process is the owner now.

    Raises:
        OSError: If the file cannot be written.
    """
    return create_exclusively(path, Owner.current().model_dump_json())


def beat(path: Path) -> None:
    """Gives a sign of life: touches an owner's file. A full disk does not keep it from being heard."""
    try:
        os.utime(path)
    except OSError:
        # The next one may succeed; sixty seconds without any count as death.
        return


def is_owned(path: Path) -> bool:
    """Whether `path` names an owner that lives.

    A file that cannot be understood is being written, so it counts as a living owner for a while.
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
    """When the owner named by `path` began, in seconds since 1970, or `None`."""
    try:
        return Owner.model_validate_json(path.read_bytes()).since
    except (OSError, ValidationError):
        return None


def _is_recent(path: Path) -> bool:
    try:
        return time.time() - path.stat().st_mtime < HEARTBEAT_EXPIRES_SECONDS
    except OSError:
        return False
