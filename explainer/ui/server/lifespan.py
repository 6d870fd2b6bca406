"""What happens when the server starts."""

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
    """Says where the dashboard is when the server starts, and shows it in the browser unless it is to be headless."""
    limit_memory_pools()
    _import_pages()
    if address := read_environment().database:
        _prepare(address)
    print(f"\n  Inside a CNN: {_address()}\n", flush=True)
    if not st.get_option("server.headless"):
        asyncio.get_running_loop().run_in_executor(None, webbrowser.open, _address())
    yield


def _import_pages() -> None:
    """Imports all that pages need, TensorFlow among it, before the first visitor comes.

    Streamlit ends a page's thread wherever it is, when a visitor leaves or clicks. TensorFlow cannot be imported again
    after an import that was broken off: from then on, every page would fail until the server is started anew.
    """
    for module in pkgutil.walk_packages(ui.__path__, f"{ui.__name__}."):
        importlib.import_module(module.name)


def _prepare(database: str) -> None:
    """Brings the database of classes up to date, and says if it cannot be reached: then the first class tries again."""
    from explainer.classroom import ClassroomStore  # noqa: PLC0415 (needs TensorFlow)

    try:
        ClassroomStore(database).disconnect()
    except ExplainerError as error:
        logger.error("%s: %s", error.code, error)  # noqa: TRY400 (a traceback says no more)


def _address() -> str:
    address = st.get_option("server.address")
    name = "localhost" if address in {None, "0.0.0.0", "::"} else address
    scheme = "https" if st.get_option("server.sslCertFile") else "http"
    return f"{scheme}://{name}:{st.get_option('server.port')}/{st.get_option('server.baseUrlPath').strip('/')}"
