"""What happens when the server starts."""

from __future__ import annotations

import asyncio
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st


@asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[None]:
    """Says where the dashboard is when the server starts, and shows it in the browser unless it is to be headless."""
    print(f"\n  Inside a CNN: {_address()}\n", flush=True)
    if not st.get_option("server.headless"):
        asyncio.get_running_loop().run_in_executor(None, webbrowser.open, _address())
    yield


def _address() -> str:
    address = st.get_option("server.address")
    name = "localhost" if address in {None, "0.0.0.0", "::"} else address
    scheme = "https" if st.get_option("server.sslCertFile") else "http"
    return f"{scheme}://{name}:{st.get_option('server.port')}/{st.get_option('server.baseUrlPath').strip('/')}"
