"""The weights of the first epoch are served under an address that names what it leads to."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import streamlit as st
from starlette.applications import Starlette

from explainer.ui.first_epoch import address, routes
from explainer.ui.pictures.replay import first_epoch_payload, first_epoch_version


def answer_to(path: str) -> tuple[int, dict[bytes, bytes], bytes]:
    """Status, headers and body."""
    said: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        said.append(message)

    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": [], "root_path": ""}
    # A browser's tests may have left a loop running in this thread.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, Starlette(routes=routes())(scope, receive, send)).result()
    start, *parts = said
    return start["status"], dict(start["headers"]), b"".join(part.get("body", b"") for part in parts)


@pytest.fixture(params=["", "cnn/"])
def _base(request: pytest.FixtureRequest) -> Iterator[None]:
    before = st.get_option("server.baseUrlPath")
    st.config.set_option("server.baseUrlPath", request.param)
    yield
    st.config.set_option("server.baseUrlPath", before)


@pytest.mark.usefixtures("_base")
def test_they_are_served_once_and_kept() -> None:
    status, headers, body = answer_to(address(first_epoch_version()))
    assert status == 200
    assert body == first_epoch_payload()
    assert b"immutable" in headers[b"cache-control"]


def test_those_of_another_version_are_not_there() -> None:
    assert answer_to(address("0"))[0] == 404
