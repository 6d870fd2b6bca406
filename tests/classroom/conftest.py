"""Databases for classes: what holds in one has to hold in the other."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from explainer.classroom import ClassroomStore
from tests.postgres import Postgres, postgres, program

Connect = Callable[[], ClassroomStore]


class Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Postgres]:
    if program("postgres") is None and not os.environ.get("CI"):
        pytest.skip("There is no PostgreSQL here.")
    with postgres() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'classes.sqlite'}"
    server: Postgres = request.getfixturevalue("postgresql")
    server.clear()
    return server.address


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def connect(database: str, clock: Clock) -> Iterator[Connect]:
    """Opens the database as one more server does."""
    stores: list[ClassroomStore] = []

    def connected() -> ClassroomStore:
        stores.append(ClassroomStore(database, clock))
        return stores[-1]

    yield connected
    for store in stores:
        store.disconnect()


@pytest.fixture
def store(connect: Connect) -> ClassroomStore:
    return connect()
