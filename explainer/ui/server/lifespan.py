"""The server's start."""

import asyncio
import importlib
import logging
import pkgutil
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st

from explainer import ui
from explainer.environment import read_environment
from explainer.errors import ExplainerError
from explainer.ui.server.memory import limit_memory_pools

logger = logging.getLogger(__name__)


@asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[None]:
    """Prepares the server, prints the dashboard's address, and opens it in the browser unless headless."""
    limit_memory_pools()
    _import_pages()
    if address := read_environment().database:
        _prepare(address)
    print(f"\n  Inside a CNN: {_address()}\n", flush=True)
    if not st.get_option("server.headless"):
        asyncio.get_running_loop().run_in_executor(None, webbrowser.open, _address())
    yield


def _import_pages() -> None:
    """Imports all modules that pages need, including TensorFlow, before the first visit.

    Streamlit interrupts a page's thread when the visitor leaves or clicks. After an interrupted import, TensorFlow
    cannot be imported again, and every page would fail until the server is restarted.
    """
    for module in pkgutil.walk_packages(ui.__path__, f"{ui.__name__}."):
        importlib.import_module(module.name)


def _prepare(database: str) -> None:
    """Migrates the database of classes. Logs if it cannot be reached; then the first class tries again."""
    from explainer.classroom import ClassroomStore  # noqa: PLC0415 (needs TensorFlow)

    try:
        ClassroomStore(database).disconnect()
    except ExplainerError as error:
        logger.error("%s: %s", error.code, error)  # noqa: TRY400 (a traceback adds nothing)


def _address() -> str:
    address = st.get_option("server.address")
    name = "localhost" if address in {None, "0.0.0.0", "::"} else address
    scheme = "https" if st.get_option("server.sslCertFile") else "http"
    return f"{scheme}://{name}:{st.get_option('server.port')}/{st.get_option('server.baseUrlPath').strip('/')}"
