"""A PostgreSQL server in a temporary folder, for tests, benchmarks and `deploy/try.sh`.

`python -m tests.postgres` prints the address of a database and keeps the server until it is told to end.
"""

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

USER = "explainer"
START_SECONDS = 60.0


def program(name: str) -> str | None:
    """A program of PostgreSQL's; `None` if it is not installed. Debian keeps its servers off the path."""
    debian = Path("/usr/lib/postgresql").glob(f"*/bin/{name}")
    newest = max(debian, key=lambda path: float(path.parts[4]), default=None)
    return shutil.which(name) or (None if newest is None else str(newest))


@dataclass(frozen=True)
class Postgres:
    """A running server."""

    port: int
    password: str

    @property
    def address(self) -> str:
        """Its database, as SQLAlchemy and `EXPLAINER_DATABASE` write it."""
        return f"postgresql://{USER}:{self.password}@127.0.0.1:{self.port}/postgres"

    def clear(self) -> None:
        """Deletes all that is in the database."""
        with psycopg.connect(self.address) as connection:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")


@contextlib.contextmanager
def postgres(*, is_durable: bool = False) -> Iterator[Postgres]:
    """Runs a server on a free port of the loopback, and ends it.

    Args:
        is_durable: Whether it waits until the disk has what it writes, as a server in use does.
    """
    with tempfile.TemporaryDirectory(prefix="postgres-", ignore_cleanup_errors=True) as folder:
        server, data = Postgres(_free_port(), secrets.token_hex(16)), Path(folder, "data")
        password = Path(folder, "password")
        password.write_text(server.password)
        who = _unprivileged()
        if who:
            for path in (folder, password):
                os.chown(path, who["user"], who["group"])
        subprocess.run(
            [
                *(_needed("initdb"), f"--pgdata={data}", f"--username={USER}", f"--pwfile={password}"),
                *("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"),
            ],
            cwd=folder,
            stdout=subprocess.DEVNULL,
            check=True,
            **who,
        )
        settings = {"listen_addresses": "127.0.0.1", "port": server.port, "unix_socket_directories": ""}
        if not is_durable:
            settings["fsync"] = "off"
        with Path(folder, "log.txt").open("wb") as log:
            process = subprocess.Popen(
                [
                    *(_needed("postgres"), "-D", str(data)),
                    *(word for name, value in settings.items() for word in ("-c", f"{name}={value}")),
                ],
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                **who,
            )
        try:
            _wait_for(server, process, Path(folder, "log.txt"))
            yield server
        finally:
            # Its "immediate" shutdown: nothing of the folder is needed any longer.
            process.send_signal(signal.SIGQUIT)
            process.wait()


def _needed(name: str) -> str:
    found = program(name)
    if found is None:
        raise FileNotFoundError(f"Expected PostgreSQL's {name}, of Debian's package postgresql; found none.")
    return found


def _unprivileged() -> dict[str, Any]:
    """As whom to run it: PostgreSQL refuses to be run by root."""
    if os.getuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": ()}


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait_for(server: Postgres, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            psycopg.connect(server.address).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"Expected PostgreSQL on port {server.port}; received {log.read_text(errors='replace')}")


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    with postgres() as running:
        print(running.address, flush=True)
        signal.pause()
