"""How a database's tables come to be what `schema` says: a module for each change, carried out by Alembic."""

import threading
from pathlib import Path

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext, MigrationStep
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

FOLDER = Path(__file__).parent

_TURN = threading.Lock()
"""`alembic.op` is the same for all threads."""


def migrate(connection: Connection) -> None:
    """Carries out the changes that a database has not had yet.

    Args:
        connection: In a transaction that no other server can be in at the same time.

    Raises:
        alembic.script.revision.RevisionError: If the database has had changes that this version does not know.
    """
    scripts = ScriptDirectory(FOLDER, version_locations=[FOLDER])

    def missing(done: tuple[str, ...], _: MigrationContext) -> list[MigrationStep]:
        newest_first = list(scripts.iterate_revisions("head", done or "base"))
        return [MigrationStep.upgrade_from_script(scripts.revision_map, script) for script in reversed(newest_first)]

    context = MigrationContext.configure(connection, opts={"fn": missing})
    with _TURN, Operations.context(context):
        context.run_migrations()
