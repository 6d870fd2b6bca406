"""The bundled model's weights within its first epoch, for browsers that replay it: asked for once, and kept there."""

from functools import cache

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

FOLDER = "first-epoch"
KEPT = "public, max-age=31536000, immutable"
"""An address names what it leads to, so it never changes."""


def address(version: str) -> str:
    """Where the weights are, from the root of the server.

    Args:
        version: What tells them from those of another version of the project.
    """
    base = st.get_option("server.baseUrlPath").strip("/")
    return "/".join(("", *filter(None, (base,)), FOLDER, version))


@cache
def _content() -> tuple[str, bytes]:
    # Pages need these modules, the server's start does not.
    from explainer.ui.pictures.replay import first_epoch_payload, first_epoch_version  # noqa: PLC0415

    return first_epoch_version(), first_epoch_payload()


def _serve(request: Request) -> Response:
    version, content = _content()
    if request.path_params["version"] != version:
        return Response(status_code=404)
    return Response(content, media_type="application/octet-stream", headers={"Cache-Control": KEPT})


def routes() -> list[Route]:
    """What the server answers besides Streamlit's own."""
    return [Route(address("{version}"), _serve)]
