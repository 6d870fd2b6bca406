"""Limits on the size of browsers' messages, and repair of messages that Streamlit would ignore."""

import json

from google.protobuf.message import DecodeError
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

# Streamlit keeps a parsed message as long as its tab is open.
MOST_BYTES = 2_000_000
"""A canvas with 60 strokes of 30 steps sends 85,000, the fullest accepted one 650,000; other messages send far less."""
MOST_PARTS = 60_000
"""The largest number of JSON objects and lists. One takes two bytes as text, and over thirty times that when parsed."""
REFUSED = "refused"
"""The key of the state that replaces a component's state that was too large or no valid JSON."""
_FINISHED_BYTES = 500
"""Larger than the message that ends a script run."""
_TOO_BIG = 1009
"""The websocket's close code."""


class MessageMiddleware:
    """ASGI middleware that changes browsers' messages so that Streamlit can answer them.

    - A component's state that is too large or invalid JSON is replaced by a mark, so that the page can report it. If
      the message is still too large, the websocket is closed.
    - Until a connection has completed its first run, requests to rerun a fragment become requests to rerun the page: a
      restarted server does not know the fragments of a page that was open before, and would ignore them.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves a request."""
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return

        is_drawn = False

        async def receive_answerable() -> Message:
            message = await receive()
            data = message.get("bytes")
            if not data:
                return message
            data = _answerable(data, is_drawn=is_drawn)
            if data is not None:
                return {**message, "bytes": data}
            await send({"type": "websocket.close", "code": _TOO_BIG})
            return {"type": "websocket.disconnect", "code": _TOO_BIG}

        async def send_noted(message: Message) -> None:
            nonlocal is_drawn
            data = message.get("bytes")
            if not is_drawn and data and len(data) <= _FINISHED_BYTES:
                is_drawn = ForwardMsg.FromString(data).HasField("script_finished")
            await send(message)

        await self._app(scope, receive_answerable, send_noted)


def _answerable(data: bytes, *, is_drawn: bool) -> bytes | None:
    """The message with invalid states replaced; `None` if it is still too large or cannot be parsed."""
    message = BackMsg()
    try:
        message.ParseFromString(data)
    except DecodeError:
        return None
    if not is_drawn and message.rerun_script.fragment_id:
        message.rerun_script.fragment_id = ""
    for state in message.rerun_script.widget_states.widgets:
        if state.json_value and not _is_readable(state.json_value):
            state.json_value = f'{{"{REFUSED}": true}}'
    data = message.SerializeToString()
    return data if _is_small(data) else None


def _is_readable(text: str) -> bool:
    """Whether a text is small enough and valid JSON; otherwise Streamlit would fail before the page can report it."""
    if not _is_small(text.encode()):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _is_small(data: bytes) -> bool:
    return len(data) <= MOST_BYTES and data.count(b"{") + data.count(b"[") <= MOST_PARTS
