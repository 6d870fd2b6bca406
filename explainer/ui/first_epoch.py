"""The HTTP route of the bundled model's weights within its first epoch. Browsers cache them to replay the epoch."""

from functools import cache

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

FOLDER = "first-epoch"
KEPT = "public, max-age=31536000, immutable"
"""The cache header: each address contains a version, so its content never changes."""


def address(version: str) -> str:
    """The path of the weights, from the server's root.

    Args:
        version: Identifies the content of the weights.
    """
    base = st.get_option("server.baseUrlPath").strip("/")
    return "/".join(("", *filter(None, (base,)), FOLDER, version))


@cache
def _content() -> tuple[str, bytes]:
    # Imported late: pages need these modules, the server's startup does not.
    from explainer.ui.pictures.replay import first_epoch_payload, first_epoch_version  # noqa: PLC0415

    return first_epoch_version(), first_epoch_payload()


def _serve(request: Request) -> Response:
    version, content = _content()
    if request.path_params["version"] != version:
        return Response(status_code=404)
    return Response(content, media_type="application/octet-stream", headers={"Cache-Control": KEPT})


def routes() -> list[Route]:
    """The server's routes besides Streamlit's own."""
    return [Route(address("{version}"), _serve)]
