"""A database of any version becomes what the schema says, and keeps what is in it."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.pool import NullPool

from explainer.classroom import ClassroomStore
from explainer.classroom.schema import METADATA
from tests.classroom.conftest import Clock, Connect
from tests.classroom.test_store import QUESTION, RIGHT, STUDENT, TEACHER, contents, refused

VERSION = "alembic_version"


def described(engine: Engine) -> dict[str, Any]:
    """All tables as the database itself describes them, but for Alembic's own."""
    inspector = inspect(engine)
    return {
        name: {
            "columns": [
                {key: str(value) for key, value in sorted(column.items())} for column in inspector.get_columns(name)
            ],
            "key": inspector.get_pk_constraint(name),
            "foreign": sorted(map(str, inspector.get_foreign_keys(name))),
            "unique": sorted(map(str, inspector.get_unique_constraints(name))),
            "indexes": sorted(map(str, inspector.get_indexes(name))),
        }
        for name in inspector.get_table_names()
        if name != VERSION
    }


def engine_of(database: str) -> Engine:
    return create_engine(database, poolclass=NullPool)


@pytest.fixture
def engine(database: str) -> Engine:
    return engine_of(database)


def test_the_migrations_make_what_the_schema_says(store: ClassroomStore, engine: Engine) -> None:
    migrated = described(engine)
    with engine.begin() as connection:
        METADATA.drop_all(connection)
        METADATA.create_all(connection)
    assert migrated == described(engine)
    assert set(migrated) == set(METADATA.tables)


def test_a_database_from_before_migrations_is_taken_over(tmp_path: Path, clock: Clock) -> None:
    """`before_migrations.sql` is what the last version without them has left of a class with an answer."""
    path = tmp_path / "classes.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(Path(__file__).with_name("before_migrations.sql").read_text())
    database = f"sqlite:///{path}"
    tables = ("classroom", "question", "member", "answer", "guess")
    kept = contents(database, tables)
    assert all(kept.values())
    store = ClassroomStore(database, clock)
    assert contents(database, tables) == kept
    seen = store.snapshot("123456")
    assert seen is not None
    assert seen.teaches(TEACHER)
    assert seen.answer_of(STUDENT) == RIGHT
    store.ask("123456", TEACHER, QUESTION)
    new = f"sqlite:///{tmp_path / 'new.sqlite'}"
    assert ClassroomStore(new, clock).changes() == {}
    assert described(engine_of(database)) == described(engine_of(new))


def test_servers_that_start_at_once_take_turns(connect: Connect, engine: Engine) -> None:
    with ThreadPoolExecutor(8) as pool:
        stores = list(pool.map(lambda _: connect(), range(16)))
    assert len({store.open(TEACHER, f"address-{number}").code for number, store in enumerate(stores)}) == 16
    with engine.connect() as connection:
        assert len(connection.execute(text(f"SELECT * FROM {VERSION}")).all()) == 1


def test_a_database_of_a_newer_version_is_left_alone(
    store: ClassroomStore, engine: Engine, database: str, clock: Clock
) -> None:
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE {VERSION} SET version_num = 'v99'"))
    with refused("class_unavailable"):
        ClassroomStore(database, clock)
