"""How much a browser's message may hold: Streamlit keeps it, parsed, for as long as the tab is open."""

from __future__ import annotations

from google.protobuf.message import DecodeError
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

MOST_BYTES = 2_000_000
"""A canvas with 60 strokes of 30 steps sends 85,000, one with as much as is taken 650,000; all else a few thousand."""
MOST_PARTS = 60_000
"""Objects and lists of JSON; one takes two bytes as text, and more than thirty times as much when it is parsed."""
REFUSED = "refused"
"""What a component's state says, instead of what was too large."""
_TOO_BIG = 1009
"""The code that a websocket is closed with."""


class MessageMiddleware:
    """ASGI middleware that takes out of a browser's message the states of components that are too large.

    The page is told, and can say so. A message that is too large without them closes its websocket.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves a request."""
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return

        async def receive_bounded() -> Message:
            message = await receive()
            data = message.get("bytes")
            if not data or _is_small(data):
                return message
            data = _bounded(data)
            if data is not None:
                return {**message, "bytes": data}
            await send({"type": "websocket.close", "code": _TOO_BIG})
            return {"type": "websocket.disconnect", "code": _TOO_BIG}

        await self._app(scope, receive_bounded, send)


def _bounded(data: bytes) -> bytes | None:
    """A message without what is too large in it; `None` if it is still too large, or no message."""
    message = BackMsg()
    try:
        message.ParseFromString(data)
    except DecodeError:
        return None
    for state in message.rerun_script.widget_states.widgets:
        if not _is_small(state.json_value.encode()):
            state.json_value = f'{{"{REFUSED}": true}}'
    data = message.SerializeToString()
    return data if _is_small(data) else None


def _is_small(data: bytes) -> bool:
    return len(data) <= MOST_BYTES and data.count(b"{") + data.count(b"[") <= MOST_PARTS
